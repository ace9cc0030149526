//! The FIFO queue between ingress and workers: the port, the embedded implementation, and the batch processor that every
//! worker host uses.
//!
//! [`Queue`] has the semantics of an SQS FIFO queue: order within a message group, one group in flight at a time,
//! visibility timeout, receive count, dead letters, deduplication window. `EmbeddedQueue` (feature `embedded`, on by
//! default) keeps them in an SQLite file of its own; [`BatchProcessor`] runs a handler over the messages of a batch,
//! groups in parallel.
//!
//! It does not know what a message says: bodies are opaque text, and exactly-once effects are the ledger's business. The
//! queue delivers at least once.
//!
//! ```
//! # #[cfg(feature = "embedded")]
//! # async fn example(file: &std::path::Path) -> Result<(), switchboard_queue::QueueError> {
//! use std::sync::Arc;
//! use switchboard_domain::{EventClass, Millis, SystemClock};
//! use switchboard_queue::{EmbeddedQueue, Queue, QueueConfig, SendRequest};
//!
//! let queue = EmbeddedQueue::open(file, QueueConfig::default(), Arc::new(SystemClock::new()))?;
//! queue
//!     .send(SendRequest {
//!         body: "{}".into(),
//!         group_id: "c-1".into(),
//!         dedup_id: "m-1".into(),
//!         class: EventClass::Normal,
//!     })
//!     .await?;
//! queue.wait(Millis::from_secs(20)).await?;
//! for delivery in queue.receive(5, Millis::from_secs(360)).await? {
//!     queue.delete(&delivery.receipt).await?;
//! }
//! # Ok(())
//! # }
//! ```

pub mod backoff;
pub mod batch;
pub mod config;
pub mod dead_letters;
#[cfg(feature = "embedded")]
pub mod embedded;
pub mod error;
pub mod port;
pub mod settle;

pub use backoff::Backoff;
pub use batch::{BatchProcessor, BatchReport, Disposition, Failed, FailedCause, Handler, Poisoned};
pub use config::QueueConfig;
pub use dead_letters::{DeadLetter, DeadLetters, Rewrite};
#[cfg(feature = "embedded")]
pub use embedded::EmbeddedQueue;
pub use error::QueueError;
pub use port::{Delivery, Queue, QueueAttributes, Receipt, SendOutcome, SendRequest};
pub use settle::Settled;
