//! How the simulators are started.

use std::net::SocketAddr;
use std::sync::Arc;

use switchboard_domain::{Clock, Secret, Timestamp};

/// Start-up configuration.
#[derive(Clone)]
pub struct SimConfig {
    /// Address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Time source of everything, delays included.
    pub clock: Arc<dyn Clock>,
    /// Seed of every chance.
    pub seed: u64,
    /// Where a customer's message is announced.
    pub webhook: Option<Webhook>,
    /// Credentials that the simulators accept and use.
    pub keys: Keys,
    /// Accepted as `Authorization: Bearer` by the language model's API.
    pub openai_key: Secret<String>,
    /// The Shopify version that [`crate::Running::env`] names; the newest quarter of the clock by default.
    pub shopify_api_version: String,
}

impl SimConfig {
    /// Fresh keys, seed 1, no webhook.
    pub fn new(listen: SocketAddr, clock: Arc<dyn Clock>) -> Self {
        let shopify_api_version = quarter(clock.now());
        let openai_key = Secret::new(format!("sk-sim-{}", random_hex(24)));
        Self { listen, clock, seed: 1, webhook: None, keys: Keys::generate(), openai_key, shopify_api_version }
    }
}

/// An HTTP target of the helpdesk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Where to post.
    pub url: String,
    /// Name of the header that carries the token.
    pub token_header: String,
}

impl Webhook {
    /// A target with the usual header, `x-richpanel-webhook-token`.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), token_header: "x-richpanel-webhook-token".to_owned() }
    }
}

/// Credentials of the simulated account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Accepted in `x-richpanel-key`.
    pub richpanel_key: Secret<String>,
    /// Accepted in `x-shopify-access-token`.
    pub shopify_token: Secret<String>,
    /// User id of the bot seat.
    pub bot_agent_id: Secret<String>,
    /// Sent with every webhook.
    pub webhook_token: Secret<String>,
}

impl Keys {
    /// Random credentials of 128 bits each (the webhook token 256).
    pub fn generate() -> Self {
        Self {
            richpanel_key: Secret::new(format!("rpk_{}", random_hex(16))),
            shopify_token: Secret::new(format!("shpat_{}", random_hex(16))),
            bot_agent_id: Secret::new(format!("bot-{}", random_hex(8))),
            webhook_token: Secret::new(format!("whk_{}", random_hex(32))),
        }
    }
}

/// Why the simulators did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address could not be bound.
    #[error("the simulators cannot listen on their address; choose another with --listen")]
    Bind(#[source] std::io::Error),
    /// The client for webhooks could not be built.
    #[error("the webhook client could not be built")]
    WebhookClient(#[source] reqwest::Error),
}

impl StartError {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Bind(_) => "simulators.bind",
            Self::WebhookClient(_) => "simulators.webhook_client",
        }
    }
}

fn random_hex(bytes: usize) -> String {
    let mut buffer = vec![0_u8; bytes];
    // A machine without an entropy source gets constant credentials; they open nothing but this simulator.
    let _ = getrandom::fill(&mut buffer);
    data_encoding::HEXLOWER.encode(&buffer)
}

/// The newest quarterly API version (`YYYY-01`, `-04`, `-07`, `-10`) at an instant.
fn quarter(now: Timestamp) -> String {
    let date = jiff::tz::TimeZone::UTC.to_datetime(now.to_jiff()).date();
    format!("{:04}-{:02}", date.year(), (date.month() - 1) / 3 * 3 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_quarterly() {
        for (at, version) in [
            ("2026-01-01T00:00:00Z", "2026-01"),
            ("2026-03-31T23:59:59Z", "2026-01"),
            ("2026-11-24T06:00:00Z", "2026-10"),
        ] {
            assert_eq!(quarter(at.parse().unwrap()), version);
        }
    }

    #[test]
    fn keys_are_fresh_and_long_enough() {
        let (a, b) = (Keys::generate(), Keys::generate());
        assert_ne!(a, b);
        assert!(a.webhook_token.expose().len() >= 32);
        assert!(!format!("{a:?}").contains("shpat_"));
    }
}
