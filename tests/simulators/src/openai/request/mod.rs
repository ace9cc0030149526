//! A request, read and checked as the API documents it.

mod chat_completions;
mod format;
mod responses;

use serde_json::{Map, Value};

pub(super) use self::format::Format;
use super::catalogue::{Effort, Model};
use super::error::{ApiError, listed};
use super::fields::Fields;

/// Smallest output cap that the Responses API accepts.
const LEAST_OUTPUT_TOKENS: i64 = 16;

/// Which of the two APIs is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    Responses,
    ChatCompletions,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(super) wire: Wire,
    pub(super) model: &'static Model,
    /// Instructions, system and developer messages.
    pub(super) instructions: String,
    /// The user's messages.
    pub(super) question: String,
    pub(super) format: Format,
    /// Output tokens, hidden ones included.
    pub(super) cap: Option<u64>,
    pub(super) effort: Effort,
    /// Whether the answer is to be kept: on, unless the request says otherwise.
    pub(super) store: bool,
}

impl Asked {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// The answer for a body that the API refuses.
    pub(super) fn read(wire: Wire, body: &[u8]) -> Result<Self, ApiError> {
        let body: Map<String, Value> = serde_json::from_slice(body).map_err(|_| ApiError::unparsable())?;
        let fields = Fields::root(&body);
        match wire {
            Wire::Responses => responses::read(&fields),
            Wire::ChatCompletions => chat_completions::read(&fields),
        }
    }

    /// Name of the schema that the answer must keep.
    pub(super) fn schema_name(&self) -> Option<&str> {
        match &self.format {
            Format::Schema { name, .. } => Some(name),
            Format::Text | Format::JsonObject => None,
        }
    }

    /// Everything that the model reads, in the order in which it is cached: schema, instructions, question.
    pub(super) fn prompt(&self) -> String {
        let schema = match &self.format {
            Format::Schema { schema, .. } => schema.to_string(),
            Format::Text | Format::JsonObject => String::new(),
        };
        format!("{schema}\n{}\n{}", self.instructions, self.question)
    }
}

/// Texts of a conversation, by who speaks.
#[derive(Debug, Default)]
struct Texts {
    instructions: Vec<String>,
    question: Vec<String>,
}

impl Texts {
    /// The request with these texts.
    fn asked(
        self,
        wire: Wire,
        model: &'static Model,
        format: Format,
        cap: Option<u64>,
        effort: Effort,
        store: bool,
    ) -> Result<Asked, ApiError> {
        let (instructions, question) = (self.instructions.join("\n"), self.question.join("\n"));
        let asked = Asked { wire, model, instructions, question, format, cap, effort, store };
        format::check_json_is_mentioned(&asked)?;
        Ok(asked)
    }

    fn add(&mut self, role: &str, text: String) {
        let list = if matches!(role, "system" | "developer") { &mut self.instructions } else { &mut self.question };
        list.push(text);
    }

    /// Adds one message of a list. `kind` is the one type of content part that is read.
    fn add_message(&mut self, message: &Fields<'_>, roles: &[&str], kind: &str) -> Result<(), ApiError> {
        message.required("role")?;
        let role = message.choice("role", roles)?.unwrap_or_default();
        let content = message.required("content")?;
        if let Value::String(text) = content {
            self.add(role, text.clone());
            return Ok(());
        }
        let parts = message.list("content")?.into_iter().flatten();
        for (index, part) in parts.enumerate() {
            let part = Fields::at(part, format!("{}[{index}]", message.path("content")))?;
            part.required("type")?;
            // Images, files and audio are never sent by the middleware; here they are no part of the API.
            part.choice("type", &[kind])?;
            part.required("text")?;
            self.add(role, part.text("text")?.unwrap_or_default().to_owned());
        }
        Ok(())
    }
}

/// The model of a request.
fn model(fields: &Fields<'_>) -> Result<&'static Model, ApiError> {
    fields.required("model")?;
    let name = fields.text("model")?.unwrap_or_default();
    Model::find(name).ok_or_else(|| ApiError::model_not_found(name))
}

/// The effort of a request, found under `key` of `fields`.
fn effort(model: &Model, fields: &Fields<'_>, key: &str) -> Result<Effort, ApiError> {
    let names = Effort::ALL.map(Effort::as_str);
    let Some(name) = fields.choice(key, &names)? else { return Ok(model.default_effort()) };
    let path = fields.path(key);
    if !model.reasons() {
        return Err(ApiError::not_with_this_model(&path, Some("unsupported_parameter")));
    }
    match Effort::ALL.into_iter().find(|effort| effort.as_str() == name && model.accepts(*effort)) {
        Some(effort) => Ok(effort),
        None => {
            let supported = model.effort_names();
            let message = format!(
                "Unsupported value: '{name}' is not supported with the '{}' model. Supported values are: {}.",
                model.alias,
                listed(&supported)
            );
            Err(ApiError::invalid(path, Some("unsupported_value"), message))
        }
    }
}

/// A sampling parameter between 0 and `most`.
fn sampling(fields: &Fields<'_>, key: &str, most: f64) -> Result<Option<f64>, ApiError> {
    let Some(value) = fields.number(key)? else { return Ok(None) };
    let (code, word, sign, bound) = if value < 0.0 {
        ("decimal_below_min_value", "below minimum", ">=", 0.0)
    } else if value > most {
        ("decimal_above_max_value", "above maximum", "<=", most)
    } else {
        return Ok(Some(value));
    };
    let path = fields.path(key);
    let message =
        format!("Invalid '{path}': decimal {word} value. Expected a value {sign} {bound}, but got {value} instead.");
    Err(ApiError::invalid(path, Some(code), message))
}

/// Checks what both APIs treat alike.
fn common(fields: &Fields<'_>) -> Result<(), ApiError> {
    if fields.boolean("stream")? == Some(true) {
        return Err(ApiError::not_simulated("stream"));
    }
    fields.list("tools")?;
    fields.object("metadata")?;
    Ok(())
}
