//! `POST /v1/chat/completions`.

use super::{Asked, Format, Texts, Wire, common, effort, format, model, sampling};
use crate::openai::error::ApiError;
use crate::openai::fields::Fields;

/// Parameters of the API.
const PARAMETERS: [&str; 35] = [
    "audio",
    "frequency_penalty",
    "function_call",
    "functions",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "metadata",
    "modalities",
    "model",
    "n",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "prompt_cache_key",
    "prompt_cache_retention",
    "reasoning_effort",
    "response_format",
    "safety_identifier",
    "seed",
    "service_tier",
    "stop",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "user",
    "verbosity",
    "web_search_options",
];

const ROLES: [&str; 6] = ["system", "assistant", "user", "function", "tool", "developer"];

pub(super) fn read(fields: &Fields<'_>) -> Result<Asked, ApiError> {
    fields.only(&PARAMETERS)?;
    common(fields)?;
    if fields.integer("n", 1)?.is_some_and(|n| n > 1) {
        return Err(ApiError::not_simulated("n"));
    }
    let model = model(fields)?;
    for (key, most) in [("temperature", 2.0), ("top_p", 1.0)] {
        // Here the default is accepted, unlike in the Responses API.
        if let Some(value) = sampling(fields, key, most)?.filter(|value| model.reasons() && *value != 1.0) {
            let message = format!(
                "Unsupported value: '{key}' does not support {value} with this model. Only the default (1) value is \
                 supported."
            );
            return Err(ApiError::invalid(key, Some("unsupported_value"), message));
        }
    }
    let old_cap = fields.integer("max_tokens", 1)?;
    if old_cap.is_some() && model.reasons() {
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use \
                       'max_completion_tokens' instead.";
        return Err(ApiError::invalid("max_tokens", Some("unsupported_parameter"), message.to_owned()));
    }
    let cap = fields.integer("max_completion_tokens", 1)?.or(old_cap);
    let texts = messages(fields)?;
    let effort = effort(model, fields, "reasoning_effort")?;
    let format =
        fields.object("response_format")?.map_or(Ok(Format::Text), |format| format::chat_completions(&format))?;
    let store = fields.boolean("store")?.unwrap_or(false);
    texts.asked(Wire::ChatCompletions, model, format, cap, effort, store)
}

fn messages(fields: &Fields<'_>) -> Result<Texts, ApiError> {
    fields.required("messages")?;
    let mut texts = Texts::default();
    let messages = fields.list("messages")?.into_iter().flatten();
    for (index, message) in messages.enumerate() {
        let message = Fields::at(message, format!("messages[{index}]"))?;
        message.only(&["role", "content", "name", "refusal", "tool_calls", "tool_call_id"])?;
        texts.add_message(&message, &ROLES, "text")?;
    }
    if texts.instructions.is_empty() && texts.question.is_empty() {
        let message = "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty \
                       array instead.";
        return Err(ApiError::invalid("messages", Some("empty_array"), message.to_owned()));
    }
    Ok(texts)
}
