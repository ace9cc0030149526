//! Keys made of immutable facts. `h(x)` is lower-case base32 without padding of SHA-256 (52 characters); parts are
//! joined with the byte 0x1F. All keys fit the FIFO alphabet and 128 characters whatever the vendor sends.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::envelope::EventClass;
use crate::ids::ConversationId;
use crate::redact::Secret;
use crate::state::EffectKind;
use crate::time::{Millis, Timestamp};

/// Lower-case base32 (no padding) of the SHA-256 of the parts joined with 0x1F.
pub fn h(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            hash.update([0x1F]);
        }
        hash.update(part.as_bytes());
    }
    BASE32_NOPAD.encode(&hash.finalize()).to_ascii_lowercase()
}

/// FIFO message group: one per conversation.
pub fn group_id(conversation: &ConversationId) -> String {
    format!("c-{}", h(&["group", conversation.as_str()]))
}

/// Deduplication id of a webhook that carries the vendor's message id.
pub fn dedup_by_message(conversation: &ConversationId, message_id: &str) -> String {
    format!("m-{}", h(&["msg", conversation.as_str(), message_id]))
}

/// Deduplication id of a webhook without a message id: one per conversation, class and `bucket` of time.
pub fn dedup_by_burst(
    conversation: &ConversationId,
    class: EventClass,
    received_at: Timestamp,
    bucket: Millis,
) -> String {
    let slot = received_at.as_millis().div_euclid(bucket.0.max(1)).to_string();
    format!("b-{}", h(&["burst", conversation.as_str(), class.as_str(), &slot]))
}

/// Deduplication id of an event that a job re-enqueues.
pub fn dedup_by_job(subject: &str, due: Timestamp) -> String {
    format!("j-{}", h(&["job", subject, &due.to_string()]))
}

/// Key of the work on one customer comment.
pub fn event_key(conversation: &ConversationId, comment_id: &str) -> String {
    format!("E#{}", h(&["evt", conversation.as_str(), comment_id]))
}

/// Key of an event that is handled without reading the ticket (drain, overload).
pub fn no_read_key(dedup_id: &str) -> String {
    format!("N#{}", h(&["noread", dedup_id]))
}

/// Key of the one deferral row that a conversation may have before its ticket was read.
pub fn wait_key(conversation: &ConversationId) -> String {
    format!("W#{}", h(&["wait", conversation.as_str()]))
}

/// Key of an effect of an event.
pub fn effect_key(event_key: &str, kind: EffectKind) -> String {
    format!("{event_key}#{}", kind.as_str())
}

/// Key of a conversation in state and audit; an operator can compute it from a ticket id without a secret.
pub fn conversation_key(conversation: &ConversationId) -> String {
    format!("C#{}", h(&["conv", conversation.as_str()]))
}

/// Key of a customer: HMAC-SHA256 under the environment's identity key of the normalised email, else of the phone.
pub fn customer_key(identity_key: &Secret<Vec<u8>>, identity: &str) -> String {
    format!("U#{}", keyed_hash(identity_key, identity))
}

/// Keyed hash (HMAC-SHA256, lower-case base32) of an identity or another personal value.
pub fn keyed_hash(identity_key: &Secret<Vec<u8>>, value: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(identity_key.expose()) else {
        return String::new(); // unreachable: HMAC takes keys of every length
    };
    mac.update(value.as_bytes());
    BASE32_NOPAD.encode(&mac.finalize().into_bytes()).to_ascii_lowercase()
}

/// Fingerprint of a text: lower-case hex SHA-256.
pub fn fingerprint(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ConversationId {
        ConversationId::new(text).unwrap()
    }

    #[test]
    fn keys_fit_the_fifo_alphabet_for_any_id() {
        for raw in ["<a+b/c=@x.example>", "日本 語", &"é".repeat(256)] {
            for key in [group_id(&id(raw)), dedup_by_message(&id(raw), "ü <> #"), event_key(&id(raw), raw)] {
                assert!(key.len() <= 128 && key.chars().all(|c| c.is_ascii_graphic()), "{key}");
            }
        }
    }

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        assert_ne!(h(&["ab", "c"]), h(&["a", "bc"]));
        assert_eq!(h(&["conv", "x"]).len(), 52);
    }

    #[test]
    fn burst_bucket_is_three_seconds_wide() {
        let at = |ms| dedup_by_burst(&id("t"), EventClass::Normal, Timestamp::from_millis(ms), Millis(3_000));
        assert_eq!(at(3_000), at(5_999));
        assert_ne!(at(5_999), at(6_000));
    }
}
