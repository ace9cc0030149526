//! The published contracts: the OpenAPI document of the HTTP surface and the JSON Schema of the envelope. Both are
//! generated; the committed copies under `contracts/` are compared by a test.

use serde_json::{Map, Value, json};
use switchboard_domain::Envelope;

use crate::authentication::TOKEN_HEADER;
use crate::rejection::ErrorCode;
use crate::route::WEBHOOK_PATH;

/// JSON Schema (2020-12) of `switchboard.envelope.v1`.
pub fn schema_envelope() -> Value {
    schemars::schema_for!(Envelope).to_value()
}

/// OpenAPI 3.1 document of what ingress serves.
pub fn openapi() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Switchboard ingress",
            "description": "Takes helpdesk webhooks and stores them durably before it answers.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
        },
        "paths": {
            WEBHOOK_PATH: {"post": {
                "operationId": "receiveWebhook",
                "summary": "Announce a customer message",
                "security": [{"webhookToken": []}],
                "requestBody": {"required": true, "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Webhook"},
                    "example": {"ticket_id": "<a1b2@mail.example>", "trigger": "customer_message"}
                }}},
                "responses": webhook_responses()
            }},
            "/health": {"get": {
                "operationId": "health",
                "summary": "Liveness; touches no dependency",
                "responses": {"200": content("The process runs", json!({
                    "type": "object", "required": ["status", "version"],
                    "properties": {"status": {"const": "ok"}, "version": {"type": "string"}}
                }))}
            }},
            "/ready": {"get": {
                "operationId": "ready",
                "summary": "Readiness; cached for 10 s",
                "responses": {
                    "200": content("Settings loaded, token readable, queue known", readiness()),
                    "503": content("Not ready; names what is missing", readiness())
                }
            }},
            "/openapi.json": {"get": {
                "operationId": "contract",
                "summary": "This document",
                "responses": {"200": content("The document", json!({"type": "object"}))}
            }}
        },
        "components": {
            "securitySchemes": {"webhookToken": {"type": "apiKey", "in": "header", "name": TOKEN_HEADER}},
            "schemas": {"Webhook": webhook(), "Accepted": accepted(), "Error": error()}
        }
    })
}

fn content(description: &str, schema: Value) -> Value {
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}

fn webhook_responses() -> Value {
    let mut responses = Map::new();
    let accepted = json!({"$ref": "#/components/schemas/Accepted"});
    responses
        .insert("200".to_owned(), content("The event is durable, or its trigger is one that is not queued", accepted));
    // 404 cannot happen on a known path.
    for code in ErrorCode::ALL.into_iter().filter(|code| *code != ErrorCode::NotFound) {
        let status = code.status().to_string();
        let codes: Vec<_> =
            ErrorCode::ALL.into_iter().filter(|c| c.status() == code.status()).map(ErrorCode::as_str).collect();
        let error = json!({"$ref": "#/components/schemas/Error"});
        responses.entry(status).or_insert_with(|| content(&codes.join(", "), error));
    }
    Value::Object(responses)
}

fn webhook() -> Value {
    let id = json!({"type": ["string", "integer"], "description": "1 to 512 bytes without control characters"});
    let hint = json!({"type": ["string", "null"], "maxLength": 64});
    let any_of = ["conversation_id", "ticket_id", "group_id", "ticket", "conversation", "data"]
        .map(|field| json!({"required": [field]}));
    let wrapper = json!({"type": "object", "properties": {"id": id, "channel": hint}});
    json!({
        "type": "object",
        "description": "Unknown fields are dropped. The first of conversation_id, ticket_id, group_id that is present \
            is the conversation; then id inside ticket, conversation or data.",
        "properties": {
            "conversation_id": id, "ticket_id": id, "group_id": id,
            "ticket": wrapper, "conversation": wrapper, "data": wrapper,
            "message_id": {"type": ["string", "integer", "null"], "description": "The vendor's id of the message"},
            "trigger": hint,
            "channel": hint,
            "sent_at": {"type": ["string", "integer", "null"], "description": "RFC 3339, or seconds or milliseconds since 1970"}
        },
        "anyOf": any_of
    })
}

fn accepted() -> Value {
    json!({
        "type": "object",
        "required": ["accepted"],
        "properties": {
            "accepted": {"type": "boolean", "description": "false: the trigger is one that is not queued"},
            "event_id": {"type": "string", "pattern": "^evt_[0-9A-HJKMNP-TV-Z]{26}$"}
        }
    })
}

fn error() -> Value {
    json!({
        "type": "object",
        "required": ["error"],
        "properties": {"error": {
            "type": "object",
            "required": ["code", "message", "request_id"],
            "properties": {
                "code": {"enum": ErrorCode::ALL.map(ErrorCode::as_str)},
                "message": {"type": "string"},
                "request_id": {"type": "string"}
            }
        }}
    })
}

fn readiness() -> Value {
    json!({
        "type": "object", "required": ["ready", "missing"],
        "properties": {"ready": {"type": "boolean"}, "missing": {"type": "array", "items": {"type": "string"}}}
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_CONTRACTS=1 cargo test -p switchboard-intake` writes the committed copies anew.
    fn assert_committed(name: &str, document: &Value) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("contracts").join(name);
        let text = format!("{}\n", serde_json::to_string_pretty(document).unwrap());
        if std::env::var_os("UPDATE_CONTRACTS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let committed: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(&committed, document, "contracts/{name} is out of date");
    }

    #[test]
    fn committed_contracts_are_current() {
        assert_committed("openapi.json", &openapi());
        assert_committed("envelope.schema.json", &schema_envelope());
    }

    #[test]
    fn every_status_is_documented() {
        let document = openapi();
        let responses = document["paths"][WEBHOOK_PATH]["post"]["responses"].as_object().unwrap();
        for code in ErrorCode::ALL.into_iter().filter(|code| *code != ErrorCode::NotFound) {
            let description = responses[&code.status().to_string()]["description"].as_str().unwrap();
            assert!(description.contains(code.as_str()), "{}", code.as_str());
        }
    }
}
