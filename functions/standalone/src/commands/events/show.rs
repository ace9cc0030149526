//! `events show`.

use clap::Args;
use switchboard_domain::keys;

use crate::commands::ledger::{self, Event};
use crate::commands::subject::Subject;
use crate::failure::Failure;
use crate::output::{self, Format, counted};
use crate::site::Target;

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard events show '<ticket id>'
  switchboard events show 'E#…' --format json")]
pub(crate) struct Show {
    /// Key of an event (E#…, N#…, W#…) or of a conversation (C#…), or a ticket id.
    #[arg(value_name = "KEY|CONVERSATION")]
    subject: Subject,
    #[command(flatten)]
    target: Target,
    /// How events are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Show {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let site = self.target.open().await?;
        let store = site.store.as_ref();
        let events = match &self.subject {
            Subject::Event(key) => vec![ledger::known_event(store, key).await?],
            Subject::Conversation { key, id } => {
                let mut keys = Vec::new();
                for row in ledger::story(store, key).await? {
                    keys.extend(row.event_key);
                }
                keys.extend(id.as_ref().map(keys::wait_key));
                events_of(store, keys).await?
            }
        };
        if events.is_empty() {
            return Err(Failure::new("events.unknown", "no event of that conversation is known")
                .help("`switchboard events list` shows the events that are; rows are kept for 30 days"));
        }
        for event in &events {
            match self.format {
                Format::Json => output::json(event),
                Format::Text => describe(event),
            }
        }
        Ok(())
    }
}

/// The events with these keys, oldest first, each once.
pub(crate) async fn events_of(
    store: &dyn switchboard_store::Store,
    mut keys: Vec<String>,
) -> Result<Vec<Event>, Failure> {
    keys.sort_unstable();
    keys.dedup();
    let mut events = Vec::new();
    for key in keys {
        events.extend(ledger::event(store, &key).await?);
    }
    events.sort_by_key(|found| found.event.created_at);
    Ok(events)
}

fn describe(found: &Event) {
    let event = &found.event;
    output::line(format!("event {}", event.event_key));
    let field = |name: &str, value: String| output::line(format!("  {name:<13} {value}"));
    field("conversation", event.conversation_key.clone());
    field("ticket", event.envelope.conversation_id.as_str().to_owned());
    let why = event.failure.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
    field("status", format!("{}{why}", event.status.as_str()));
    field("created", event.created_at.to_string());
    field("attempts", format!("{}, {}", event.attempt, counted(event.calls_used, "call")));
    if let Some(due) = event.due {
        field("due", due.at.to_string());
    }
    if let Some(until) = event.lease_until {
        field("leased until", until.to_string());
    }
    if let Some(outcome) = &event.outcome {
        field("intent", outcome.primary_intent.as_str().to_owned());
        field("team", outcome.routing.team.to_string());
        let reasons: Vec<&str> = outcome.reasons.iter().map(|reason| reason.as_str()).collect();
        field("reasons", reasons.join(", "));
    }
    for effect in &found.effects {
        let cause = effect.cause.map_or("", |cause| cause.as_str());
        let template = effect.template_id.map_or("", |template| template.as_str());
        let parts = [effect.kind.as_str(), effect.state.as_str(), cause, template];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        field("effect", format!("{}, {}", parts.join(" "), counted(effect.dispatches, "call")));
    }
}
