//! The client: a question, at most two attempts, one classified answer.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use switchboard_domain::vendor::Vendor;
use switchboard_domain::{
    Advice, Clock, Millis, ModelFailure, Randomness, Secret, Timestamp, VerifierAdvice, parse_advice, parse_verifier,
};
use switchboard_egress::{CallObserver, Egress, EgressConfig};
use switchboard_settings::values::llm::ModelPrice;

use crate::answer::{Accepted, CallFailure, CallRecord, ModelAnswer};
use crate::config::{ConfigError, OpenAiConfig, split_base_url};
use crate::fingerprint::sha256_hex;
use crate::gate::CallGate;
use crate::price::{Cost, cost};
use crate::prompt::{ClassifierPrompt, Prompt, VerifierPrompt, template};
use crate::run::Run;
use crate::strict_json;
use crate::wire::{Question, WireConfig};

/// Characters per token, for the estimate. English text has about four.
const CHARS_PER_TOKEN: usize = 4;

/// Limit of DNS, TCP and TLS together.
const CONNECT_TIMEOUT: Millis = Millis::from_secs(3);

/// What a server on a loopback address is given as key when none is configured.
const NO_KEY: &str = "none";

/// A client of one server. Cheap to clone.
#[derive(Clone)]
pub struct OpenAi {
    pub(crate) egress: Egress,
    pub(crate) observer: Option<Arc<dyn CallObserver>>,
    pub(crate) path: String,
    pub(crate) wire: WireConfig,
    pub(crate) timeout: Millis,
    pub(crate) total_timeout: Millis,
    prices: Arc<BTreeMap<String, ModelPrice>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) randomness: Arc<dyn Randomness>,
}

impl fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAi").field("egress", &self.egress).field("wire", &self.wire).finish_non_exhaustive()
    }
}

impl OpenAi {
    /// A client of the configured server.
    ///
    /// # Errors
    /// [`ConfigError`] says which part of the configuration cannot be used.
    pub fn new(config: OpenAiConfig) -> Result<Self, ConfigError> {
        let (origin, prefix) = split_base_url(&config.base_url)?;
        let wire = WireConfig {
            wire: config.wire,
            schema_mode: config.schema_mode,
            max_output_tokens: config.max_output_tokens,
            send_temperature: config.send_temperature,
            reasoning_effort: config.reasoning_effort,
        };
        let key = match &config.key {
            Some(key) => bearer(key)?,
            None if config.loopback_only => bearer(&Secret::new(NO_KEY.to_owned()))?,
            None => return Err(ConfigError::KeyMissing),
        };
        let egress = Egress::new(EgressConfig {
            vendor: Vendor::Openai,
            base_url: origin,
            auth_header: "authorization",
            credential: key,
            // Never reached: attempts are timed by the call, since the second may have less time than the first.
            timeout: config.total_timeout + config.timeout,
            connect_timeout: CONNECT_TIMEOUT.min(config.timeout),
            loopback_only: config.loopback_only,
            reset_headers: Vec::new(),
            clock: Arc::clone(&config.clock),
        })?;
        Ok(Self {
            egress,
            observer: None,
            path: format!("{prefix}{}", wire.path()),
            wire,
            timeout: config.timeout,
            total_timeout: config.total_timeout,
            prices: Arc::new(config.prices),
            clock: config.clock,
            randomness: config.randomness,
        })
    }

    /// The same client, whose attempts are told to the observer.
    #[must_use]
    pub fn with_observer(self, observer: Arc<dyn CallObserver>) -> Self {
        Self { egress: self.egress.with_observer(Arc::clone(&observer)), observer: Some(observer), ..self }
    }

    /// Asks the model what a message is about. The call ends at `deadline`, and no later than the configured total.
    pub async fn classify(
        &self,
        model: &str,
        prompt: &ClassifierPrompt,
        gate: &dyn CallGate,
        deadline: Timestamp,
    ) -> ModelAnswer<Advice> {
        self.call(model, prompt, parse_advice, gate, deadline).await
    }

    /// Asks the model whether order facts may be told. Limits as for [`Self::classify`].
    pub async fn verify(
        &self,
        model: &str,
        prompt: &VerifierPrompt,
        gate: &dyn CallGate,
        deadline: Timestamp,
    ) -> ModelAnswer<VerifierAdvice> {
        self.call(model, prompt, parse_verifier, gate, deadline).await
    }

