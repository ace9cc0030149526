//! `explain`: the whole story of a conversation.

mod model;
mod next;
mod reason;
mod story;
mod text;
mod words;

use std::process::ExitCode;

use clap::Args;
use switchboard_domain::Millis;

use crate::commands::subject::Subject;
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

use story::Story;

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard explain '<ticket id>'
  switchboard explain 'E#…' --format json

An argument that starts with C#, E#, N# or W# is a key; everything else is a ticket id.")]
pub(crate) struct Explain {
    /// Ticket id, conversation key (C#…) or key of one of its events (E#…, N#…, W#…).
    #[arg(value_name = "CONVERSATION")]
    subject: Subject,
    #[command(flatten)]
    target: Target,
    /// How the story is told; `json` gives all of it as one object.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Explain {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let site = self.target.open().await?;
        let pending = Millis::from_hours(i64::from(site.settings.automation.pending_flow_d) * 24);
        let story = Story::gather(&site, &self.subject, pending).await?;
        match self.format {
            Format::Json => output::json(&story),
            Format::Text => story.tell(site.clock.as_ref()),
        }
        Ok(ExitCode::SUCCESS)
    }
}
