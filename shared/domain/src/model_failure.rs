//! How asking a language model can fail, and the strict reading of what one advises.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::advice::{Advice, AdviceError, VerifierAdvice};

/// Why a language model gave no usable answer about a message. Serialised as its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelFailure {
    /// No full answer in time.
    Timeout,
    /// 429.
    RateLimited,
    /// 5xx or connection failure.
    ServerError,
    /// 401 or 403.
    Auth,
    /// 400, 404 or 422: a defect of schema or model name.
    BadRequest,
    /// The model refused; this text is not sent to any model again.
    Refusal,
    /// Filtered; this text is not sent to any model again.
    ContentFilter,
    /// The output cap cut the answer.
    Truncation,
    /// The answer does not parse or breaks the full schema.
    SchemaInvalid,
    /// The answer holds a value outside an enum.
    UnknownEnum,
    /// Another model answered than was asked.
    ModelMismatch,
    /// The text could not be redacted, so nothing was sent.
    RedactionFailed,
}

impl ModelFailure {
    /// A stable code for logs and metrics.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::RateLimited => "rate_limited",
            Self::ServerError => "server_error",
            Self::Auth => "auth",
            Self::BadRequest => "bad_request",
            Self::Refusal => "refusal",
            Self::ContentFilter => "content_filter",
            Self::Truncation => "truncation",
            Self::SchemaInvalid => "schema_invalid",
            Self::UnknownEnum => "unknown_enum",
            Self::ModelMismatch => "model_mismatch",
            Self::RedactionFailed => "redaction_failed",
        }
    }
}

/// Why no model could be asked although one is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unavailable {
    /// The daily budget is spent.
    BudgetExhausted,
    /// The model's breaker is open.
    BreakerOpen,
    /// The switch is off.
    Disabled,
}

impl Unavailable {
    /// Whether people see it as a failure (`mw-model-failure`); a model switched off on purpose is none.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::BudgetExhausted | Self::BreakerOpen)
    }

    /// A stable code for logs and metrics.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BudgetExhausted => "budget_exhausted",
            Self::BreakerOpen => "breaker_open",
            Self::Disabled => "disabled",
        }
    }
}

/// Parses and validates a classifier's answer.
///
/// # Errors
/// [`ModelFailure::UnknownEnum`] for a value outside an enum, [`ModelFailure::SchemaInvalid`] for anything else.
pub fn parse_advice(value: &Value) -> Result<Advice, ModelFailure> {
    parse(value, Advice::validate)
}

/// Parses and validates a verifier's answer.
///
/// # Errors
/// As [`parse_advice`].
pub fn parse_verifier(value: &Value) -> Result<VerifierAdvice, ModelFailure> {
    parse(value, VerifierAdvice::validate)
}

fn parse<T: serde::de::DeserializeOwned>(
    value: &Value,
    validate: fn(&T) -> Result<(), AdviceError>,
) -> Result<T, ModelFailure> {
    // serde accepts a sequence in place of a struct; the schema does not.
    if !value.is_object() {
        return Err(ModelFailure::SchemaInvalid);
    }
    let parsed: T = serde_json::from_value(value.clone()).map_err(|error| {
        // serde_json has no error kind for it; the text is the only difference.
        let unknown = error.to_string().starts_with("unknown variant");
        if unknown { ModelFailure::UnknownEnum } else { ModelFailure::SchemaInvalid }
    })?;
    validate(&parsed).map_err(|_| ModelFailure::SchemaInvalid)?;
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn decision() -> Value {
        json!({
            "schema_version": "decision.v1", "language": "en",
            "candidates": [{"intent": "damaged_item", "confidence": 0.9}],
            "proposed_tier": "TIER_1_SAFE_ASSIST", "risk_flags": [], "force_human": false, "privacy_request": false,
            "injection_suspected": false, "preorder_mentioned": false, "clarifying_questions": [], "notes_for_agent": ""
        })
    }

    fn verifier() -> Value {
        json!({"schema_version": "verifier.v1", "allow_tier2": true, "confidence": 0.9,
            "downgrade_to_tier": "ROUTE_ONLY", "reason_code": "OK", "notes": ""})
    }

    #[test]
    fn valid_answers_are_accepted() {
        assert!(parse_advice(&decision()).is_ok());
        assert!(parse_verifier(&verifier()).is_ok());
    }

    #[test]
    fn every_departure_from_the_schema_is_refused() {
        let rows: [(&str, Value, ModelFailure); 12] = [
            ("/schema_version", json!("decision.v2"), ModelFailure::UnknownEnum),
            ("/language", json!("fr"), ModelFailure::UnknownEnum),
            ("/candidates", json!([]), ModelFailure::SchemaInvalid),
            ("/candidates/0/intent", json!("close_ticket"), ModelFailure::UnknownEnum),
            ("/candidates/0/confidence", json!(1.2), ModelFailure::SchemaInvalid),
            ("/candidates/0/confidence", json!("0.9"), ModelFailure::SchemaInvalid),
            ("/proposed_tier", json!("TIER_9"), ModelFailure::UnknownEnum),
            ("/risk_flags", json!(["LEGAL_THREAT", "LEGAL_THREAT"]), ModelFailure::SchemaInvalid),
            ("/force_human", json!("false"), ModelFailure::SchemaInvalid),
            ("/privacy_request", json!(null), ModelFailure::SchemaInvalid),
            ("/notes_for_agent", json!("x".repeat(501)), ModelFailure::SchemaInvalid),
            ("/notes_for_agent", json!(7), ModelFailure::SchemaInvalid),
        ];
        for (pointer, wrong, class) in rows {
            let mut value = decision();
            *value.pointer_mut(pointer).unwrap() = wrong;
            assert_eq!(parse_advice(&value), Err(class), "{pointer}");
        }
        let mut extra = decision();
        extra["reply"] = json!("hello");
        let mut missing = decision();
        missing.as_object_mut().unwrap().remove("force_human");
        for value in [extra, missing, json!([]), json!("text"), json!(null), json!([decision()])] {
            assert_eq!(parse_advice(&value), Err(ModelFailure::SchemaInvalid));
        }
    }

    #[test]
    fn an_inconsistent_verifier_is_refused() {
        let mut value = verifier();
        value["reason_code"] = json!("TOO_AMBIGUOUS");
        assert_eq!(parse_verifier(&value), Err(ModelFailure::SchemaInvalid));
        value["reason_code"] = json!("SURE");
        assert_eq!(parse_verifier(&value), Err(ModelFailure::UnknownEnum));
    }
}
