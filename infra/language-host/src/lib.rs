//! The language host for Pulumi programs written in Rust: the engine starts `pulumi-language-rust`, and the host builds
//! programs with cargo, runs them, and says what they need. It implements the protocol's LanguageRuntime service.
//!
//! It is not the SDK (that is the crate `pulumi`, which programs link), generates no code and knows no cloud. It runs
//! on Unix, as it relies on process groups.
//!
//! A project names it in Pulumi.yaml, with a path relative to the project if it is not on the PATH:
//!
//! ```yaml
//! name: demo
//! runtime:
//!   name: rust
//!   options:
//!     profile: release
//! plugins:
//!   languages:
//!     - name: rust
//!       path: ../target/release
//! ```
//!
//! The options are checked before anything runs:
//!
//! ```
//! use language_host::{ProgramSource, RuntimeOptions};
//!
//! let options = RuntimeOptions::read(None)?;
//! assert!(matches!(options.source, ProgramSource::Cargo(selection) if selection.profile == "release"));
//! # Ok::<(), language_host::HostError>(())
//! ```
//!
//! How a program's end is understood: exit code 0 is success, 32 a failure that the program has told the engine about;
//! any other code and any signal is an error that the host reports.

mod about;
mod arguments;
mod cache;
mod children;
mod compile;
mod engine;
mod entry;
mod error;
mod freshness;
mod graph;
mod options;
mod package;
mod plugin;
mod plugin_file;
mod program;
mod project;
mod run;
mod server;
mod service;
mod stamp;

pub use arguments::{Arguments, HELP};
pub use error::HostError;
pub use options::{CargoSelection, ProgramSource, RuntimeOptions};
pub use package::{Parameterization, RequiredPackage};
pub use server::{ServeError, serve};
