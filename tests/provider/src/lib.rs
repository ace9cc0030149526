//! A stand-in for the AWS provider of Pulumi, for tests with the real engine on machines that have neither the real provider
//! nor an AWS account.
//!
//! It judges every input by the real provider's schema, names resources as the real one does, says which changes replace a
//! resource, and answers with ids and ARNs of the right form. It is not AWS: nothing runs, limits and permissions are not
//! checked, and what only AWS can refuse is accepted. It never opens a connection.
//!
//! In its emulator mode it is a thin layer over an AWS emulator on this machine instead: resources are made there, and run.
//!
//! The program `pulumi-resource-aws` is started by the engine and reads its settings from the environment:
//!
//! | variable | meaning |
//! | --- | --- |
//! | `STAND_IN_MODE` | `plan-only` (default): changes are refused. `file`: kept in a file. `emulator`: made on an AWS emulator |
//! | `STAND_IN_ENDPOINT` | address of the emulator, on this machine |
//! | `STAND_IN_STORE` | path of that file, see [`backend::FileBackend`] |
//! | `STAND_IN_LATENCY_MS` | how long every call to the cloud takes, 0 by default |
//! | `STAND_IN_LOG` | path of a log of calls in JSON lines: `op`, `urn`, `preview`, `time` in ms since 1970 |
//! | `AWS_REGION`, `AWS_DEFAULT_REGION` | the region where the configuration has none |
//!
//! A resource with the tag `stand-in:fail` set to `create`, `update`, `delete` or `init` fails there.
//!
//! ```
//! use pulumi_proto::resource_provider_server::ResourceProvider;
//! use stand_in::journal::Journal;
//! use stand_in::{Provider, Settings};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let provider = Provider::new(Settings::read(|_| None), Journal::default()).unwrap();
//! let info = provider.get_plugin_info(tonic::Request::new(())).await.unwrap().into_inner();
//! assert_eq!(info.version, "7.48.0");
//! # });
//! ```

pub mod backend;
pub mod check;
pub mod cloud;
pub mod config;
pub mod diff;
pub mod failure;
pub mod invoke;
pub mod journal;
pub mod property;
pub mod server;
mod service;
pub mod settings;
pub mod urn;

pub use service::{Provider, StartError};
pub use settings::Settings;
