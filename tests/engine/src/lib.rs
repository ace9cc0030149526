//! Runs the real Pulumi engine on programs of the SDK, for tests that look at the whole from outside.
//!
//! A [`Workspace`] is a temporary folder with a project, a state backend of files and an engine's home that holds the
//! stand-in AWS provider. It runs `pulumi` there and reads what comes out: [`Preview`], [`Deployment`], [`Journal`],
//! [`Process`]. No network is needed. It is no part of the product, and it judges nothing: tests do.
//!
//! The engine is the executable that `PULUMI` names, else `.tools/bin/pulumi` of this repository, else the `pulumi` on
//! PATH. Host, provider and programs are built by cargo when needed, in the profile of the caller.
//!
//! ```no_run
//! # fn example() -> Result<(), engine_tests::EngineTestError> {
//! use engine_tests::{Binaries, Workspace};
//!
//! let workspace = Workspace::new(Binaries::get()?, "queues")?;
//! let ended = workspace.up(&[])?;
//! assert!(ended.stdout.contains("created"), "{ended}");
//! assert_eq!(workspace.preview(&[])?.changed(), Vec::<String>::new());
//! # Ok(())
//! # }
//! ```

mod binaries;
mod deployment;
mod ended;
mod error;
mod journal;
mod preview;
mod process;
mod project;
mod running;
mod workspace;

pub use binaries::Binaries;
pub use deployment::{Deployment, ResourceRecord};
pub use ended::Ended;
pub use error::EngineTestError;
pub use journal::{Call, Journal};
pub use preview::{Diagnostic, Preview, PropertyChange, Step};
pub use process::Process;
pub use project::Source;
pub use running::Running;
pub use workspace::Workspace;

/// Name of the project of every workspace.
pub const PROJECT: &str = "demo";
/// The stack that commands are about unless they name another.
pub const STACK: &str = "dev";
