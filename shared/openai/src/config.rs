//! What a client is made of.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use switchboard_domain::{Clock, Millis, Randomness, Secret};
use switchboard_egress::EgressError;
use switchboard_settings::values::llm::{Llm, LlmWire, ModelPrice, SchemaMode};

/// Configuration of [`crate::OpenAi`].
#[derive(Clone)]
pub struct OpenAiConfig {
    /// Scheme, host, optional port and path prefix, for example `https://api.openai.com/v1`.
    pub base_url: String,
    /// API key; may be missing only with [`Self::loopback_only`].
    pub key: Option<Secret<String>>,
    /// True in local runs: only a loopback host is accepted, and plain HTTP is permitted.
    pub loopback_only: bool,
    /// The API spoken.
    pub wire: LlmWire,
    /// How the server is made to keep the answer's shape.
    pub schema_mode: SchemaMode,
    /// Output tokens per attempt, hidden reasoning included.
    pub max_output_tokens: u32,
    /// Whether `temperature: 0` is sent.
    pub send_temperature: bool,
    /// Reasoning effort; `None` is not sent.
    pub reasoning_effort: Option<String>,
    /// Limit of one attempt.
    pub timeout: Millis,
    /// Limit of a call: attempts and waits together.
    pub total_timeout: Millis,
    /// Model to USD per million tokens.
    pub prices: BTreeMap<String, ModelPrice>,
    /// Time source.
    pub clock: Arc<dyn Clock>,
    /// Source of the jitter of waits.
    pub randomness: Arc<dyn Randomness>,
}

impl OpenAiConfig {
    /// The configuration by `llm.*`. Models are named per call, and the budget is the gate's.
    pub fn from_settings(
        llm: &Llm,
        loopback_only: bool,
        key: Option<Secret<String>>,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        Self {
            base_url: llm.base_url.clone(),
            key,
            loopback_only,
            wire: llm.wire,
            schema_mode: llm.schema_mode,
            max_output_tokens: llm.max_output_tokens,
            send_temperature: llm.send_temperature,
            reasoning_effort: llm.reasoning_effort.clone(),
            timeout: llm.timeout(),
            total_timeout: llm.total_timeout(),
            prices: llm.prices.clone(),
            clock,
            randomness,
        }
    }
}

impl fmt::Debug for OpenAiConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAiConfig")
            .field("loopback_only", &self.loopback_only)
            .field("wire", &self.wire)
            .field("schema_mode", &self.schema_mode)
            .field("timeout", &self.timeout)
            .field("total_timeout", &self.total_timeout)
            .finish_non_exhaustive()
    }
}

/// Why no client could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The base URL cannot be read.
    #[error("llm.base_url must be a scheme, a host, an optional port and an optional path, without query or fragment")]
    InvalidBaseUrl,
    /// No key although the host is not a loopback one.
    #[error("the secret openai/api_key is missing; only a server on a loopback address works without it")]
    KeyMissing,
    /// The HTTP side refused address or key.
    #[error("llm.base_url or openai/api_key: {0}")]
    Egress(#[from] EgressError),
}

impl ConfigError {
    /// A stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidBaseUrl => "openai.invalid_base_url",
            Self::KeyMissing => "openai.key_missing",
            Self::Egress(error) => error.code(),
        }
    }
}

/// The origin and the path prefix (without a slash at its end) of the base URL.
pub(crate) fn split_base_url(text: &str) -> Result<(String, String), ConfigError> {
    let url: http::Uri = text.parse().map_err(|_| ConfigError::InvalidBaseUrl)?;
    let (Some(scheme), Some(authority)) = (url.scheme_str(), url.authority()) else {
        return Err(ConfigError::InvalidBaseUrl);
    };
    // `http::Uri` drops a fragment silently.
    if url.query().is_some() || text.contains('#') {
        return Err(ConfigError::InvalidBaseUrl);
    }
    Ok((format!("{scheme}://{authority}"), url.path().trim_end_matches('/').to_owned()))
}

#[cfg(test)]
mod tests {
    use switchboard_domain::{SeededRandomness, SystemClock};
    use switchboard_settings::{Environment, Settings};

    use super::*;

    #[test]
    fn base_urls_are_split_at_the_path() {
        for (text, expected) in [
            ("https://api.openai.com/v1", Some(("https://api.openai.com", "/v1"))),
            ("http://127.0.0.1:8790/v1/", Some(("http://127.0.0.1:8790", "/v1"))),
            ("http://[::1]:1", Some(("http://[::1]:1", ""))),
            ("https://host.example/a/b", Some(("https://host.example", "/a/b"))),
            ("https://host.example/v1?x=1", None),
            ("https://host.example/v1#x", None),
            ("/v1", None),
            ("host.example", None),
            ("", None),
        ] {
            let split = split_base_url(text).ok();
            assert_eq!(split.as_ref().map(|(a, b)| (a.as_str(), b.as_str())), expected, "{text}");
        }
    }

    #[test]
    fn debug_shows_no_key() {
        let settings = Settings::defaults(Environment::Prod).unwrap();
        let key = Some(Secret::new("sk-canary".to_owned()));
        let clock = Arc::new(SystemClock::new());
        let config = OpenAiConfig::from_settings(&settings.llm, false, key, clock, Arc::new(SeededRandomness::new(1)));
        assert_eq!((config.timeout, config.total_timeout), (Millis::from_secs(12), Millis::from_secs(20)));
        assert!(!format!("{config:?}").contains("canary"));
    }
}
