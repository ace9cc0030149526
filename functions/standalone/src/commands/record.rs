//! What an operator's action leaves: a line in the story of the conversation, and a record on standard output.

use serde::Serialize;
use switchboard_domain::state::{AuditEntry, AuditRow, EventRow, Expect, Row, Table, Write};
use switchboard_domain::{Clock, Millis};
use switchboard_store::{Page, Store};

use crate::failure::Failure;
use crate::output::{self, Format};

/// Life of audit rows: 60 days, as for those that the worker writes.
const KEEP: Millis = Millis::from_hours(60 * 24);

/// The audit row of an action on an event.
pub(crate) async fn audit(
    store: &dyn Store,
    clock: &dyn Clock,
    event: &EventRow,
    action: &str,
    result: &str,
) -> Result<Write, Failure> {
    let newest = store.query(Table::Audit, &event.conversation_key, "", Page::newest(1)).await?;
    // This machine's clock may lag behind the worker's; the story must stay in order all the same.
    let after =
        newest.into_iter().find_map(|row| if let Row::Audit(row) = row { Some(row.at + Millis(1)) } else { None });
    let at = after.map_or(clock.now(), |after| after.max(clock.now()));
    let row = AuditRow {
        pk: event.conversation_key.clone(),
        at,
        // No event id: the key of the row then differs from all rows of workers.
        event_id: None,
        event_key: Some(event.event_key.clone()),
        n: 0,
        entry: AuditEntry::Operator { action: action.to_owned(), result: result.to_owned() },
        expires_at: at + KEEP,
    };
    Ok(Write::put(Row::Audit(row), Expect::Absent))
}

/// What an action did, or would do.
#[derive(Debug, Serialize)]
pub(crate) struct Report<'a> {
    /// For example `events replay`.
    pub(crate) action: &'static str,
    /// What it was about.
    pub(crate) subject: &'a str,
    /// A stable word.
    pub(crate) result: &'static str,
    /// Nothing was changed because `--dry-run` was given.
    pub(crate) dry_run: bool,
}

impl Report<'_> {
    /// Prints the record.
    pub(crate) fn print(&self, format: Format) {
        match format {
            Format::Json => output::json(self),
            Format::Text => {
                let dry = if self.dry_run { " (dry run: nothing was changed)" } else { "" };
                output::line(format!("{} {}: {}{dry}", self.action, self.subject, self.result));
            }
        }
    }
}
