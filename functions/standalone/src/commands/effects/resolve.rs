//! `effects resolve`: a person has looked at the ticket. Only records; a reply is never sent by it.

use clap::{Args, ValueEnum};
use switchboard_domain::state::{Cause, Check, EffectKind, EffectRow, EffectState, Evidence, Expect, Row, Write};

use crate::commands::ledger::{self, Event};
use crate::commands::record::{self, Report};
use crate::commands::subject::Subject;
use crate::failure::Failure;
use crate::output::Format;
use crate::site::Site;
use crate::site::Target;

const ACTION: &str = "effects resolve";

#[derive(Args)]
#[command(after_help = "Example:
  switchboard effects resolve 'E#…' --kind REPLY --as delivered")]
pub(crate) struct Resolve {
    /// Key of the event.
    #[arg(value_name = "EVENT_KEY")]
    subject: Subject,
    /// Which effect of the event.
    #[arg(long, value_enum, default_value = "REPLY", ignore_case = true)]
    kind: Kind,
    /// What the person saw on the ticket.
    #[arg(long = "as", value_enum)]
    seen: Seen,
    /// Say what would happen, change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    target: Target,
    /// How the result is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Effects whose result can be unknown.
#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    #[value(name = "REPLY")]
    Reply,
    #[value(name = "CLOSE")]
    Close,
    #[value(name = "NOTE")]
    Note,
    #[value(name = "TAGS")]
    Tags,
    #[value(name = "FLAG")]
    Flag,
}

/// What a person saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Seen {
    /// It stands on the ticket.
    Delivered,
    /// It does not.
    NotDelivered,
}

impl Resolve {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let key = self.subject.event()?;
        let site = self.target.open().await?;
        let found = ledger::known_event(site.store.as_ref(), key).await?;
        let kind = EffectKind::from(self.kind);
        let Some(effect) = found.effects.iter().find(|effect| effect.kind == kind) else {
            return Err(Failure::new("effects.unknown", format!("{key} has no effect {}", kind.as_str()))
                .help(format!("`switchboard events show '{key}'` shows its effects")));
        };
        let result = match decide(effect, self.seen) {
            Verdict::Already => "already recorded",
            Verdict::Refuse(failure) => return Err(failure),
            Verdict::Record if self.dry_run => "would be recorded",
            Verdict::Record => {
                write(&site, &found, effect, self.seen).await?;
                "recorded"
            }
        };
        Report { action: ACTION, subject: key, result, dry_run: self.dry_run }.print(self.format);
        Ok(())
    }
}

enum Verdict {
    Record,
    Already,
    Refuse(Failure),
}

fn decide(effect: &EffectRow, seen: Seen) -> Verdict {
    let by_operator = effect.evidence == Some(Evidence::Operator) || effect.cause == Some(Cause::Operator);
    match (effect.state, seen) {
        (EffectState::Human | EffectState::Unknown, _) => Verdict::Record,
        (EffectState::Confirmed, Seen::Delivered) | (EffectState::Rejected, Seen::NotDelivered) if by_operator => {
            Verdict::Already
        }
        (EffectState::Planned | EffectState::Dispatching, _) => Verdict::Refuse(
            Failure::refused(
                "effects.in_work",
                format!("the effect is {}; a worker will finish it", effect.state.as_str()),
            )
            .help(format!("`switchboard explain '{}'` tells what happens next", effect.event_key)),
        ),
        (EffectState::Confirmed | EffectState::Rejected, _) => Verdict::Refuse(
            Failure::refused("effects.settled", format!("the effect is {} already", effect.state.as_str()))
                .help(format!("`switchboard explain '{}'` tells by which evidence", effect.event_key)),
        ),
    }
}

async fn write(site: &Site, found: &Event, stored: &EffectRow, seen: Seen) -> Result<(), Failure> {
    let store = site.store.as_ref();
    let mut effect = stored.clone();
    effect.due = None;
    effect.lease_until = None;
    let result = match seen {
        Seen::Delivered => {
            effect.state = EffectState::Confirmed;
            effect.cause = None;
            effect.evidence = Some(Evidence::Operator);
            "delivered"
        }
        Seen::NotDelivered => {
            effect.state = EffectState::Rejected;
            effect.cause = Some(Cause::Operator);
            "not_delivered"
        }
    };
    // A repair that is under way changes the state or the fence, and then this says so instead of overwriting it.
    let unchanged = vec![Check::Status(stored.state.as_str()), Check::Fence(stored.fence)];
    let mut writes = vec![Write::put(Row::Effect(effect), Expect::Present(unchanged))];
    if stored.kind == EffectKind::Reply {
        writes.extend(ledger::settled(store, &found.event).await?);
    }
    writes.push(record::audit(store, site.clock.as_ref(), &found.event, ACTION, result).await?);
    store.write(writes).await?;
    Ok(())
}

impl From<Kind> for EffectKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Reply => Self::Reply,
            Kind::Close => Self::Close,
            Kind::Note => Self::Note,
            Kind::Tags => Self::Tags,
            Kind::Flag => Self::Flag,
        }
    }
}
