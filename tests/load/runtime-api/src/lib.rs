//! The runtime interface of AWS Lambda on this machine: starts the binary of a function as the service does, gives it
//! invocations one at a time, and takes the time.
//!
//! [`RuntimeApi`] serves the interface (`/2018-06-01/runtime/…`) on a free port of 127.0.0.1; [`Function`] is the process
//! with the variables that the service sets. It is no emulator of Lambda: no concurrency, no limits, no freezing between
//! invocations, no extensions.
//!
//! ```no_run
//! use std::path::Path;
//! use std::time::Instant;
//! use switchboard_runtime_api::{Function, Outcome, RuntimeApi};
//!
//! # async fn example() -> Result<(), switchboard_runtime_api::RuntimeApiError> {
//! let mut api = RuntimeApi::start("hello").await?;
//! let started = Instant::now();
//! let _function = Function::start(Path::new("target/lambda/hello"), &api, &[], Path::new("hello.log"))?;
//! let init = api.polled().await? - started;
//! let invoked = api.invoke(br#"{"a":1}"#).await?;
//! assert!(matches!(invoked.outcome, Outcome::Answer(_)) && invoked.took < init);
//! # Ok(())
//! # }
//! ```

mod api;
mod error;
mod function;
mod invocation;
pub mod loopback;

pub use api::RuntimeApi;
pub use error::RuntimeApiError;
pub use function::Function;
pub use invocation::{Invoked, Outcome};
