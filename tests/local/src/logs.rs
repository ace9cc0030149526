//! What the functions said.

use serde::Serialize;
use switchboard_emulator::Clients;

use crate::error::LocalError;
use crate::local::BASE;
use crate::session::Session;

/// Newest lines of one function that are shown.
const LINES: i32 = 200;

/// A line of a function's log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Line {
    /// Milliseconds since 1970.
    pub at: i64,
    /// The function.
    pub function: String,
    /// The text.
    pub text: String,
}

impl Session {
    /// Clients of the emulator.
    pub fn clients(&self) -> Clients {
        Clients::new(&self.emulator.url(), "us-east-2", "000000000000")
    }

    /// The newest lines of all functions, oldest first.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn logs(&self) -> Result<Vec<Line>, LocalError> {
        let client = self.clients().cloudwatchlogs();
        let prefix = format!("/aws/lambda/{BASE}-");
        let failed = |error: &dyn std::fmt::Display| LocalError::call("the emulator's logs", error);
        let groups = client.describe_log_groups().log_group_name_prefix(&prefix).send().await;
        let groups = groups.map_err(|error| failed(&error))?;
        let mut lines = Vec::new();
        for name in groups.log_groups().iter().filter_map(|group| group.log_group_name()) {
            let events = client.filter_log_events().log_group_name(name).limit(LINES).send().await;
            for event in events.map_err(|error| failed(&error))?.events() {
                lines.push(Line {
                    at: event.timestamp().unwrap_or_default(),
                    function: name.trim_start_matches(&prefix).to_owned(),
                    text: event.message().unwrap_or_default().trim_end().to_owned(),
                });
            }
        }
        lines.sort();
        Ok(lines)
    }
}
