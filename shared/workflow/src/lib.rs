//! The work on one event as a value: [`EventRun::step`] takes what happened and says what to do next. It performs no
//! I/O, reads no clock and draws no random number, so the same code runs in production and under the simulator.
//!
//! The rules of the effect ledger live here: claim by lease and fence, plan before call, dispatch before send,
//! read-back of unknown results, tags last. What a message means and which reply it gets is not decided here but by
//! whoever carries out [`Command::Decide`].
//!
//! ```
//! use std::sync::Arc;
//! use switchboard_domain::{Envelope, Timestamp};
//! use switchboard_workflow::{Command, Config, Delivery, EventRun, Input};
//!
//! fn first_command(envelope: Envelope, now: Timestamp) -> Command {
//!     let delivery = Delivery { envelope, dedup_id: "m-1".into(), receive_count: 1 };
//!     let mut run = EventRun::for_delivery(Arc::new(Config::default()), delivery, "worker-1".into(), now);
//!     run.step(now, Input::Start)
//! }
//! ```

mod claim;
mod command;
mod config;
mod deferral;
mod effects;
mod evidence;
mod finish;
mod opening;
mod planning;
mod recovery;
mod resolve;
mod rows;
mod run;
mod tags;

pub use command::{
    Answer, CallError, Command, DecideError, DecideRequest, Disposition, Input, LookRequest, PendingChange, Planned,
    PlannedReply, VendorCall, WriteResult,
};
pub use config::{Config, CoverageWindow};
pub use deferral::{Requeue, requeue};
pub use evidence::content_fingerprint;
pub use recovery::release;
pub use run::{Delivery, EventRun};
