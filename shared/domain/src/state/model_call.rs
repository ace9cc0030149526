//! What is kept of a call to a language model.

use serde::{Deserialize, Serialize};

use crate::model_failure::ModelFailure;

/// Which question a model was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelQuestion {
    /// What the message is about.
    Classifier,
    /// Whether order facts may be told.
    Verifier,
}

impl ModelQuestion {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Classifier => "classifier",
            Self::Verifier => "verifier",
        }
    }
}

/// A call to a language model, all attempts together. Neither the request nor the answer can be had from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCall {
    /// The question.
    pub slot: ModelQuestion,
    /// The model named in the request.
    pub model: String,
    /// The model that says it answered.
    #[serde(default)]
    pub snapshot: Option<String>,
    /// Fingerprint of the prompt's fixed texts.
    pub prompt_version: String,
    /// The server's id of the answer.
    #[serde(default)]
    pub response_id: Option<String>,
    /// First 16 hex digits of the SHA-256 of the request's body.
    pub input_fingerprint: String,
    /// The same of the answer's text.
    #[serde(default)]
    pub output_fingerprint: Option<String>,
    /// Tokens, if the server counted them.
    #[serde(default)]
    pub tokens: Option<ModelTokens>,
    /// Estimated cost in millionths of a US dollar; `None` without counted tokens or without a price of the model.
    #[serde(default)]
    pub cost_usd_micro: Option<u64>,
    /// Requests sent; 0 when there was no time left for one.
    pub attempts: u32,
    /// Class of the failure; `None`: the answer passed every check.
    #[serde(default)]
    pub failure: Option<ModelFailure>,
}

/// Tokens of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelTokens {
    /// Input, cached ones included.
    pub input: u64,
    /// Input served from the server's cache.
    pub cached: u64,
    /// Output, reasoning included.
    pub output: u64,
    /// Hidden reasoning.
    pub reasoning: u64,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::state::AuditEntry;

    #[test]
    fn the_stored_form_of_calls() {
        let stored = json!({"what": "model_calls", "calls": [{
            "slot": "classifier", "model": "m-2026-01-01", "snapshot": "m-2026-01-01", "prompt_version": "sha256:0a",
            "response_id": "resp_1", "input_fingerprint": "1b", "output_fingerprint": "2c",
            "tokens": {"input": 400, "cached": 100, "output": 60, "reasoning": 10}, "cost_usd_micro": 550,
            "attempts": 2, "failure": "schema_invalid"
        }]});
        let entry: AuditEntry = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(serde_json::to_value(&entry).unwrap(), stored);
        let AuditEntry::ModelCalls { calls } = entry else { panic!("{stored}") };
        assert_eq!(calls[0].failure, Some(ModelFailure::SchemaInvalid));
    }

    #[test]
    fn what_a_call_may_lack_may_be_missing_in_the_row() {
        let least =
            json!({"slot": "verifier", "model": "m", "prompt_version": "p", "input_fingerprint": "f", "attempts": 0});
        let call: ModelCall = serde_json::from_value(least).unwrap();
        assert_eq!((call.tokens, call.cost_usd_micro, call.failure), (None, None, None));
        assert_eq!(call.slot.as_str(), "verifier");
    }

    #[test]
    fn a_failure_is_stored_as_its_code() {
        use ModelFailure::*;
        for failure in [
            Timeout,
            RateLimited,
            ServerError,
            Auth,
            BadRequest,
            Refusal,
            ContentFilter,
            Truncation,
            SchemaInvalid,
            UnknownEnum,
            ModelMismatch,
            RedactionFailed,
        ] {
            assert_eq!(serde_json::to_value(failure).unwrap(), failure.code());
        }
    }
}
