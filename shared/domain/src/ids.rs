//! Newtypes of the ids that travel through the system.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ports::Randomness;
use crate::time::Timestamp;

/// The vendor's id of a conversation: opaque, compared byte for byte. 1 to 512 bytes without control characters.
///
/// It is personal data of a low class: it may stand in an envelope and in the event row, never in a log.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct ConversationId(#[schemars(length(min = 1, max = 512))] String);

/// Why a text is not a conversation id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// The id has no characters.
    #[error("the conversation id is empty")]
    Empty,
    /// The id is longer than 512 bytes.
    #[error("the conversation id is longer than 512 bytes")]
    TooLong,
    /// The id holds a control character.
    #[error("the conversation id holds a control character")]
    Control,
}

impl ConversationId {
    /// Checks length and characters; nothing is trimmed or changed.
    ///
    /// # Errors
    /// [`InvalidId`] names the rule that the text breaks.
    pub fn new(id: impl Into<String>) -> Result<Self, InvalidId> {
        let id = id.into();
        if id.is_empty() {
            Err(InvalidId::Empty)
        } else if id.len() > 512 {
            Err(InvalidId::TooLong)
        } else if id.chars().any(char::is_control) {
            Err(InvalidId::Control)
        } else {
            Ok(Self(id))
        }
    }

    /// The raw id, for the vendor call and for hashing.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[CONVERSATION]")
    }
}

impl<'de> Deserialize<'de> for ConversationId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

macro_rules! ulid_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new id: the prefix and a ULID made of the time and 80 random bits.
            pub fn generate(now: Timestamp, randomness: &dyn Randomness) -> Self {
                Self(format!(concat!($prefix, "{}"), ulid(now, randomness)))
            }

            /// An id read back from a store; the text is taken as it is.
            pub fn from_stored(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

ulid_id!(
    /// Correlates everything one accepted webhook caused. Never a key for idempotency.
    EventId,
    "evt_"
);
ulid_id!(
    /// Correlates log lines of one event across processes.
    TraceId,
    "trc_"
);

/// Crockford base32 of 48 bits of milliseconds and 80 random bits (26 characters), as the ULID specification has it.
fn ulid(now: Timestamp, randomness: &dyn Randomness) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let time = u128::from(u64::try_from(now.as_millis()).unwrap_or(0) & 0xFFFF_FFFF_FFFF);
    let random = (u128::from(randomness.next_u64()) << 16) | u128::from(randomness.next_u64() & 0xFFFF);
    let value = (time << 80) | (random & ((1 << 80) - 1));
    (0..26).rev().map(|i| char::from(ALPHABET[((value >> (i * 5)) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::SeededRandomness;

    #[test]
    fn conversation_id_rules() {
        assert_eq!(ConversationId::new(""), Err(InvalidId::Empty));
        assert_eq!(ConversationId::new("a\nb"), Err(InvalidId::Control));
        assert_eq!(ConversationId::new("x".repeat(513)), Err(InvalidId::TooLong));
        assert!(ConversationId::new(" <a+b/c=@x> ").is_ok());
        assert!(serde_json::from_str::<ConversationId>("\"\"").is_err());
    }

    #[test]
    fn ulids_sort_by_time_and_have_26_characters() {
        let random = SeededRandomness::new(7);
        let a = EventId::generate(Timestamp::from_millis(1_000), &random);
        let b = EventId::generate(Timestamp::from_millis(2_000), &random);
        assert!(a < b);
        assert_eq!(a.as_str().len(), 4 + 26);
    }
}
