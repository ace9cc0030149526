//! From facts to the envelope: class, earliest read, ids.

use switchboard_domain::envelope::EnvelopeSchema;
use switchboard_domain::{
    ChannelClass, Envelope, EventClass, EventId, EventKind, Millis, Randomness, SeededRandomness, Source, Timestamp,
    TraceId, keys,
};

use crate::config::IntakeConfig;
use crate::facts::Facts;

const PROBE_TRIGGER: &str = "probe";
const PROBE_PREFIX: &str = "probe-";

/// Makes the envelope. The event id depends on the deduplication id and the time bucket, so that a repeated webhook is
/// answered with the same id.
pub(crate) fn envelope(facts: Facts, config: &IntakeConfig, now: Timestamp, randomness: &dyn Randomness) -> Envelope {
    let probe = facts.trigger == PROBE_TRIGGER && facts.conversation_id.as_str().starts_with(PROBE_PREFIX);
    let livechat =
        facts.channel_hint.as_deref().is_some_and(|hint| config.channels.class_of(hint) == ChannelClass::Livechat);
    let class = match (probe, livechat) {
        (true, _) => EventClass::Background,
        (false, true) => EventClass::Interactive,
        (false, false) => EventClass::Normal,
    };
    let bucket = config.burst_bucket();
    let bucket_start = Timestamp::from_millis(now.as_millis() - now.as_millis().rem_euclid(bucket.0.max(1)));
    let (dedup_id, id_time, not_before) = match &facts.message_id {
        Some(message) => (
            keys::dedup_by_message(&facts.conversation_id, message),
            facts.sent_at.unwrap_or(bucket_start),
            now + config.settle(),
        ),
        None => (
            keys::dedup_by_burst(&facts.conversation_id, class, now, bucket),
            bucket_start,
            // A webhook that is suppressed as a duplicate must still be covered by the read.
            bucket_start + Millis(bucket.0 + config.settle().0),
        ),
    };
    Envelope {
        schema: EnvelopeSchema::V1,
        event_id: EventId::generate(id_time, &SeededRandomness::new(seed(&dedup_id))),
        source: if probe { Source::Probe } else { Source::RichpanelHttpTarget },
        kind: if probe { EventKind::Probe } else { EventKind::CustomerMessage },
        conversation_id: facts.conversation_id,
        message_id: facts.message_id,
        trigger: Some(facts.trigger),
        channel_hint: facts.channel_hint,
        received_at: now,
        sent_at: facts.sent_at,
        not_before,
        class,
        trace_id: TraceId::generate(now, randomness),
        attempt: 1,
    }
}

/// The first 64 bits of the id's SHA-256.
fn seed(dedup_id: &str) -> u64 {
    let hash = keys::fingerprint(dedup_id);
    u64::from_str_radix(&hash[..16], 16).unwrap_or_default()
}
