//! What a 2xx answer means.

use serde_json::Value;
use switchboard_domain::ModelFailure;
use switchboard_settings::values::llm::{LlmWire, ModelSlot};

use super::{chat_completions, responses};
use crate::price::Usage;

/// An answer, read.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Id of the answer, if it looks like one.
    pub(crate) response_id: Option<String>,
    /// The model that says it answered, if that looks like a name.
    pub(crate) model: Option<String>,
    /// Tokens, if counted.
    pub(crate) usage: Option<Usage>,
    /// What the model wrote.
    pub(crate) text: Result<String, ModelFailure>,
}

/// Reads an answer to a question put to the model `asked`.
///
/// What concerns the customer's text (refusal, filter) comes before a wrong model, and that before anything that the
/// wrong model may have caused.
pub(crate) fn read(wire: LlmWire, asked: &str, body: &[u8]) -> Reading {
    let envelope = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
    let Some(envelope) = envelope else {
        return Reading { response_id: None, model: None, usage: None, text: Err(ModelFailure::SchemaInvalid) };
    };
    let (text, usage) = match wire {
        LlmWire::Responses => (responses::text(&envelope), responses::usage(&envelope)),
        LlmWire::ChatCompletions => (chat_completions::text(&envelope), chat_completions::usage(&envelope)),
    };
    let model = label(&envelope, "model");
    let text = match text {
        Ok(_) | Err(ModelFailure::Truncation | ModelFailure::SchemaInvalid) if !is_asked(asked, model.as_deref()) => {
            Err(ModelFailure::ModelMismatch)
        }
        text => text,
    };
    Reading { response_id: label(&envelope, "id"), model, usage, text }
}

/// Whether this is the model asked for. An alias is answered by one of its dated snapshots; a snapshot by nothing but
/// itself. An answer that names no model could come from any.
fn is_asked(asked: &str, reported: Option<&str>) -> bool {
    let Some(reported) = reported else { return false };
    let is_dated = |name: &str| ModelSlot { model: Some(name.to_owned()) }.is_pinned();
    let date = reported.strip_prefix(asked).and_then(|rest| rest.strip_prefix('-'));
    let is_snapshot = |date: &str| matches!(date.len(), 8 | 10) && is_dated(reported);
    reported == asked || (!is_dated(asked) && date.is_some_and(is_snapshot))
}

/// A name or id that may be logged: short, and of the characters that such have.
fn label(envelope: &Value, key: &str) -> Option<String> {
    let text = envelope.get(key)?.as_str()?;
    let plausible = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
    ((1..=128).contains(&text.len()) && text.chars().all(plausible)).then(|| text.to_owned())
}

/// The one text; more or less than one is no answer to the question.
pub(super) fn only<'a>(mut texts: impl Iterator<Item = &'a str>) -> Result<String, ModelFailure> {
    match (texts.next(), texts.next()) {
        (Some(text), None) => Ok(text.to_owned()),
        _ => Err(ModelFailure::SchemaInvalid),
    }
}

/// A counter of the usage.
pub(super) fn tokens(usage: &Value, pointer: &str) -> Option<u64> {
    usage.pointer(pointer)?.as_u64()
}

