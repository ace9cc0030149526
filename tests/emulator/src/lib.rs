//! Carries out AWS resources on an AWS emulator on this machine, one [`Kind`] per resource type, through the AWS SDK.
//!
//! The stand-in provider calls it in its emulator mode. It is no emulator itself, and it knows nothing of the engine's
//! protocol: properties come in and go out as JSON objects with the names of `@pulumi/aws`.
//!
//! A kind also refuses what the real service refuses and the emulator accepts, so that a plan that works here has a chance
//! to work on AWS.

mod clients;
mod families;
mod kind;
mod properties;
mod refusal;
mod told;

pub use clients::Clients;
pub use families::kind;
pub use kind::{Created, Kind, Properties};
pub use refusal::Refusal;
