//! Enumerations.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Texts that a property takes.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Enumeration {
    /// Whether any other text is accepted as well.
    pub open: bool,
    /// Values as the provider takes them, by the names that SDKs give them: `NodeJS22dX` is `nodejs22.x`.
    pub values: BTreeMap<String, String>,
}
