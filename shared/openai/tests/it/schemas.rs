//! The schemas beside the crate are those of the types.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use switchboard_openai::{Slot, schema};

/// `UPDATE_SCHEMAS=1 cargo test -p switchboard-openai --test it schemas` writes the committed copies anew; review the
/// difference, and raise the schema's version if a field or a name has changed.
#[test]
fn committed_schemas_are_current() {
    for (slot, name) in [(Slot::Classifier, "decision"), (Slot::Verifier, "verifier")] {
        for (form, current) in [("full", schema::full(slot)), ("strict", schema::strict(slot))] {
            let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas");
            let path = folder.join(format!("{name}.{form}.json"));
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&path, serde_json::to_string_pretty(&current).unwrap() + "\n").unwrap();
            }
            let committed = fs::read_to_string(&path).unwrap_or_default();
            let committed: Value = serde_json::from_str(&committed).unwrap_or_default();
            assert_eq!(committed, current, "{name}.{form}.json: run with UPDATE_SCHEMAS=1 and review");
        }
    }
}
