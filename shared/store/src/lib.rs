//! The port through which Switchboard keeps its durable state, and the implementations that need no cloud.
//!
//! [`Store`] is what the workflow, the limits and the operator commands write against: rows with a partition and a sort
//! key, conditional all-or-nothing transactions of at most [`MAX_WRITES`] writes, and a sparse index of rows that are
//! due. Its semantics are those of DynamoDB's `TransactWriteItems`, so that one suite (feature `conformance`) holds for every
//! implementation. Here are [`MemoryStore`] (tests, simulation) and, with the feature `embedded` (on by default),
//! `EmbeddedStore` (SQLite, durable, group commit) and `DataDir`, the directory that holds an embedded installation.
//!
//! It is not a cache, not a message queue, and it knows nothing of what the rows mean: which row is written under which
//! condition is the workflow's business.
//!
//! ```
//! # async fn example() -> Result<(), switchboard_store::WriteError> {
//! use switchboard_domain::state::{Expect, LimitRow, Row, RowKey, Write};
//! use switchboard_store::{MemoryStore, Store};
//!
//! let store = MemoryStore::new();
//! let row = LimitRow { pk: "B#richpanel".into(), version: 1, lease_until: None, data: serde_json::json!({}) };
//! store.write(vec![Write::put(Row::Limit(row.clone()), Expect::Absent)]).await?;
//! assert_eq!(store.get(&[RowKey::limit("B#richpanel")]).await?, vec![Some(Row::Limit(row))]);
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "embedded")]
mod checkpoint;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
#[cfg(feature = "embedded")]
pub mod data_dir;
#[cfg(feature = "embedded")]
pub mod database;
mod database_error;
#[cfg(feature = "embedded")]
pub mod embedded;
pub mod error;
#[cfg(feature = "embedded")]
pub mod group_commit;
pub mod memory;
#[cfg(feature = "embedded")]
pub mod migration;
pub mod port;
#[cfg(feature = "embedded")]
pub mod readers;
mod service_error;

#[cfg(feature = "embedded")]
pub use data_dir::{DataDir, DataDirError};
pub use database_error::DatabaseError;
#[cfg(feature = "embedded")]
pub use embedded::EmbeddedStore;
pub use error::{StoreError, WriteError};
pub use memory::MemoryStore;
pub use port::{LocalStore, MAX_WRITES, Order, Page, Store, StoreCounts};
pub use service_error::ServiceError;
