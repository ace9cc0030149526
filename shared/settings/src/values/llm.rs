//! `llm.*`.

use std::collections::BTreeMap;

use serde::Deserialize;
use switchboard_domain::Millis;

use super::unset::unset;

/// `llm.*`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Llm {
    /// Who classifies.
    pub provider: Provider,
    /// Address with path prefix.
    pub base_url: String,
    /// Wire.
    pub wire: LlmWire,
    /// Names that are no dated snapshots are accepted in staging and prod.
    pub allow_unpinned: bool,
    /// Output tokens per call, hidden ones included.
    pub max_output_tokens: u32,
    /// Whether `temperature: 0` is sent.
    pub send_temperature: bool,
    /// Reasoning effort; `None` is not sent.
    #[serde(deserialize_with = "unset")]
    pub reasoning_effort: Option<String>,
    /// How the answer's shape is enforced by the server.
    pub schema_mode: SchemaMode,
    /// Milliseconds of one attempt.
    pub timeout_ms: u32,
    /// Milliseconds of all attempts.
    pub total_timeout_ms: u32,
    /// Price per model.
    pub prices: BTreeMap<String, ModelPrice>,
    /// First call.
    pub classifier: ModelSlot,
    /// Second call, for order facts only.
    pub verifier: ModelSlot,
    /// Evaluation only.
    pub heavy: ModelSlot,
    /// Limits of money and rate.
    pub budget: LlmBudget,
}

impl Llm {
    /// [`Self::timeout_ms`] as a span.
    pub fn timeout(&self) -> Millis {
        Millis(self.timeout_ms.into())
    }

    /// [`Self::total_timeout_ms`] as a span.
    pub fn total_timeout(&self) -> Millis {
        Millis(self.total_timeout_ms.into())
    }
}

/// `llm.provider`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// The built-in classifier.
    Offline,
    /// The OpenAI API or a compatible server.
    Openai,
}

/// `llm.wire`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LlmWire {
    /// Responses API.
    Responses,
    /// Chat completions, the wire of compatible servers.
    ChatCompletions,
}

/// `llm.schema_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchemaMode {
    /// Strict JSON schema; the only mode that may lead to automation.
    Strict,
    /// Any JSON object.
    JsonObject,
    /// Free text.
    None,
}

/// `llm.classifier.*`, `llm.verifier.*`, `llm.heavy.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSlot {
    /// Name of the model.
    #[serde(deserialize_with = "unset")]
    pub model: Option<String>,
}

impl ModelSlot {
    /// Whether the name ends in a date (`-YYYY-MM-DD` or `-YYYYMMDD`), so that the vendor cannot change what it means.
    pub fn is_pinned(&self) -> bool {
        let Some(model) = &self.model else { return false };
        let digits: Vec<u8> = model.bytes().rev().take(11).collect();
        let is = |pattern: &str| {
            digits.len() > pattern.len()
                && pattern.bytes().zip(&digits).all(|(p, b)| if p == b'd' { b.is_ascii_digit() } else { p == *b })
                && digits[pattern.len()] == b'-'
        };
        is("dd-dd-dddd") || is("dddddddd")
    }
}

/// `llm.prices.<model>`: USD per million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelPrice {
    /// Input.
    pub input: f64,
    /// Input served from the vendor's cache; the input price if absent.
    pub cached_input: Option<f64>,
    /// Output, reasoning included.
    pub output: f64,
}

/// `llm.budget.*`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LlmBudget {
    /// USD per day (UTC).
    pub usd_per_day: f64,
    /// Requests per minute.
    pub requests_per_min: u32,
    /// Tokens per minute.
    pub tokens_per_min: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dated_snapshots_are_told_from_aliases() {
        let pinned = |model: &str| ModelSlot { model: Some(model.into()) }.is_pinned();
        for dated in ["gpt-5-mini-2025-08-07", "claude-x-20250929"] {
            assert!(pinned(dated), "{dated}");
        }
        for alias in ["gpt-5-mini", "gpt-5-mini-latest", "2025-08-07", "m-2025-8-07", "m2025-08-07", ""] {
            assert!(!pinned(alias), "{alias}");
        }
        assert!(!ModelSlot { model: None }.is_pinned());
    }
}