    async fn call<P: Prompt, T>(
        &self,
        model: &str,
        prompt: &P,
        parse: fn(&Value) -> Result<T, ModelFailure>,
        gate: &dyn CallGate,
        deadline: Timestamp,
    ) -> ModelAnswer<T> {
        let instructions = template(P::SLOT).instructions.as_str();
        let body = self.wire.body(Question { slot: P::SLOT, model, instructions, data: prompt.data() });
        let started = self.clock.now();
        let mut run = Run {
            client: self,
            body: &body,
            gate,
            tokens: self.tokens_estimate(instructions, prompt.data()),
            end: deadline.min(started + self.total_timeout),
            record: CallRecord {
                slot: P::SLOT,
                model_asked: model.to_owned(),
                model_reported: None,
                prompt_version: P::SLOT.prompt_version(),
                attempts: 0,
                latency: Millis::default(),
                http_status: None,
                request_id: None,
                response_id: None,
                retry_after: None,
                usage: None,
                cost: Cost::UnknownUsage,
                input_fingerprint: sha256_hex(&[body.to_string().as_bytes()], 16),
                output_fingerprint: None,
            },
        };
        let result = run.attempts().await.and_then(|text| {
            let json = strict_json::object(&text).ok_or(CallFailure::Model(ModelFailure::SchemaInvalid))?;
            let advice = parse(&json).map_err(CallFailure::Model)?;
            Ok(Accepted { advice, json })
        });
        let mut record = run.record;
        record.latency = self.clock.now() - started;
        record.cost = cost(&self.prices, model, record.usage);
        ModelAnswer { result, record }
    }

    /// An upper estimate of what an attempt uses: the text by its length, and the whole output cap.
    fn tokens_estimate(&self, instructions: &str, data: &str) -> u32 {
        let chars = instructions.chars().count() + data.chars().count();
        u32::try_from(chars.div_ceil(CHARS_PER_TOKEN)).unwrap_or(u32::MAX).saturating_add(self.wire.max_output_tokens)
    }
}

/// The key as the value of the header.
fn bearer(key: &Secret<String>) -> Result<Secret<String>, ConfigError> {
    let key = key.expose().trim();
    if key.is_empty() { Err(ConfigError::KeyMissing) } else { Ok(Secret::new(format!("Bearer {key}"))) }
}

#[cfg(test)]
mod tests {
    use switchboard_domain::{SeededRandomness, SystemClock};
    use switchboard_settings::{Environment, Settings};

    use super::*;

    fn config(base_url: &str, key: Option<&str>, loopback_only: bool) -> OpenAiConfig {
        let llm = Settings::defaults(Environment::Prod).unwrap().llm;
        let key = key.map(|key| Secret::new(key.to_owned()));
        let clock = Arc::new(SystemClock::new());
        let config = OpenAiConfig::from_settings(&llm, loopback_only, key, clock, Arc::new(SeededRandomness::new(1)));
        OpenAiConfig { base_url: base_url.to_owned(), ..config }
    }

    #[test]
    fn configuration_is_checked_before_any_call() {
        let code = |url, key, local| OpenAi::new(config(url, key, local)).err().map(ConfigError::code);
        assert_eq!(code("https://api.openai.com/v1", Some("k"), false), None);
        assert_eq!(code("http://127.0.0.1:1/v1", None, true), None);
        assert_eq!(code("https://api.openai.com/v1", None, false), Some("openai.key_missing"));
        assert_eq!(code("https://api.openai.com/v1", Some(" "), false), Some("openai.key_missing"));
        assert_eq!(code("https://api.openai.com/v1", Some("a\nb"), false), Some("egress.invalid_credential"));
        assert_eq!(code("https://api.openai.com/v1", Some("k"), true), Some("egress.refused"));
        assert_eq!(code("http://127.0.0.1:1/v1", Some("k"), false), Some("egress.refused"));
        assert_eq!(code("https://u:p@api.openai.com/v1", Some("k"), false), Some("egress.invalid_base_url"));
        assert_eq!(code("https://api.openai.com/v1?x", Some("k"), false), Some("openai.invalid_base_url"));
    }

    #[test]
    fn debug_shows_neither_key_nor_host() {
        let client = OpenAi::new(config("https://host.example/v1", Some("sk-canary"), false)).unwrap();
        let text = format!("{client:?}");
        assert!(!text.contains("canary") && !text.contains("host.example"), "{text}");
    }
}
