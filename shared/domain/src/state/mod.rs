//! Rows of the durable state, the conditions under which they are written, and their keys.
//!
//! Every write to shared state is conditional (fence, version, status or absence). The store crate carries the
//! conditions out in one transaction; the workflow crate decides which row goes where.

mod audit;
mod conversation;
mod effect;
mod event;
mod key;
mod model_call;
mod row;
mod write;

pub use audit::{AuditEntry, AuditRow};
pub use conversation::{CountersRow, PendingFlow, PendingKind, ReplyRecord, StateRow};
pub use effect::{Cause, EffectKind, EffectRow, EffectState, Evidence};
pub use event::{EventRow, EventStatus};
pub use key::{Due, DuePartition, RowKey, Table};
pub use model_call::{ModelCall, ModelQuestion, ModelTokens};
pub use row::{ConfigRow, LimitRow, Row};
pub use write::{Check, Expect, Write};
