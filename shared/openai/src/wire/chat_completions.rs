//! The Chat Completions API, which compatible servers speak.

use serde_json::{Value, json};
use switchboard_domain::ModelFailure;

use super::reading::{failure_of_error, only, tokens};
use super::{Question, WireConfig};
use crate::price::Usage;

pub(super) fn body(wire: &WireConfig, question: Question<'_>) -> Value {
    let message = |role: &str, text: &str| json!({"role": role, "content": text});
    let mut body = json!({
        "messages": [message("system", question.instructions), message("user", question.data)],
        "max_completion_tokens": wire.max_output_tokens,
    });
    if let Some(format) = wire.format(question.slot, |schema| json!({"type": "json_schema", "json_schema": schema})) {
        body["response_format"] = format;
    }
    if let Some(effort) = &wire.reasoning_effort {
        body["reasoning_effort"] = effort.as_str().into();
    }
    body
}

/// The model's text, or what kept it from writing one.
pub(super) fn text(answer: &Value) -> Result<String, ModelFailure> {
    let choices: Vec<&Value> = answer.get("choices").and_then(Value::as_array).into_iter().flatten().collect();
    let refused = |choice: &&Value| {
        choice.pointer("/message/refusal").and_then(Value::as_str).is_some_and(|refusal| !refusal.is_empty())
    };
    if choices.iter().any(refused) {
        return Err(ModelFailure::Refusal);
    }
    if let Some(error) = answer.get("error").filter(|error| !error.is_null()) {
        return Err(failure_of_error(error));
    }
    for choice in &choices {
        match choice.get("finish_reason").and_then(Value::as_str) {
            Some("content_filter") => return Err(ModelFailure::ContentFilter),
            Some("length") => return Err(ModelFailure::Truncation),
            _ => {}
        }
    }
    only(choices.into_iter().filter_map(|choice| choice.pointer("/message/content")?.as_str()))
}

pub(super) fn usage(answer: &Value) -> Option<Usage> {
    let usage = answer.get("usage")?;
    Some(Usage {
        input: tokens(usage, "/prompt_tokens")?,
        cached_input: tokens(usage, "/prompt_tokens_details/cached_tokens").unwrap_or(0),
        output: tokens(usage, "/completion_tokens")?,
        reasoning: tokens(usage, "/completion_tokens_details/reasoning_tokens").unwrap_or(0),
    })
}
