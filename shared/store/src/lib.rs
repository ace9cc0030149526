//! The port through which Switchboard keeps its durable state, and the implementations that need no cloud.
//!
//! [`Store`] is what the workflow, the limits and the operator commands write against: rows with a partition and a sort
//! key, conditional all-or-nothing transactions of at most [`MAX_WRITES`] writes, and a sparse index of rows that are
//! due. Its semantics are those of DynamoDB's `TransactWriteItems`, so that one suite (feature `conformance`) holds for every
//! implementation. Here are [`EmbeddedStore`] (SQLite, durable, group commit) and [`MemoryStore`] (tests, simulation),
//! and [`DataDir`], the directory that holds an embedded installation.
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

mod checkpoint;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub mod data_dir;
pub mod database;
pub mod embedded;
pub mod error;
pub mod group_commit;
pub mod memory;
pub mod migration;
pub mod port;
pub mod readers;

pub use data_dir::{DataDir, DataDirError};
pub use database::DatabaseError;
pub use embedded::EmbeddedStore;
pub use error::{StoreError, WriteError};
pub use memory::MemoryStore;
pub use port::{LocalStore, MAX_WRITES, Order, Page, Store, StoreCounts};