/// An error inside a 2xx.
pub(super) fn failure_of_error(error: &Value) -> ModelFailure {
    let name = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
    let names = [name("code"), name("type")];
    let any = |test: fn(&str) -> bool| names.iter().any(|name| test(name));
    if any(|name| name == "content_filter") {
        ModelFailure::ContentFilter
    } else if any(|name| name.starts_with("rate_limit")) {
        ModelFailure::RateLimited
    } else if any(|name| name.starts_with("invalid_")) {
        ModelFailure::BadRequest
    } else {
        ModelFailure::ServerError
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const ASKED: &str = "m-2026-01-01";

    fn text(wire: LlmWire, answer: &Value) -> Result<String, ModelFailure> {
        read(wire, ASKED, answer.to_string().as_bytes()).text
    }

    fn response(part: Value) -> Value {
        json!({"id": "resp_1", "model": ASKED, "status": "completed", "error": null, "new_field": [1],
            "output": [{"type": "reasoning", "summary": []}, {"type": "message", "content": [part]}]})
    }

    fn completion(message: Value, finish_reason: &str) -> Value {
        json!({"id": "chatcmpl-1", "model": ASKED, "choices": [{"message": message, "finish_reason": finish_reason}]})
    }

    #[test]
    fn responses_row_by_row() {
        let good = response(json!({"type": "output_text", "text": "{}", "annotations": []}));
        let with = |pointer: &str, value: Value| {
            let mut answer = good.clone();
            answer[pointer] = value;
            answer
        };
        let incomplete = |reason: &str| {
            let mut answer = with("status", json!("incomplete"));
            answer["incomplete_details"] = json!({"reason": reason});
            answer
        };
        let mut twice = good.clone();
        twice["output"] = json!([good["output"][1], good["output"][1]]);
        let refusal = response(json!({"type": "refusal", "refusal": "no"}));
        let mut refused_by_other = refusal.clone();
        refused_by_other["model"] = json!("other");
        for (answer, expected) in [
            (good.clone(), Ok("{}".to_owned())),
            (with("status", Value::Null), Ok("{}".to_owned())),
            (refusal, Err(ModelFailure::Refusal)),
            (refused_by_other, Err(ModelFailure::Refusal)),
            (incomplete("content_filter"), Err(ModelFailure::ContentFilter)),
            (incomplete("max_output_tokens"), Err(ModelFailure::Truncation)),
            (with("incomplete_details", json!({"reason": "max_output_tokens"})), Ok("{}".to_owned())),
            (with("model", json!("other-2026-01-01")), Err(ModelFailure::ModelMismatch)),
            (with("model", Value::Null), Err(ModelFailure::ModelMismatch)),
            (with("output", json!([])), Err(ModelFailure::SchemaInvalid)),
            (twice, Err(ModelFailure::SchemaInvalid)),
            (with("error", json!({"code": "server_error"})), Err(ModelFailure::ServerError)),
            (with("error", json!({"code": "rate_limit_exceeded"})), Err(ModelFailure::RateLimited)),
            (with("error", json!({"code": "invalid_prompt"})), Err(ModelFailure::BadRequest)),
            (with("error", json!({"type": "content_filter"})), Err(ModelFailure::ContentFilter)),
            (with("status", json!("failed")), Err(ModelFailure::ServerError)),
            (json!([]), Err(ModelFailure::SchemaInvalid)),
        ] {
            assert_eq!(text(LlmWire::Responses, &answer), expected, "{answer}");
        }
    }

    #[test]
    fn chat_completions_row_by_row() {
        let said = json!({"role": "assistant", "content": "{}", "refusal": null});
        let good = completion(said.clone(), "stop");
        let mut twice = good.clone();
        twice["choices"] = json!([good["choices"][0], good["choices"][0]]);
        let mut other = good.clone();
        other["model"] = json!("m-2026-01-02");
        for (answer, expected) in [
            (good, Ok("{}".to_owned())),
            (completion(json!({"content": null, "refusal": "no"}), "stop"), Err(ModelFailure::Refusal)),
            (completion(json!({"content": "{}", "refusal": ""}), "stop"), Ok("{}".to_owned())),
            (completion(said.clone(), "content_filter"), Err(ModelFailure::ContentFilter)),
            (completion(said, "length"), Err(ModelFailure::Truncation)),
            (completion(json!({"tool_calls": []}), "tool_calls"), Err(ModelFailure::SchemaInvalid)),
            (json!({"model": ASKED, "choices": []}), Err(ModelFailure::SchemaInvalid)),
            (json!({"model": ASKED, "error": {"message": "x", "type": "overloaded"}}), Err(ModelFailure::ServerError)),
            (other, Err(ModelFailure::ModelMismatch)),
            (twice, Err(ModelFailure::SchemaInvalid)),
        ] {
            assert_eq!(text(LlmWire::ChatCompletions, &answer), expected, "{answer}");
        }
    }

    #[test]
    fn counters_and_labels() {
        let answer = json!({"id": "resp_1", "model": "m", "usage": {"input_tokens": 10, "output_tokens": 5,
            "input_tokens_details": {"cached_tokens": 4}, "output_tokens_details": {"reasoning_tokens": 3}}});
        let reading = read(LlmWire::Responses, "m", answer.to_string().as_bytes());
        assert_eq!(reading.usage, Some(Usage { input: 10, cached_input: 4, output: 5, reasoning: 3 }));
        assert_eq!((reading.response_id.as_deref(), reading.model.as_deref()), (Some("resp_1"), Some("m")));
        let answer = json!({"id": "someone@mail.example", "model": "the customer said", "usage":
            {"prompt_tokens": 10, "completion_tokens": 5}});
        let reading = read(LlmWire::ChatCompletions, "m", answer.to_string().as_bytes());
        assert_eq!(reading.usage, Some(Usage { input: 10, cached_input: 0, output: 5, reasoning: 0 }));
        assert_eq!((reading.response_id, reading.model), (None, None));
        assert_eq!(read(LlmWire::Responses, "m", br#"{"usage": {"input_tokens": -1}}"#).usage, None);
    }

    #[test]
    fn an_alias_is_answered_by_its_snapshots() {
        for (asked, reported, same) in [
            ("m", "m", true),
            ("m", "m-2026-01-01", true),
            ("m", "m-20260101", true),
            ("m", "m-mini-2026-01-01", false),
            ("m", "m-2026-01-01-beta", false),
            ("m-2026-01-01", "m-2026-01-01", true),
            ("m-2026-01-01", "m", false),
            ("m-2026-01-01", "m-2026-01-01-2026-02-02", false),
        ] {
            assert_eq!(is_asked(asked, Some(reported)), same, "{asked} {reported}");
        }
        assert!(!is_asked("m", None));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            for wire in [LlmWire::Responses, LlmWire::ChatCompletions] {
                let _ = read(wire, ASKED, &body).text;
            }
        }
    }
}
