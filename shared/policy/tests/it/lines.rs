//! Lines as they come: results have exactly the documented fields, bad lines say what is wrong and repeat nothing.

use serde_json::{Value, json};
use switchboard_policy::case::run_line;
use switchboard_settings::{Environment, Settings};

fn settings() -> Settings {
    Settings::defaults(Environment::Local).unwrap()
}

#[test]
fn a_result_has_exactly_the_documented_fields() {
    let result = run_line(r#"{"id":"a","text":"Where is my order?","channel":"email"}"#, &settings()).unwrap();
    let value = serde_json::to_value(result).unwrap();
    let mut fields: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "action",
            "classifier",
            "close",
            "confidence",
            "estimate",
            "id",
            "language",
            "order_match",
            "order_number",
            "primary_intent",
            "reasons",
            "reply",
            "secondary_intents",
            "security",
            "tags",
            "team",
            "template_id",
            "tier",
            "tracking",
            "variant",
        ]
    );
    assert_eq!(value["order_match"].as_object().unwrap().len(), 3);
}

#[test]
fn bad_lines_name_field_and_reason() {
    #[rustfmt::skip]
    let rows = [
        ("", None, "invalid_json"),
        ("{\"id\":\"a\",", None, "invalid_json"),
        ("[]", None, "invalid_type"),
        ("{\"id\":\"a\",\"text\":\"x\"}", Some("a"), "missing_field"),
        ("{\"id\":7,\"text\":\"x\",\"channel\":\"email\"}", None, "invalid_type"),
        ("{\"id\":\"a\",\"text\":\"x\",\"channel\":\"email\",\"extra\":1}", Some("a"), "unknown_field"),
        ("{\"id\":\"a\",\"text\":\"x\",\"channel\":\"email\",\"config\":{\"no.such.key\":1}}", Some("a"), "invalid_config"),
        ("{\"id\":\"a\",\"text\":\"x\",\"channel\":\"email\",\"config\":{\"autoclose.enabled\":\"yes\"}}", Some("a"), "invalid_config"),
        ("{\"id\":\"a\",\"text\":\"x\",\"channel\":\"email\",\"config\":{\"policy.thresholds.tier2\":0.5}}", Some("a"), "invalid_config"),
    ];
    for (line, id, code) in rows {
        let error = run_line(line, &settings()).unwrap_err();
        assert_eq!((error.id.as_deref(), error.code), (id, code), "{line}: {}", error.message);
        assert!(!error.message.is_empty());
        assert_eq!(error.to_json()["error"]["code"], code);
    }
}

#[test]
fn no_error_repeats_the_customers_text() {
    let text = "CANARY my card is 4242";
    let lines = [
        json!({"id": "a", "text": text, "channel": "email", "now": text}),
        json!({"id": "a", "text": text, "channel": 7}),
        json!({"id": "a", "text": text, "channel": "email", (text): 1}),
        json!({"id": "a", "text": text, "channel": "email", "history": [{"from": text}]}),
        json!({"id": "a", "text": text, "channel": "email", "state": {"replies": [{"template": text, "at": text, "intent": text}]}}),
        json!({"id": "a", "text": text, "channel": "email", "switches": {"channels": [text]}}),
        json!({"id": "a", "text": text, "channel": "email", "model": text}),
    ];
    let mut broken = lines[0].to_string();
    broken.truncate(broken.len() - 4);
    for line in lines.iter().map(Value::to_string).chain([broken]) {
        let error = run_line(&line, &settings()).unwrap_err();
        assert!(!error.to_json().to_string().contains("CANARY"), "{}", error.message);
    }
}

#[test]
fn equal_lines_give_equal_results() {
    let line = r##"{"id":"a","text":"Where is my order #10442? It has not shipped.","channel":"chat","customer":{"name":"Ann"}}"##;
    assert_eq!(run_line(line, &settings()).unwrap(), run_line(line, &settings()).unwrap());
}

proptest::proptest! {
    #[test]
    fn arbitrary_text_never_fails(text in "\\PC{0,300}", subject in "\\PC{0,60}", channel in "[a-z_]{0,12}") {
        let line = json!({"id": "a", "text": text, "subject": subject, "channel": channel}).to_string();
        proptest::prop_assert!(run_line(&line, &settings()).is_ok());
    }
}
