//! What one tenant's client is made of. Every value is a fact of the tenant or an unverified vendor behaviour.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};
use switchboard_domain::{Clock, Millis, Secret};

use switchboard_egress::DEFAULT_RESET_HEADERS;

/// Configuration of [`crate::RichpanelClient`].
#[derive(Clone)]
pub struct RichpanelConfig {
    /// Scheme, host and port, for example `https://api.richpanel.com`.
    pub base_url: String,
    /// Prefix of every path, default `/v1`.
    pub base_path: String,
    /// API key; keys have full account access.
    pub api_key: Secret<String>,
    /// Limit of a whole call, default 10 s.
    pub timeout: Millis,
    /// Limit of the connect phase, default 2 s.
    pub connect_timeout: Millis,
    /// Names of the headers that may tell when the account window resets.
    pub rate_headers: Vec<String>,
    /// What a close sends.
    pub close_payload: ClosePayload,
    /// Whether tags are written by name or by id.
    pub tag_write_mode: TagWriteMode,
    /// True in local runs: only a loopback host is accepted, and plain HTTP is permitted.
    pub loopback_only: bool,
    /// Time source.
    pub clock: Arc<dyn Clock>,
}

impl RichpanelConfig {
    /// The documented defaults for everything but host, key and clock.
    pub fn new(base_url: impl Into<String>, api_key: Secret<String>, clock: Arc<dyn Clock>) -> Self {
        Self {
            base_url: base_url.into(),
            base_path: "/v1".to_owned(),
            api_key,
            timeout: Millis::from_secs(10),
            connect_timeout: Millis::from_secs(2),
            rate_headers: DEFAULT_RESET_HEADERS.iter().map(|name| (*name).to_owned()).collect(),
            close_payload: ClosePayload::default(),
            tag_write_mode: TagWriteMode::default(),
            loopback_only: false,
            clock,
        }
    }
}

impl fmt::Debug for RichpanelConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RichpanelConfig")
            .field("base_path", &self.base_path)
            .field("timeout", &self.timeout)
            .field("close_payload", &self.close_payload)
            .field("tag_write_mode", &self.tag_write_mode)
            .field("loopback_only", &self.loopback_only)
            .finish_non_exhaustive()
    }
}

/// Which body closes a ticket at this tenant. The fields stand inside `ticket`: the vendor ignores top-level ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClosePayload {
    /// `state: closed` and `status: CLOSED`.
    #[default]
    StateAndStatus,
    /// `state: closed` alone.
    StateClosed,
    /// `state: resolved` alone.
    StateResolved,
}

impl ClosePayload {
    /// The variant with this configuration name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::StateAndStatus, Self::StateClosed, Self::StateResolved].into_iter().find(|p| p.as_str() == name)
    }

    /// The configuration name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StateAndStatus => "state_and_status",
            Self::StateClosed => "state_closed",
            Self::StateResolved => "state_resolved",
        }
    }

    /// The request body.
    pub fn body(self) -> Value {
        match self {
            Self::StateAndStatus => json!({"ticket": {"state": "closed", "status": "CLOSED"}}),
            Self::StateClosed => json!({"ticket": {"state": "closed"}}),
            Self::StateResolved => json!({"ticket": {"state": "resolved"}}),
        }
    }
}

/// How tags are named in a write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagWriteMode {
    /// By name.
    #[default]
    Name,
    /// By id where the directory knows it, else by name.
    Id,
}

impl TagWriteMode {
    /// The mode with this configuration name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "name" => Some(Self::Name),
            "id" => Some(Self::Id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use switchboard_domain::SystemClock;

    use super::*;

    #[test]
    fn close_fields_stand_inside_the_ticket_only() {
        for payload in [ClosePayload::StateAndStatus, ClosePayload::StateClosed, ClosePayload::StateResolved] {
            assert_eq!(ClosePayload::from_name(payload.as_str()), Some(payload));
            let body = payload.body();
            assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), ["ticket"]);
        }
        assert_eq!(ClosePayload::from_name("closed"), None);
        assert_eq!(TagWriteMode::from_name("NAME"), None);
    }

    #[test]
    fn debug_shows_no_key() {
        let config =
            RichpanelConfig::new("https://h.example", Secret::new("canary".into()), Arc::new(SystemClock::new()));
        assert!(!format!("{config:?}").contains("canary"));
    }
}
