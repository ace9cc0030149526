//! A second opinion about what the Rust SDK sends to the engine: the same program in TypeScript, run by the official Node
//! SDK against the same recording monitor, must ask for the same.
//!
//! The crate captures a Rust program in mock mode, writes it as TypeScript against `@pulumi/aws`, compiles that with all
//! strict checks, runs both programs and compares every request. It is no engine: nothing is planned, kept or deployed,
//! and what the engine makes of a request is not tested here. Node 20 and npm are needed. [`stack`] does it for the project's
//! own stacks.
//!
//! ```no_run
//! # async fn example() -> Result<(), switchboard_recorder::Error> {
//! use std::path::Path;
//!
//! use switchboard_recorder::{Deployment, Operation, Pair, example};
//!
//! let deployment = Deployment::new("demo", "dev");
//! let binary = Path::new("target/debug/recorder-example");
//! let pair = Pair::prepare("example", deployment, binary, example::program).await?;
//! let comparison = pair.compare(Operation::Update).await?;
//! assert!(comparison.differences.is_empty(), "{comparison}");
//! # Ok(())
//! # }
//! ```

mod answers;
mod canonical;
mod capture;
mod compare;
mod deployment;
mod error;
pub mod example;
mod monitor;
mod npm;
mod opinion;
mod process;
mod recording;
mod stacks;
mod timing;
mod typescript;

pub use capture::Capture;
pub use compare::{Comparison, Difference, Explained, compare};
pub use deployment::{Deployment, Operation};
pub use error::Error;
pub use monitor::Recorder;
pub use npm::Packages;
pub use opinion::Pair;
pub use process::{Finished, node, rust};
pub use recording::{Recording, Subject};
pub use stacks::stack;
pub use timing::{Figure, timings};
pub use typescript::write;
