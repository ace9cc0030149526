//! The JSON Schema of a log line. The committed copy under `contracts/` is compared by a test.

use serde_json::Value;

use super::event::LogEvent;

/// JSON Schema (2020-12) of `switchboard.log.v1`.
pub fn schema_event() -> Value {
    schemars::schema_for!(LogEvent).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_CONTRACTS=1 cargo test -p switchboard-telemetry` writes the committed copy anew.
    #[test]
    fn committed_schema_is_current() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("contracts/log.schema.json");
        if std::env::var_os("UPDATE_CONTRACTS").is_some() {
            std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&schema_event()).unwrap())).unwrap();
        }
        let committed: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(committed, schema_event(), "contracts/log.schema.json is out of date");
    }

    #[test]
    fn required_fields_are_required_and_no_others_are_allowed() {
        let schema = schema_event();
        let mut required: Vec<_> = schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        required.sort_unstable();
        assert_eq!(required, ["env", "event", "level", "release", "step", "timestamp", "trace_id"]);
        assert_eq!(schema["additionalProperties"], false);
        for block in ["VendorBlock", "ModelBlock", "DecisionBlock", "EffectBlock", "IngressBlock"] {
            assert_eq!(schema["$defs"][block]["additionalProperties"], false, "{block}");
        }
    }
}
