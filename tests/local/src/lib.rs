//! The whole of Switchboard on this machine as it is on AWS: an AWS emulator, simulated vendors, the real Pulumi engine, and
//! the real functions.
//!
//! `scripts/local` is its command line, and the end-to-end suite uses it as a library. It is no host of its own: what runs is
//! what `pulumi up --stack local` deploys.
//!
//! ```no_run
//! # async fn example() -> Result<(), switchboard_local::LocalError> {
//! use switchboard_local::{Local, Place};
//!
//! let local = Local::up(&Place::checkout()?, &Default::default()).await?;
//! println!("{}", local.webhook_url());
//! local.down().await
//! # }
//! ```

mod background;
mod emulator;
mod engine;
mod error;
mod front;
mod http;
mod inventory;
mod local;
mod logs;
mod place;
mod send;
mod session;
mod simulators;

pub use background::Background;
pub use emulator::{Emulator, Iam};
pub use engine::Engine;
pub use error::LocalError;
pub use front::serve as serve_front;
pub use inventory::inventory;
pub use local::{Local, Options};
pub use place::Place;
pub use send::Sent;
pub use session::Session;
