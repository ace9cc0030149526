//! Names of snapshots.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};
use switchboard_domain::keys::fingerprint;

use crate::documents::Documents;

/// Beginning of every name.
const PREFIX: &str = "cs-";
/// Digits of the hash in a name.
const DIGITS: usize = 12;

/// Name of a snapshot: `cs-` and the first 12 hex digits of the SHA-256 of its documents. Equal content has one name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SnapshotId(String);

impl SnapshotId {
    /// The name of this content.
    pub fn of(documents: &Documents) -> Self {
        // Typed documents are written in the order of their fields and, in maps, of their keys: one text for one content.
        let content = serde_json::to_string(documents).unwrap_or_default();
        Self(format!("{PREFIX}{}", &fingerprint(&content)[..DIGITS]))
    }

    /// A name as it is typed; `None` unless it has the form.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (digits.len() == DIGITS && digits.bytes().all(hex)).then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SnapshotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SnapshotId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("must be cs- and 12 hex digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_makes_the_name() {
        let empty = Documents::default();
        let mut other = Documents::default();
        other.thresholds.tier2 = Some(0.9);
        let id = SnapshotId::of(&empty);
        assert_eq!((id.clone(), id.as_str().len()), (SnapshotId::of(&Documents::default()), 15));
        assert_ne!(SnapshotId::of(&other), id);
        assert_eq!(SnapshotId::parse(id.as_str()), Some(id));
        for bad in ["", "cs-", "cs-0123456789a", "cs-0123456789ABC", "xx-0123456789ab", "cs-0123456789abc"] {
            assert_eq!(SnapshotId::parse(bad), None, "{bad}");
        }
    }
}
