//! The Responses API.

use serde_json::{Value, json};
use switchboard_domain::ModelFailure;

use super::reading::{failure_of_error, only, tokens};
use super::{Question, WireConfig};
use crate::price::Usage;

pub(super) fn body(config: &WireConfig, question: Question<'_>) -> Value {
    let item = |role: &str, text: &str| json!({"role": role, "content": [{"type": "input_text", "text": text}]});
    let mut body = json!({
        "input": [item("system", question.instructions), item("user", question.data)],
        "max_output_tokens": config.max_output_tokens,
    });
    let format = config.format(question.slot, |mut schema| {
        schema["type"] = "json_schema".into();
        schema
    });
    if let Some(format) = format {
        body["text"] = json!({"format": format});
    }
    if let Some(effort) = &config.reasoning_effort {
        body["reasoning"] = json!({"effort": effort});
    }
    body
}

/// The model's text, or what kept it from writing one.
pub(super) fn text(answer: &Value) -> Result<String, ModelFailure> {
    let is = |value: &Value, kind: &str| value.get("type").and_then(Value::as_str) == Some(kind);
    let items = answer.get("output").and_then(Value::as_array).into_iter().flatten();
    let parts: Vec<&Value> =
        items.filter(|item| is(item, "message")).filter_map(|item| item.get("content")?.as_array()).flatten().collect();
    if parts.iter().any(|part| is(part, "refusal")) {
        return Err(ModelFailure::Refusal);
    }
    if let Some(error) = answer.get("error").filter(|error| !error.is_null()) {
        return Err(failure_of_error(error));
    }
    match answer.get("status").and_then(Value::as_str) {
        None | Some("completed") => {}
        Some("incomplete") => {
            let reason = answer.pointer("/incomplete_details/reason").and_then(Value::as_str);
            let filtered = reason == Some("content_filter");
            return Err(if filtered { ModelFailure::ContentFilter } else { ModelFailure::Truncation });
        }
        // Failed without saying why, cancelled, or still running although nobody asked for that.
        Some(_) => return Err(ModelFailure::ServerError),
    }
    let texts = parts.into_iter().filter(|part| is(part, "output_text"));
    only(texts.filter_map(|part| part.get("text")?.as_str()))
}

pub(super) fn usage(answer: &Value) -> Option<Usage> {
    let usage = answer.get("usage")?;
    Some(Usage {
        input: tokens(usage, "/input_tokens")?,
        cached_input: tokens(usage, "/input_tokens_details/cached_tokens").unwrap_or(0),
        output: tokens(usage, "/output_tokens")?,
        reasoning: tokens(usage, "/output_tokens_details/reasoning_tokens").unwrap_or(0),
    })
}
