//! The invariants: what must hold at every send and when the world has come to rest.

use std::fmt;

use switchboard_domain::keys;
use switchboard_domain::state::{Cause, EffectKind, EffectState, EventStatus, Row, RowKey};
use switchboard_domain::ticket::Author;

use crate::store::Store;
use crate::ticket::SimTicket;
use crate::world::World;

/// A broken invariant.
#[derive(Clone, Debug)]
pub struct Violation {
    seed: u64,
    what: String,
}

impl Violation {
    pub(crate) fn new(what: &str) -> Self {
        Self { seed: 0, what: what.to_owned() }
    }

    pub(crate) fn of_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}: {} (repeat it with `cargo xtask simulate --seed {0}`)", self.seed, self.what)
    }
}

impl std::error::Error for Violation {}

/// A reply is sent only under a durable DISPATCHING row of an event that the sender holds.
pub(crate) fn at_send(store: &Store, ticket: &SimTicket, body: &str, by: &str) -> Result<(), Violation> {
    let Some(comment) = body.split(['[', ']']).nth(1) else { return Err(Violation::new("a reply without its mark")) };
    let key = keys::event_key(&ticket.id, comment);
    match store.get(&RowKey::effect(&key, EffectKind::Reply)) {
        // A call that the vendor applies late may find the effect UNKNOWN, never PLANNED for the first time.
        Some(Row::Effect(effect)) if effect.dispatches > 0 => {}
        _ => return Err(Violation::new(&format!("{by} sent a reply without a durable dispatch"))),
    }
    Ok(())
}

/// Nobody is answered who was seen to be answered or closed by a person: such a race is at most a last look old.
pub(crate) fn race(ticket: &SimTicket, now: i64) -> Result<(), Violation> {
    /// Age of the last look, the start window of a call, and a margin for commands in between.
    const LONGEST: i64 = 30_000 + 5_000 + 5_000;
    match ticket.settled_by_human_at {
        Some(at) if at < now - LONGEST => Err(Violation::new("a reply although a person had settled the ticket")),
        _ => Ok(()),
    }
}

/// When everything is quiet: nothing lost, nothing said twice, nothing left open, tags true.
pub(crate) fn at_the_end(world: &World) -> Result<(), Violation> {
    for (conversation, ticket) in world.tickets.iter().enumerate() {
        for comment in ticket.comments.iter().filter(|c| c.author == Author::Customer) {
            let replies = ticket.replies_to(&comment.id);
            if replies > 1 {
                return Err(Violation::new(&format!("{replies} replies to comment {}", comment.id)));
            }
            let key = keys::event_key(&ticket.id, &comment.id);
            if let Some(Row::Event(row)) = world.store.get(&RowKey::event(&key)) {
                if !row.status.is_final() && !world.queue.dead.contains(&conversation) {
                    let what = format!(
                        "work on comment {} ({}) was begun and nobody finishes it",
                        comment.id,
                        row.status.as_str()
                    );
                    return Err(Violation::new(&what));
                }
                event_is_settled(world, ticket, &comment.id, row.status, &key)?;
            }
        }
        if !world.queue.dead.contains(&conversation) {
            newest_is_handled(world, conversation)?;
        }
    }
    Ok(())
}

fn newest_is_handled(world: &World, conversation: usize) -> Result<(), Violation> {
    let Some(key) = world.newest_event_key(conversation) else { return Ok(()) };
    match world.store.get(&RowKey::event(&key)) {
        Some(Row::Event(row)) if matches!(row.status, EventStatus::Done | EventStatus::Failed) => Ok(()),
        Some(Row::Event(row)) => {
            Err(Violation::new(&format!("the newest message of {conversation} ended {}", row.status.as_str())))
        }
        _ => Err(Violation::new(&format!("the newest message of conversation {conversation} is lost"))),
    }
}

fn event_is_settled(
    world: &World,
    ticket: &SimTicket,
    comment: &str,
    status: EventStatus,
    key: &str,
) -> Result<(), Violation> {
    let fail = |what: &str| Err(Violation::new(&format!("{what} (comment {comment}, {})", status.as_str())));
    let effect = |kind| match world.store.get(&RowKey::effect(key, kind)) {
        Some(Row::Effect(effect)) => Some(effect),
        _ => None,
    };
    if status == EventStatus::Skipped {
        return Ok(());
    }
    for kind in [EffectKind::Reply, EffectKind::Close, EffectKind::Tags, EffectKind::Flag] {
        let open = effect(kind)
            .is_some_and(|e| matches!(e.state, EffectState::Unknown | EffectState::Dispatching | EffectState::Planned));
        if open && status == EventStatus::Done {
            return fail("an effect of a finished event is still open");
        }
    }
    let Some(reply) = effect(EffectKind::Reply) else { return Ok(()) };
    let delivered = ticket.replies_to(comment);
    match (reply.state, reply.cause) {
        (EffectState::Confirmed, _) if delivered != 1 => fail("a confirmed reply that nobody got"),
        (EffectState::Rejected, _) if delivered != 0 => fail("a rejected reply that was delivered"),
        (EffectState::Human, Some(Cause::GateClosed | Cause::ContentChanged))
            if reply.dispatches == 0 && delivered > 0 =>
        {
            fail("a reply that was never dispatched was delivered")
        }
        (EffectState::Confirmed, _)
            if status == EventStatus::Done
                && effect(EffectKind::Tags).is_some_and(|t| t.state == EffectState::Confirmed)
                && !ticket.tags.iter().any(|tag| tag == "mw-auto-replied") =>
        {
            fail("an answered ticket does not say so")
        }
        (EffectState::Human, _)
            if status == EventStatus::Done && !ticket.tags.iter().any(|tag| tag == "mw-escalated-human") =>
        {
            // The helpdesk may have refused the tags for good.
            let refused = |kind| effect(kind).is_some_and(|e| e.state == EffectState::Rejected);
            if refused(EffectKind::Flag) || refused(EffectKind::Tags) {
                return Ok(());
            }
            fail("a person must act and no tag says so")
        }
        _ => Ok(()),
    }
}

/// Replies handed to a person.
pub(crate) fn humans(store: &Store) -> u64 {
    let human = |row: &&Row| matches!(row, Row::Effect(effect) if effect.state == EffectState::Human);
    u64::try_from(store.rows().filter(human).count()).unwrap_or(u64::MAX)
}
