//! The worker and its jobs over AWS services.
//!
//! An [`AwsHost`] is made once per process and makes no call by that. Secrets are fetched when something first needs them,
//! all at the same time, and kept for five minutes; when one has changed, the clients are made anew. Switches are read
//! before work begins and while it goes on.

mod dead_letters;
mod host;
mod queues;

pub use dead_letters::LaneDeadLetters;
pub use host::{AwsHost, AwsSetup, secrets_of};
pub use queues::look_up_lanes;
