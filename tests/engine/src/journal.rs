//! The stand-in provider's log of calls.

use serde::Deserialize;

/// A call of the engine to the provider.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Call {
    /// `create`, `update`, `delete`, `read`, `diff`, `check`, …
    pub op: String,
    /// The resource.
    pub urn: String,
    /// Whether the engine only wanted a preview.
    pub preview: bool,
    /// When it began, milliseconds since 1970.
    pub time: u64,
}

impl Call {
    /// The resource's name.
    pub fn name(&self) -> &str {
        name_of(&self.urn)
    }
}

/// Calls in order.
#[derive(Clone, Debug, Default)]
pub struct Journal(pub Vec<Call>);

impl Journal {
    pub(crate) fn read(text: &str) -> Result<Self, serde_json::Error> {
        text.lines().map(serde_json::from_str).collect::<Result<_, _>>().map(Self)
    }

    /// What really happened to resources, in order: `create events`, `update …`, `delete …`.
    pub fn changes(&self) -> Vec<String> {
        let real = self.0.iter().filter(|call| !call.preview);
        let changes = real.filter(|call| matches!(call.op.as_str(), "create" | "update" | "delete"));
        changes.map(|call| format!("{} {}", call.op, call.name())).collect()
    }

    /// When a change began, as [`Journal::changes`] writes it, in milliseconds since 1970; the first one of several.
    pub fn time_of(&self, op: &str, name: &str) -> Option<u64> {
        let mut real = self.0.iter().filter(|call| !call.preview);
        real.find(|call| call.op == op && call.name() == name).map(|call| call.time)
    }
}

/// The last part of a URN.
pub(crate) fn name_of(urn: &str) -> &str {
    urn.splitn(4, "::").nth(3).unwrap_or_default()
}
