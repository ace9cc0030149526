//! Simulated vendors over real HTTP: Richpanel under `/v1`, Shopify's GraphQL under `/admin`, OpenAI's Responses and
//! Chat Completions also under `/v1` (no path is Richpanel's, too), and an admin side under `/_sim`, all on one address.
//!
//! They keep the vendors' quirks (lost answers, late comments, aliases, the account window, webhooks without a retry)
//! switchable, and check from the outside what the middleware must never do; the report lists each violation. State is
//! in memory. Time passes by the [`Clock`](switchboard_domain::Clock) that they are given, and chance by a seed. They
//! share no code with the clients that they test, and they are no mock: nothing in them knows what a test expects.
//!
//! What stands in for the language model fills the requested schema by keywords; it is no model. `POST /_sim/openai`
//! queues answers for it (see [`Quirk`]), the switch `openai_quirk` sets one for every call, and
//! `GET /_sim/openai/requests` shows what was asked.
//!
//! ```no_run
//! use std::sync::Arc;
//! use switchboard_domain::SystemClock;
//! use switchboard_simulators::{SimConfig, Simulators};
//!
//! # async fn example() -> Result<(), switchboard_simulators::StartError> {
//! let config = SimConfig::new(([127, 0, 0, 1], 0).into(), Arc::new(SystemClock::new()));
//! let running = Simulators::start(config).await?;
//! assert!(running.env().contains_key("SWITCHBOARD_RICHPANEL_BASE_URL"));
//! running.shutdown().await;
//! # Ok(())
//! # }
//! ```

mod admin;
mod config;
mod connection;
mod context;
mod effect;
mod fate;
mod faults;
mod openai;
mod reply;
mod report;
mod richpanel;
mod running;
mod scenario;
mod shopify;
mod ticket;
mod violation;
mod webhook;
mod window;
mod world;

pub use config::{Keys, SimConfig, StartError, Webhook};
pub use faults::{
    Faults, LinkMode, ListShape, MarkerStyle, ReadShape, RetryAfterStyle, SimClosePayload, TagReadMode, TimeStyle,
    WebhookBody,
};
pub use openai::{Hostile, Quirk};
pub use running::{Running, Simulators};
pub use scenario::{Scenario, ScenarioError, Step};
