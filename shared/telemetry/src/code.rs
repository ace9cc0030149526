//! The only kinds of text that telemetry accepts, each with an alphabet and a length that free text does not fit.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// Longest code, characters.
const MAX_CODE: usize = 64;
/// More digits in a row could be an order number, a phone number or a date.
const MAX_CODE_DIGITS: usize = 4;
/// Longest opaque id, characters.
const MAX_ID: usize = 128;
/// Length of a base32 SHA-256.
const HASH_CHARS: usize = 52;

/// What stands for a text that is refused.
const OTHER: &str = "other";

/// A short name from a closed world: an operation, an error code, a job. Letters, digits, `_`, `-`, `.`; at most 64
/// characters and four digits in a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Code(#[schemars(length(max = 64), regex(pattern = r"^[A-Za-z][A-Za-z0-9_.-]*$"))] Cow<'static, str>);

impl Code {
    /// A name written in the program.
    pub const fn fixed(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A name from outside; whatever is no code becomes `other`.
    pub fn of(text: &str) -> Self {
        Self(if is_code(text) { Cow::Owned(text.to_owned()) } else { Cow::Borrowed(OTHER) })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_code(text: &str) -> bool {
    let mut digits = 0;
    let few_digits = text.bytes().all(|b| {
        digits = if b.is_ascii_digit() { digits + 1 } else { 0 };
        digits <= MAX_CODE_DIGITS
    });
    let alphabet = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    few_digits
        && text.len() <= MAX_CODE
        && text.bytes().all(alphabet)
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An id made by a machine of ours or of a vendor: a trace, request, message or event id. ASCII letters, digits and
/// `_ - + = / . :`; never an address (no `@`), never a text (no spaces).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct OpaqueId(#[schemars(length(max = 128), regex(pattern = r"^[A-Za-z0-9_+=/.:-]+$"))] Cow<'static, str>);

impl OpaqueId {
    /// The id; whatever is none becomes `other`.
    pub fn of(text: &str) -> Self {
        let alphabet = |b: u8| b.is_ascii_alphanumeric() || b"_-+=/.:".contains(&b);
        let fits = (1..=MAX_ID).contains(&text.len()) && text.bytes().all(alphabet);
        Self(if fits { Cow::Owned(text.to_owned()) } else { Cow::Borrowed(OTHER) })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A key of the durable state: a letter, `#`, and a SHA-256 in lower-case base32. It identifies nobody without the
/// vendor's id or the identity key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Hash(#[schemars(regex(pattern = r"^[CENUW]#[a-z2-7]{52}$"))] String);

impl Hash {
    /// A conversation, event, deferral or customer key; `None` for anything else.
    pub fn of_key(key: &str) -> Option<Self> {
        let hash = ["C#", "E#", "N#", "U#", "W#"].iter().find_map(|prefix| key.strip_prefix(prefix))?;
        let base32 = hash.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b));
        (hash.len() == HASH_CHARS && base32).then(|| Self(key.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use switchboard_domain::{ConversationId, keys};

    #[test]
    fn codes_hold_names_only() {
        for good in ["send_message", "schema-invalid", "TooManyRequests", "v1.2", "agent_reply"] {
            assert_eq!(Code::of(good).as_str(), good);
        }
        for bad in
            ["", "two words", "a@b.example", "1042", "order_10442", "#1042", "é", &"x".repeat(65), "a\nb", "4111-1111"]
        {
            assert_eq!(Code::of(bad).as_str(), "other", "{bad}");
        }
    }

    #[test]
    fn ids_hold_no_addresses_and_no_text() {
        for good in ["trc_01H", "JKJaXmPLvHcESHA=", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"] {
            assert_eq!(OpaqueId::of(good).as_str(), good);
        }
        for bad in ["", "a@b.example", "where is it", "<a+b@mail>", &"x".repeat(129)] {
            assert_eq!(OpaqueId::of(bad).as_str(), "other", "{bad}");
        }
    }

    #[test]
    fn only_keys_are_hashes() {
        let key = keys::conversation_key(&ConversationId::new("<a@b>").unwrap());
        assert_eq!(Hash::of_key(&key).unwrap().as_str(), key);
        for bad in ["", "C#", "<a@b>", &key.to_uppercase(), &format!("{key}x"), &key.replace('#', "")] {
            assert_eq!(Hash::of_key(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn whatever_goes_in_only_the_alphabet_comes_out(text in ".{0,200}") {
            let code = Code::of(&text);
            prop_assert!(is_code(code.as_str()));
            prop_assert!(!OpaqueId::of(&text).as_str().contains([' ', '@', '<', '#', '"']));
            prop_assert!(Hash::of_key(&text).is_none());
        }
    }
}
