//! What a crash leaves behind, and how a host that owns its data directory alone frees it at start.

use switchboard_domain::state::{Cause, Due, DuePartition, EffectRow, EffectState, Row};
use switchboard_domain::{Millis, Timestamp};

/// The effect of a worker that died between dispatch and result.
pub(crate) fn after_crash(effect: &mut EffectRow, now: Timestamp, first_check: Millis) {
    effect.lease_until = None;
    if effect.kind.is_repeatable() {
        effect.state = EffectState::Planned;
        effect.due = Some(Due { partition: DuePartition::of(&effect.event_key), at: now });
    } else {
        effect.state = EffectState::Unknown;
        effect.cause = Some(Cause::Crash);
        let at = effect.dispatched_at.unwrap_or(now) + first_check;
        effect.due = Some(Due { partition: DuePartition::of(&effect.event_key), at });
    }
}

/// The row as it must be after a restart of the only process that can have held its lease: leases end, fences rise,
/// DISPATCHING becomes UNKNOWN `crash`. `None` if the row needs no change.
pub fn release(row: &Row, now: Timestamp, first_check: Millis) -> Option<Row> {
    match row {
        Row::Event(event) if event.lease_until.is_some() => {
            let mut event = event.clone();
            event.lease_until = None;
            event.lease_owner = None;
            event.fence += 1;
            Some(Row::Event(event))
        }
        Row::Effect(effect) if effect.state == EffectState::Dispatching => {
            let mut effect = effect.clone();
            after_crash(&mut effect, now, first_check);
            Some(Row::Effect(effect))
        }
        _ => None,
    }
}
