//! What every host of Switchboard does between its start and its first event, so that hosts differ in wiring alone.
//!
//! * [`Process`]: the settings, the log and the metrics of a process, from its environment variables.
//! * `assembly` (feature `worker`): settings, secrets and ports become vendor clients, budgets, breakers and policy, and
//!   these an [`Executor`](switchboard_worker::Executor) and [`Jobs`](switchboard_worker::Jobs).
//! * `aws` (feature `aws`): the ports on AWS services, with secrets fetched on first use and switches kept fresh.
//!
//! It opens no store of its own, serves no request and decides nothing. The embedded host and the functions of the cloud
//! give their ports and run what they get.
//!
//! ```
//! use switchboard_host::{Process, Variables};
//!
//! let variables = Variables::from([("SWITCHBOARD_ENV", "dev"), ("SWITCHBOARD_RELEASE", "r-42")]);
//! let process = Process::start(&variables, Box::new(std::io::sink()))?;
//! assert_eq!((process.release.as_str(), process.prefix.as_str()), ("r-42", "rp-mw"));
//! process.flush(); // metrics as lines beside the log's
//! # Ok::<(), switchboard_host::HostError>(())
//! ```

#[cfg(feature = "worker")]
mod assembly;
#[cfg(feature = "aws")]
pub mod aws;
#[cfg(feature = "cloud")]
mod cloud;
mod error;
mod failed_start;
mod process;
mod randomness;
#[cfg(feature = "worker")]
mod secrets;
mod startup;
mod variables;
#[cfg(feature = "worker")]
mod vendors;

#[cfg(feature = "worker")]
pub use assembly::{Base, Clocks, Ports, executor, job_ports, probe};
#[cfg(feature = "cloud")]
pub use cloud::{lanes, namespace};
pub use error::HostError;
pub use failed_start::failed_start;
pub use process::{Lines, Process, log_level};
pub use randomness::OsRandomness;
#[cfg(feature = "worker")]
pub use secrets::{HEALTH_SECRETS, PROBE_SECRETS, WORKER_SECRETS, first_webhook_token};
pub use startup::check_startup;
pub use variables::Variables;
#[cfg(feature = "worker")]
pub use vendors::{bucket, model_client, richpanel_client, shopify_client};
