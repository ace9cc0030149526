//! Words for what stands in the ledger.

use switchboard_domain::Millis;
use switchboard_domain::Source;
use switchboard_domain::state::{Cause, EffectState, Evidence};

pub(super) const fn source(source: Source) -> &'static str {
    match source {
        Source::RichpanelHttpTarget => "webhook",
        Source::Sweeper => "found by the sweep job",
        Source::Retry => "re-enqueued by the retry job",
        Source::Replay => "replayed by an operator",
        Source::Probe => "probe",
    }
}

pub(super) const fn state(state: EffectState) -> &'static str {
    match state {
        EffectState::Planned => "planned",
        EffectState::Dispatching => "call begins",
        EffectState::Confirmed => "confirmed",
        EffectState::Rejected => "did not happen",
        EffectState::Unknown => "result unknown",
        EffectState::Human => "handed to a person",
    }
}

pub(super) const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::AcceptedUnverified => "accepted by the helpdesk, not yet seen on the ticket",
        Cause::Ambiguous => "the answer was lost, so it may have been carried out",
        Cause::Crash => "the worker ended during the call",
        Cause::Refused => "refused by the helpdesk",
        Cause::Undelivered => "accepted by the helpdesk but never seen on the ticket",
        Cause::StillOpen => "the ticket is still open after the close",
        Cause::GateClosed => "a gate closed before the call",
        Cause::ContentChanged => "the text would be another one by now",
        Cause::Unreadable => "the ticket could not be read for too long",
        Cause::NotRepeatable => "it is not there, and may not be sent again",
        Cause::Exhausted => "tried as often as allowed",
        Cause::Operator => "a person saw that it did not happen",
    }
}

pub(super) const fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Answer => "by the answer of the call",
        Evidence::SendEcho => "by the comment in the answer of the send",
        Evidence::TagsEcho => "by the ticket in the answer of the tags call",
        Evidence::ReadBack => "by a read of the ticket that shows it",
        Evidence::Operator => "by a person",
    }
}

/// A span with its two largest units: `+1.250 s`, `+2 min 5 s`, `+1 h 40 min`, `+3 d 2 h`.
pub(super) fn offset(span: Millis) -> String {
    let sign = if span.0 < 0 { '-' } else { '+' };
    let ms = span.0.unsigned_abs();
    let (s, min, h, d) = (ms / 1_000, ms / 60_000, ms / 3_600_000, ms / 86_400_000);
    match (d, h, min) {
        (0, 0, 0) => format!("{sign}{s}.{:03} s", ms % 1_000),
        (0, 0, _) => format!("{sign}{min} min {} s", s % 60),
        (0, _, _) => format!("{sign}{h} h {} min", min % 60),
        _ => format!("{sign}{d} d {} h", h % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_keep_two_units_and_the_sign() {
        for (ms, text) in [
            (0, "+0.000 s"),
            (59_999, "+59.999 s"),
            (60_000, "+1 min 0 s"),
            (-125_000, "-2 min 5 s"),
            (6_000_000, "+1 h 40 min"),
            (266_400_000, "+3 d 2 h"),
        ] {
            assert_eq!(offset(Millis(ms)), text);
        }
    }
}
