//! The commands, one per file.

pub(crate) mod day;
pub(crate) mod decide;
pub(crate) mod dlq;
pub(crate) mod doctor;
pub(crate) mod effects;
pub(crate) mod eval;
pub(crate) mod events;
pub(crate) mod explain;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod record;
pub(crate) mod schema;
pub(crate) mod secrets;
pub(crate) mod snapshots;
pub(crate) mod subject;
pub(crate) mod switches;
