//! `golive.*`, `feedback.*`, `report.*`, `alerts.*`, `retention.*` and `export.*`.

use serde::Deserialize;

use super::unset::unset;
use super::zone::Zone;

/// `golive.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoLive {
    /// Names of confirmed console checks.
    pub checklist: Vec<String>,
}

/// `feedback.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// Tags by which people judge our work; read, never written.
    pub tags: Vec<String>,
}

/// `report.*`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Share of rerouted tickets from which the report alarms, 0 to 1.
    pub override_limit: f64,
    /// Zone of report days; the store's when `None`.
    #[serde(deserialize_with = "unset")]
    pub timezone: Option<Zone>,
}

/// `alerts.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alerts {
    /// Topic of critical alarms.
    #[serde(deserialize_with = "unset")]
    pub critical_topic: Option<String>,
    /// Topic of the others.
    #[serde(deserialize_with = "unset")]
    pub warn_topic: Option<String>,
}

/// `retention.*`, days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Logs.
    pub logs_d: u32,
    /// Ledger rows.
    pub ledger_d: u32,
    /// Conversation state.
    pub conversations_d: u32,
    /// Audit rows.
    pub audit_d: u32,
    /// Reports and evaluation artefacts.
    pub reports_d: u32,
    /// Analytics export.
    pub export_d: u32,
}

/// `export.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// Whether data is exported.
    pub enabled: bool,
}
