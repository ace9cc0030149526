//! Starts and stops the real `switchboard` binary as a process, for tests that look at it from outside only.
//!
//! It knows command lines, environment variables and the ready line; it knows nothing of vendors, and it is no part of
//! the product. The binary is built once per test process, from the same workspace and in the same profile.
//!
//! ```no_run
//! # async fn example(dir: &std::path::Path) -> Result<(), switchboard_e2e::StartError> {
//! let setup = switchboard_e2e::Setup::new(dir.join("data"), dir.join("log"));
//! let mut running = setup.serve().await?;
//! assert!(running.url().starts_with("http://127.0.0.1:"));
//! running.kill().await?;
//! # Ok(())
//! # }
//! ```

mod binary;
mod error;
mod middleware;
mod setup;

pub use binary::binary;
pub use error::StartError;
pub use middleware::Middleware;
pub use setup::{Ended, Setup};
