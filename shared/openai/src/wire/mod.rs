//! Both wires: the body of a request, and what an answer means.
//!
//! Tolerant of the server's envelope (unknown fields, missing counters), strict with the model's own text, which the
//! client hands on to [`crate::strict_json`].

mod chat_completions;
mod reading;
mod responses;

use serde_json::{Value, json};
use switchboard_settings::values::llm::{LlmWire, SchemaMode};

use crate::schema;
use crate::slot::Slot;

pub(crate) use self::reading::read;

/// What every request of a client has in common.
#[derive(Clone, Debug)]
pub(crate) struct WireConfig {
    pub(crate) wire: LlmWire,
    pub(crate) schema_mode: SchemaMode,
    pub(crate) max_output_tokens: u32,
    pub(crate) send_temperature: bool,
    pub(crate) reasoning_effort: Option<String>,
}

/// One question.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) slot: Slot,
    pub(crate) model: &'a str,
    pub(crate) instructions: &'a str,
    pub(crate) data: &'a str,
}

impl WireConfig {
    /// The path below the base URL's own.
    pub(crate) const fn path(&self) -> &'static str {
        match self.wire {
            LlmWire::Responses => "/responses",
            LlmWire::ChatCompletions => "/chat/completions",
        }
    }

    /// The body of the request.
    pub(crate) fn body(&self, question: Question<'_>) -> Value {
        let mut body = match self.wire {
            LlmWire::Responses => responses::body(self, question),
            LlmWire::ChatCompletions => chat_completions::body(self, question),
        };
        body["model"] = question.model.into();
        // Nothing is kept on the server, and no state is carried from one message to the next.
        body["store"] = false.into();
        if self.send_temperature {
            body["temperature"] = 0.into();
        }
        body
    }

    /// The form demanded of the answer; `strict` wraps the named schema in the way of the wire.
    fn format(&self, slot: Slot, strict: impl FnOnce(Value) -> Value) -> Option<Value> {
        match self.schema_mode {
            SchemaMode::Strict => {
                Some(strict(json!({"name": slot.schema_name(), "strict": true, "schema": schema::strict(slot)})))
            }
            SchemaMode::JsonObject => Some(json!({"type": "json_object"})),
            SchemaMode::None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(wire: LlmWire, schema_mode: SchemaMode) -> WireConfig {
        WireConfig { wire, schema_mode, max_output_tokens: 1_200, send_temperature: false, reasoning_effort: None }
    }

    fn body(config: &WireConfig) -> Value {
        config.body(Question { slot: Slot::Classifier, model: "m-2026-01-01", instructions: "do", data: "this" })
    }

    #[test]
    fn a_responses_request() {
        let mut config = config(LlmWire::Responses, SchemaMode::Strict);
        assert_eq!(config.path(), "/responses");
        let expected = json!({
            "model": "m-2026-01-01", "store": false, "max_output_tokens": 1200,
            "input": [
                {"role": "system", "content": [{"type": "input_text", "text": "do"}]},
                {"role": "user", "content": [{"type": "input_text", "text": "this"}]}
            ],
            "text": {"format": {"type": "json_schema", "name": "decision_v1", "strict": true,
                "schema": schema::strict(Slot::Classifier)}}
        });
        assert_eq!(body(&config), expected);
        config.send_temperature = true;
        config.reasoning_effort = Some("minimal".to_owned());
        assert_eq!(body(&config)["temperature"], 0);
        assert_eq!(body(&config)["reasoning"], json!({"effort": "minimal"}));
    }

    #[test]
    fn a_chat_completions_request() {
        let mut config = config(LlmWire::ChatCompletions, SchemaMode::Strict);
        assert_eq!(config.path(), "/chat/completions");
        let expected = json!({
            "model": "m-2026-01-01", "store": false, "max_completion_tokens": 1200,
            "messages": [{"role": "system", "content": "do"}, {"role": "user", "content": "this"}],
            "response_format": {"type": "json_schema", "json_schema": {"name": "decision_v1", "strict": true,
                "schema": schema::strict(Slot::Classifier)}}
        });
        assert_eq!(body(&config), expected);
        config.send_temperature = true;
        config.reasoning_effort = Some("low".to_owned());
        assert_eq!(body(&config)["temperature"], 0);
        assert_eq!(body(&config)["reasoning_effort"], "low");
    }

    #[test]
    fn weaker_schema_modes() {
        for (wire, pointer) in [(LlmWire::Responses, "/text/format"), (LlmWire::ChatCompletions, "/response_format")] {
            let json_object = body(&config(wire, SchemaMode::JsonObject));
            assert_eq!(json_object.pointer(pointer), Some(&json!({"type": "json_object"})));
            assert_eq!(body(&config(wire, SchemaMode::None)).pointer(pointer), None);
        }
    }
}
