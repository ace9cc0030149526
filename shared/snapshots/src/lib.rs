//! Config snapshots: thresholds, routing, teams and template overrides that change without a deployment.
//!
//! A [`Snapshot`] is an immutable document in the config table, named by the hash of its content. At most one is active:
//! one pointer row says which, every change of it is conditional and leaves a history row ([`Archive`]). A worker reads
//! the pointer at most every 30 s and lays what it finds over its settings ([`ActiveConfig`], [`Effective`]).
//!
//! It decides nothing and changes nothing that needs a deployment: addresses, budgets, times and models stay settings.
//! Only the keys of [`documents`] are accepted; the rest is an error that names document, key and reason.
//!
//! ```
//! use switchboard_settings::{Environment, Settings};
//! use switchboard_snapshots::{Draft, Effective};
//!
//! let settings = Settings::defaults(Environment::Prod)?;
//! let draft = Draft::from_json(br#"{"schema": "config-snapshot.v1", "documents": {"thresholds": {"tier2": 0.9}}}"#)?;
//! let effective = Effective::of(&draft.documents, &settings)?;
//! assert_eq!(effective.settings.policy.thresholds.tier2, 0.9);
//!
//! let unsafe_one = br#"{"schema": "config-snapshot.v1", "documents": {"thresholds": {"tier2": 0.6}}}"#;
//! let refused = Effective::of(&Draft::from_json(unsafe_one)?.documents, &settings).unwrap_err();
//! assert!(refused.is_safety_rule() && refused.to_string().contains("thresholds.tier2"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod active;
mod archive;
mod diff;
pub mod documents;
mod effective;
mod error;
mod id;
mod keys;
mod lines;
mod normal;
mod pointer;
mod snapshot;
mod texts;
mod thresholds;

pub use active::{ActiveConfig, ActiveView, Standing};
pub use archive::{Activation, Archive, Put};
pub use diff::{Change, diff};
pub use effective::Effective;
pub use error::{Problem, Rule, SnapshotError};
pub use id::SnapshotId;
pub use lines::{LineChange, line_changes};
pub use pointer::{HistoryEntry, Pointer};
pub use snapshot::{Draft, Snapshot, SnapshotSchema};
