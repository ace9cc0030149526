//! `effects list`.

use clap::Args;
use serde::Serialize;
use switchboard_domain::state::{Cause, DuePartition, EffectKind, EffectRow, EffectState, Row};
use switchboard_domain::{ConversationId, TemplateId, Timestamp};
use switchboard_store::Store;

use crate::commands::ledger;
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

/// Later than every due time.
const ALWAYS: Timestamp = Timestamp::from_millis(i64::MAX);

#[derive(Args)]
#[command(after_help = "Example:
  switchboard effects list --format json")]
pub(crate) struct List {
    /// At most this many of each kind: waiting for a person, still being looked for.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    #[command(flatten)]
    target: Target,
    /// How effects are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Serialize)]
struct Open {
    event_key: String,
    kind: EffectKind,
    state: EffectState,
    cause: Option<Cause>,
    template_id: Option<TemplateId>,
    dispatches: u32,
    dispatched_at: Option<Timestamp>,
    /// Next look at the ticket; for HUMAN since when it waits.
    due_at: Option<Timestamp>,
    conversation_key: Option<String>,
    /// Where the person must look.
    ticket_id: Option<ConversationId>,
}

impl List {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let site = self.target.open().await?;
        let store = site.store.as_ref();
        let limit = self.limit as usize;
        let mut effects = effects(store.due(DuePartition::Human, ALWAYS, limit).await?, EffectState::Human);
        let mut unknown = Vec::new();
        for shard in DuePartition::shards() {
            // Most of what is due is deferred events; so the whole shard is read.
            unknown.extend(self::effects(store.due(shard, ALWAYS, usize::MAX).await?, EffectState::Unknown));
        }
        unknown.sort_by_key(|effect| effect.due.map(|due| due.at));
        unknown.truncate(limit);
        effects.append(&mut unknown);
        let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
        for effect in effects {
            let open = open(store, effect).await?;
            match self.format {
                Format::Json => output::json(&open),
                Format::Text => rows.push(open.cells()),
            }
        }
        if self.format == Format::Text {
            match rows.len() {
                1 => output::line("nothing waits: every effect is settled"),
                _ => output::table(&rows),
            }
        }
        Ok(())
    }
}

fn effects(rows: Vec<Row>, state: EffectState) -> Vec<EffectRow> {
    let wanted = |row| if let Row::Effect(effect) = row { Some(effect).filter(|e| e.state == state) } else { None };
    rows.into_iter().filter_map(wanted).collect()
}

async fn open(store: &dyn Store, effect: EffectRow) -> Result<Open, Failure> {
    let event = ledger::event(store, &effect.event_key).await?.map(|found| found.event);
    Ok(Open {
        kind: effect.kind,
        state: effect.state,
        cause: effect.cause,
        template_id: effect.template_id,
        dispatches: effect.dispatches,
        dispatched_at: effect.dispatched_at,
        due_at: effect.due.map(|due| due.at),
        conversation_key: event.as_ref().map(|event| event.conversation_key.clone()),
        ticket_id: event.map(|event| event.envelope.conversation_id),
        event_key: effect.event_key,
    })
}

const HEAD: [&str; 7] = ["event", "kind", "state", "cause", "sent", "next", "ticket"];

impl Open {
    fn cells(&self) -> Vec<String> {
        let time = |at: Option<Timestamp>| at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        vec![
            self.event_key.clone(),
            self.kind.as_str().to_owned(),
            self.state.as_str().to_owned(),
            self.cause.map_or("-", Cause::as_str).to_owned(),
            time(self.dispatched_at),
            if self.state == EffectState::Human { "a person".to_owned() } else { time(self.due_at) },
            self.ticket_id.as_ref().map_or("-", |id| id.as_str()).to_owned(),
        ]
    }
}
