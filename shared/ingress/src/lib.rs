//! The webhook service: from an HTTP request to its answer, with the event durable in between.
//!
//! [`Ingress::answer`] serves the four routes of the contract (webhook, health, readiness, the contract itself). What is
//! decided about a request is decided by [`switchboard_intake`]; here are what needs the world: the tokens and how long
//! they are believed, the queue that must have taken the event before 200 is said, the log line and the metrics.
//!
//! It is no HTTP server: the embedded host puts axum before it, the function of the cloud its gateway's events. It reads
//! no ticket and calls no vendor.
//!
//! ```
//! use std::sync::Arc;
//! use async_trait::async_trait;
//! use switchboard_domain::{Environment, Secret, SeededRandomness, SystemClock};
//! use switchboard_ingress::{Ingress, Ports, QueueCheck, TokenSource};
//! use switchboard_intake::{IntakeConfig, Request, TokenSet};
//! use switchboard_queue::Queue;
//! use switchboard_settings::Settings;
//! use switchboard_telemetry::{Capture, Logger, Metrics};
//!
//! struct OneToken;
//!
//! #[async_trait]
//! impl TokenSource for OneToken {
//!     async fn read(&self) -> TokenSet {
//!         TokenSet::new([Secret::new("token".to_owned())])
//!     }
//! }
//!
//! # fn settings() -> Result<Settings, switchboard_settings::SettingsError> { Settings::defaults(Environment::Local) }
//! async fn serve(queue: Arc<dyn Queue>) -> Result<(), switchboard_settings::SettingsError> {
//!     let ingress = Ingress::new(IntakeConfig::from(&settings()?), Ports {
//!         queue,
//!         queue_check: QueueCheck::Ask,
//!         tokens: Arc::new(OneToken),
//!         clock: Arc::new(SystemClock::new()),
//!         randomness: Arc::new(SeededRandomness::new(1)),
//!         logger: Logger::new(Environment::Local, "0.1.0"),
//!         sink: Arc::new(Capture::default()),
//!         metrics: Arc::new(Metrics::default()),
//!         release: "0.1.0".to_owned(),
//!     });
//!     let health = Request { method: "GET".to_owned(), path: "/health".to_owned(), ..Request::default() };
//!     assert_eq!(ingress.answer(&health).await.status, 200);
//!     Ok(())
//! }
//! ```

#[cfg(any(test, feature = "doubles"))]
pub mod doubles;
mod readiness;
mod report;
mod service;
#[cfg(test)]
mod tests;
mod tokens;

pub use readiness::QueueCheck;
pub use service::{Ingress, Ports};
pub use tokens::TokenSource;
