//! Answers of both APIs, in the layout that their references document. Of the parameters that a response repeats, those
//! without an effect here (instructions, sampling) are left out.

use serde_json::{Value, json};
use switchboard_domain::{Randomness, Timestamp};

use super::catalogue::Effort;
use super::request::{Asked, Format, Wire};
use super::usage::{Usage, tokens, within};

/// What the model says when it refuses.
const REFUSAL: &str = "I'm sorry, but I can't assist with that request.";

/// How the model's text ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Complete,
    Refused,
    Filtered,
    /// By the output cap.
    CutOff,
    /// Without any text.
    Silent,
    /// By an error of the server.
    Failed,
}

/// What the model did.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) ending: Ending,
    pub(super) usage: Usage,
}

impl Written {
    /// The text within the request's output cap, hidden tokens first.
    pub(super) fn within_cap(text: String, ending: Ending, asked: &Asked, usage: Usage) -> Self {
        let cap = asked.cap.unwrap_or(u64::MAX);
        let room = cap.saturating_sub(usage.reasoning);
        if ending == Ending::Complete && tokens(&text) > room {
            let text = within(&text, room).to_owned();
            return Self { text, ending: Ending::CutOff, usage: Usage { output: cap, reasoning: cap - room, ..usage } };
        }
        let output = usage.reasoning + tokens(&text);
        Self { text, ending, usage: Usage { output, ..usage } }
    }
}

/// The body of a 200. `model` is the name that is reported.
pub(super) fn body(asked: &Asked, written: &Written, model: &str, now: Timestamp, random: &dyn Randomness) -> Value {
    let id = |prefix: &str| format!("{prefix}{:016x}{:016x}", random.next_u64(), random.next_u64());
    let created = now.as_millis().div_euclid(1_000);
    match asked.wire {
        Wire::Responses => responses(asked, written, model, created, &id),
        Wire::ChatCompletions => chat_completions(written, model, created, &id),
    }
}

fn responses(asked: &Asked, written: &Written, model: &str, created: i64, id: &dyn Fn(&str) -> String) -> Value {
    let reason = match written.ending {
        Ending::Filtered => Some("content_filter"),
        Ending::CutOff => Some("max_output_tokens"),
        Ending::Complete | Ending::Refused | Ending::Silent | Ending::Failed => None,
    };
    let failed = written.ending == Ending::Failed;
    let status = match reason {
        Some(_) => "incomplete",
        None if failed => "failed",
        None => "completed",
    };
    let part = match written.ending {
        Ending::Complete => Some(output_text(&written.text)),
        // A cap that the hidden tokens use up leaves no message at all.
        Ending::CutOff if !written.text.is_empty() => Some(output_text(&written.text)),
        Ending::Refused => Some(json!({"type": "refusal", "refusal": REFUSAL})),
        Ending::Filtered | Ending::CutOff | Ending::Silent | Ending::Failed => None,
    };
    let reasoning = asked.model.reasons().then(|| json!({"id": id("rs_"), "type": "reasoning", "summary": []}));
    let message = part.map(
        |part| json!({"id": id("msg_"), "type": "message", "status": status, "role": "assistant", "content": [part]}),
    );
    let output: Vec<Value> = reasoning.into_iter().chain(message).collect();
    let effort = (asked.effort != Effort::None || asked.model.reasons()).then(|| asked.effort.as_str());
    let usage = &written.usage;
    json!({
        "id": id("resp_"),
        "object": "response",
        "created_at": created,
        "status": status,
        "background": false,
        "error": failed.then(error),
        "incomplete_details": reason.map(|reason| json!({ "reason": reason })),
        "max_output_tokens": asked.cap,
        "model": model,
        "output": output,
        "parallel_tool_calls": true,
        "previous_response_id": null,
        "reasoning": {"effort": effort, "summary": null},
        "service_tier": "default",
        "store": asked.store,
        "text": {"format": format(&asked.format), "verbosity": "medium"},
        "tool_choice": "auto",
        "tools": [],
        "truncation": "disabled",
        "usage": {
            "input_tokens": usage.input,
            "input_tokens_details": {"cached_tokens": usage.cached},
            "output_tokens": usage.output,
            "output_tokens_details": {"reasoning_tokens": usage.reasoning},
            "total_tokens": usage.input + usage.output,
        },
        "user": null,
        "metadata": {},
    })
}

/// Error of a generation that began.
fn error() -> Value {
    json!({"code": "server_error", "message": "The model failed to generate a response."})
}

fn output_text(text: &str) -> Value {
    json!({"type": "output_text", "annotations": [], "logprobs": [], "text": text})
}

fn format(format: &Format) -> Value {
    match format {
        Format::Text => json!({"type": "text"}),
        Format::JsonObject => json!({"type": "json_object"}),
        Format::Schema { name, schema, strict } => {
            json!({"type": "json_schema", "description": null, "name": name, "schema": schema, "strict": strict})
        }
    }
}

fn chat_completions(written: &Written, model: &str, created: i64, id: &dyn Fn(&str) -> String) -> Value {
    let (content, refusal, finish) = match written.ending {
        Ending::Complete => (Some(written.text.as_str()), None, "stop"),
        Ending::Refused => (None, Some(REFUSAL), "stop"),
        Ending::Filtered => (Some(""), None, "content_filter"),
        Ending::CutOff => (Some(written.text.as_str()), None, "length"),
        Ending::Silent => (None, None, "stop"),
        Ending::Failed => return json!({"id": id("chatcmpl-"), "model": model, "error": error()}),
    };
    let usage = &written.usage;
    json!({
        "id": id("chatcmpl-"),
        "object": "chat.completion",
        "created": created,
        "model": model,
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": content, "refusal": refusal, "annotations": []},
            "logprobs": null,
            "finish_reason": finish,
        }],
        "usage": {
            "prompt_tokens": usage.input,
            "completion_tokens": usage.output,
            "total_tokens": usage.input + usage.output,
            "prompt_tokens_details": {"cached_tokens": usage.cached, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": usage.reasoning,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        },
        "service_tier": "default",
        "system_fingerprint": null,
    })
}
