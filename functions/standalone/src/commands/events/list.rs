//! `events list`.

use std::collections::BTreeMap;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;
use switchboard_domain::state::{EventRow, EventStatus};
use switchboard_domain::{Intent, Team, TemplateId, Timestamp};

use crate::commands::ledger::scan_events;
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

/// Every status, in the order of an event's life.
const STATUSES: [EventStatus; 6] = [
    EventStatus::Claimed,
    EventStatus::Planned,
    EventStatus::Deferred,
    EventStatus::Done,
    EventStatus::Failed,
    EventStatus::Skipped,
];

#[derive(Args)]
#[command(after_help = "Example:
  switchboard events list --status failed --status deferred --limit 20 --format json")]
pub(crate) struct List {
    /// Only events of this status; may be given several times.
    #[arg(long, value_name = "STATUS", ignore_case = true,
        value_parser = PossibleValuesParser::new(["claimed", "planned", "deferred", "done", "failed", "skipped"]))]
    status: Vec<String>,
    /// At most this many, the newest.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: u32,
    #[command(flatten)]
    target: Target,
    /// How events are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// One event of the list.
#[derive(Serialize)]
struct Listed {
    event_key: String,
    conversation_key: String,
    status: EventStatus,
    created_at: Timestamp,
    comment_at: Option<Timestamp>,
    attempt: u32,
    due_at: Option<Timestamp>,
    frozen: bool,
    failure: Option<String>,
    intent: Option<Intent>,
    team: Option<Team>,
    template_id: Option<TemplateId>,
    calls_used: u32,
}

impl List {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let site = self.target.open().await?;
        let wanted = |status: EventStatus| {
            self.status.is_empty() || self.status.iter().any(|name| name.eq_ignore_ascii_case(status.as_str()))
        };
        let limit = self.limit as usize;
        let mut total: BTreeMap<&str, u64> = BTreeMap::new();
        let mut newest: BTreeMap<(Timestamp, String), Listed> = BTreeMap::new();
        scan_events(site.store.as_ref(), |row| {
            *total.entry(row.status.as_str()).or_default() += 1;
            if !wanted(row.status) {
                return;
            }
            newest.insert((row.created_at, row.event_key.clone()), Listed::from(row));
            // However large the ledger is, no more than the list is kept.
            if newest.len() > limit {
                newest.pop_first();
            }
        })
        .await?;
        match self.format {
            Format::Json => newest.values().rev().for_each(output::json),
            Format::Text => {
                output::table(&table(newest.values().rev()));
                let count =
                    |status: EventStatus| total.get(status.as_str()).map(|n| format!("{n} {}", status.as_str()));
                let counts: Vec<String> = STATUSES.into_iter().filter_map(count).collect();
                output::note(if counts.is_empty() { "no events yet".to_owned() } else { counts.join(", ") });
            }
        }
        Ok(())
    }
}

impl From<EventRow> for Listed {
    fn from(row: EventRow) -> Self {
        let outcome = row.outcome.as_ref();
        Self {
            intent: outcome.map(|outcome| outcome.primary_intent),
            team: outcome.map(|outcome| outcome.routing.team),
            template_id: outcome.and_then(|outcome| outcome.automation.template_id),
            due_at: row.due.map(|due| due.at),
            event_key: row.event_key,
            conversation_key: row.conversation_key,
            status: row.status,
            created_at: row.created_at,
            comment_at: row.comment_at,
            attempt: row.attempt,
            frozen: row.frozen,
            failure: row.failure,
            calls_used: row.calls_used,
        }
    }
}

fn table<'a>(events: impl Iterator<Item = &'a Listed>) -> Vec<Vec<String>> {
    let head = ["event", "status", "created", "attempts", "intent", "template", "due", "why"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(events.map(|event| {
        vec![
            event.event_key.clone(),
            event.status.as_str().to_owned(),
            event.created_at.to_string(),
            event.attempt.to_string(),
            event.intent.map_or("-", |intent| intent.as_str()).to_owned(),
            event.template_id.map_or("-", |template| template.as_str()).to_owned(),
            event.due_at.map_or_else(|| "-".to_owned(), |at| at.to_string()),
            event.failure.clone().unwrap_or_default(),
        ]
    }));
    rows
}
