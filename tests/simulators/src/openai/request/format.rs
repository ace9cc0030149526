//! The shape asked of the answer: `text.format`, `response_format`.

use serde_json::Value;

use super::{Asked, Wire};
use crate::openai::error::ApiError;
use crate::openai::fields::Fields;
use crate::openai::strict;

/// Longest name of a schema, characters.
const LONGEST_NAME: usize = 64;

const KINDS: [&str; 3] = ["text", "json_object", "json_schema"];

/// The shape asked of the answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Format {
    Text,
    JsonObject,
    Schema { name: String, schema: Value, strict: bool },
}

/// `text.format` of the Responses API: name and schema beside the type.
pub(super) fn responses(format: &Fields<'_>) -> Result<Format, ApiError> {
    match kind(format)? {
        "json_schema" => {
            format.only(&["type", "name", "strict", "schema", "description"])?;
            schema(format, &|detail| ApiError::invalid(format.path("schema"), Some("invalid_json_schema"), detail))
        }
        other => plain(format, other),
    }
}

/// `response_format` of Chat Completions: name and schema inside `json_schema`.
pub(super) fn chat_completions(format: &Fields<'_>) -> Result<Format, ApiError> {
    match kind(format)? {
        "json_schema" => {
            format.only(&["type", "json_schema"])?;
            format.required("json_schema")?;
            let Some(inner) = format.object("json_schema")? else { return Ok(Format::Text) };
            inner.only(&["name", "strict", "schema", "description"])?;
            schema(&inner, &|detail| ApiError::invalid("response_format", None, detail))
        }
        other => plain(format, other),
    }
}

/// JSON mode is refused unless a message says so: a model that is not told writes spaces without end.
pub(super) fn check_json_is_mentioned(asked: &Asked) -> Result<(), ApiError> {
    let mentioned = || format!("{}{}", asked.instructions, asked.question).to_lowercase().contains("json");
    if asked.format != Format::JsonObject || mentioned() {
        return Ok(());
    }
    let (param, whose, place) = match asked.wire {
        Wire::Responses => ("input", "Response input messages", "text.format"),
        Wire::ChatCompletions => ("messages", "'messages'", "response_format"),
    };
    let message = format!("{whose} must contain the word 'json' in some form to use '{place}' of type 'json_object'.");
    Err(ApiError::invalid(param, None, message))
}

fn kind<'a>(format: &Fields<'a>) -> Result<&'a str, ApiError> {
    format.required("type")?;
    Ok(format.choice("type", &KINDS)?.unwrap_or_default())
}

fn plain(format: &Fields<'_>, kind: &str) -> Result<Format, ApiError> {
    format.only(&["type"])?;
    Ok(if kind == "json_object" { Format::JsonObject } else { Format::Text })
}

/// Name and schema, checked. `refused` makes the error of a schema that strict mode does not support.
fn schema(fields: &Fields<'_>, refused: &dyn Fn(String) -> ApiError) -> Result<Format, ApiError> {
    fields.required("name")?;
    fields.required("schema")?;
    let name = fields.text("name")?.unwrap_or_default();
    check_name(name, fields.path("name"))?;
    let schema = fields.value("schema").cloned().unwrap_or_default();
    fields.object("schema")?;
    let strict = fields.boolean("strict")? == Some(true);
    if strict {
        strict::check(&schema)
            .map_err(|detail| refused(format!("Invalid schema for response_format '{name}': {detail}")))?;
    }
    Ok(Format::Schema { name: name.to_owned(), schema, strict })
}

fn check_name(name: &str, path: String) -> Result<(), ApiError> {
    let length = name.chars().count();
    if length > LONGEST_NAME {
        let message = format!(
            "Invalid '{path}': string too long. Expected a string with maximum length {LONGEST_NAME}, but got a \
             string with length {length} instead."
        );
        return Err(ApiError::invalid(path, Some("string_above_max_length"), message));
    }
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        let message = format!(
            "Invalid '{path}': string does not match pattern. Expected a string that matches the pattern \
             '^[a-zA-Z0-9_-]+$'."
        );
        return Err(ApiError::invalid(path, Some("invalid_value"), message));
    }
    Ok(())
}
