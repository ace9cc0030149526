//! Carries out AWS resources on an AWS emulator on this machine, one [`Kind`] per resource type, through the AWS SDK.
//!
//! The stand-in provider calls it in its emulator mode. It is no emulator itself, and it knows nothing of the engine's
//! protocol: properties come in and go out as JSON objects with the names of `@pulumi/aws`.
//!
//! A kind also refuses what the real service refuses and the emulator accepts, so that a plan that works here has a chance
//! to work on AWS.
//!
//! ```no_run
//! use serde_json::json;
//! use switchboard_emulator::{Clients, Properties, kind};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let aws = Clients::new("http://127.0.0.1:4566", "us-east-2", "000000000000");
//! let queues = kind("aws:sqs/queue:Queue").ok_or("no such kind")?;
//! let inputs: Properties = serde_json::from_value(json!({ "name": "events.fifo", "fifoQueue": true }))?;
//! let queue = queues.create(&aws, &inputs).await?;
//! queues.delete(&aws, &queue.id, &inputs).await?;
//! # Ok(())
//! # }
//! ```

mod caller;
mod clients;
mod families;
mod kind;
mod properties;
mod refusal;
mod told;

pub use caller::Caller;
pub use clients::Clients;
pub use families::kind;
pub use kind::{Created, Kind, Properties};
pub use refusal::Refusal;
