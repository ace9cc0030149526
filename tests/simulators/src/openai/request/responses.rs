//! `POST /v1/responses`.

use serde_json::Value;

use super::{Asked, Format, LEAST_OUTPUT_TOKENS, Texts, Wire, common, effort, format, model, sampling};
use crate::openai::error::ApiError;
use crate::openai::fields::Fields;

/// Parameters of the API.
const PARAMETERS: [&str; 28] = [
    "background",
    "conversation",
    "include",
    "input",
    "instructions",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "model",
    "parallel_tool_calls",
    "previous_response_id",
    "prompt",
    "prompt_cache_key",
    "prompt_cache_retention",
    "reasoning",
    "safety_identifier",
    "service_tier",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "truncation",
    "user",
];

/// Parameters of Chat Completions, and where they went.
const MOVED: [(&str, &str); 5] = [
    ("messages", "input"),
    ("response_format", "text.format"),
    ("max_tokens", "max_output_tokens"),
    ("max_completion_tokens", "max_output_tokens"),
    ("reasoning_effort", "reasoning.effort"),
];

const ROLES: [&str; 4] = ["assistant", "system", "developer", "user"];

pub(super) fn read(fields: &Fields<'_>) -> Result<Asked, ApiError> {
    if let Some((old, new)) = MOVED.iter().find(|(old, _)| fields.value(old).is_some()) {
        let message = format!(
            "Unsupported parameter: '{old}'. In the Responses API, this parameter has moved to '{new}'. Try again \
             with the new parameter."
        );
        return Err(ApiError::invalid(*old, Some("unsupported_parameter"), message));
    }
    fields.only(&PARAMETERS)?;
    common(fields)?;
    if fields.boolean("background")? == Some(true) {
        return Err(ApiError::not_simulated("background"));
    }
    let model = model(fields)?;
    for (key, most) in [("temperature", 2.0), ("top_p", 1.0)] {
        if sampling(fields, key, most)?.is_some() && model.reasons() {
            return Err(ApiError::not_with_this_model(key, None));
        }
    }
    let texts = input(fields)?;
    let cap = fields.integer("max_output_tokens", LEAST_OUTPUT_TOKENS)?;
    let effort = match fields.object("reasoning")? {
        Some(reasoning) => {
            reasoning.only(&["effort", "summary", "generate_summary"])?;
            effort(model, &reasoning, "effort")?
        }
        None => model.default_effort(),
    };
    let format = match fields.object("text")? {
        Some(text) => {
            text.only(&["format", "verbosity"])?;
            text.choice("verbosity", &["low", "medium", "high"])?;
            text.object("format")?.map_or(Ok(Format::Text), |format| format::responses(&format))?
        }
        None => Format::Text,
    };
    let store = fields.boolean("store")?.unwrap_or(true);
    texts.asked(Wire::Responses, model, format, cap, effort, store)
}

/// `instructions` and `input`.
fn input(fields: &Fields<'_>) -> Result<Texts, ApiError> {
    let mut texts = Texts::default();
    if let Some(text) = fields.text("instructions")? {
        texts.add("system", text.to_owned());
    }
    if let Value::String(text) = fields.required("input")? {
        texts.add("user", text.clone());
        return Ok(texts);
    }
    for (index, item) in fields.list("input")?.into_iter().flatten().enumerate() {
        let item = Fields::at(item, format!("input[{index}]"))?;
        item.choice("type", &["message"])?;
        item.only(&["type", "role", "content", "id", "status"])?;
        texts.add_message(&item, &ROLES, "input_text")?;
    }
    Ok(texts)
}
