//! From an HTTP request to an event for the queue: authentication, shape, identity.
//!
//! Pure: no I/O, no clock of its own. The host reads secrets and settings, calls [`receive`], puts the envelope on the
//! queue, and only then gives the answer of [`Accepted::response`]; if the queue did not take it, the answer is
//! [`Rejection::not_stored`]. It never reads a ticket and keeps no message text, name, email or phone of the body.
//!
//! ```
//! use switchboard_domain::{Secret, SeededRandomness, Timestamp};
//! use switchboard_intake::{IntakeConfig, Reception, Request, TokenSet, receive};
//! use switchboard_settings::{Environment, Settings};
//!
//! let settings = Settings::defaults(Environment::Local)?;
//! let config = IntakeConfig::from(&settings);
//! let tokens = TokenSet::new([Secret::new("token".to_owned())]);
//! let request = Request::post("/webhooks/richpanel", br#"{"ticket_id":"<a@mail>","channel":"livechat"}"#)
//!     .header("X-Richpanel-Webhook-Token", "token");
//! let now = Timestamp::from_millis(1_000);
//! let receipt = receive(&request, &config, &tokens, now, &SeededRandomness::new(1));
//! assert!(matches!(receipt.reception, Reception::Accepted(accepted) if accepted.dedup_id.starts_with("b-")));
//! # Ok::<(), switchboard_settings::SettingsError>(())
//! ```

mod authentication;
mod body;
mod bounded;
mod config;
mod contract;
mod envelope;
mod facts;
pub mod gateway;
mod media_type;
mod receive;
mod record;
mod rejection;
mod repair;
mod request;
mod response;
mod route;
mod tokens;

pub use authentication::Transport;
pub use config::IntakeConfig;
pub use contract::{openapi, schema_envelope};
pub use receive::{Accepted, Lane, Receipt, Reception, receive};
pub use record::IntakeRecord;
pub use rejection::{ErrorCode, Rejection};
pub use request::{Request, query_pairs};
pub use response::Response;
pub use route::{Route, Unrouted, WEBHOOK_PATH, route};
pub use tokens::TokenSet;
