//! A snapshot, and the draft of one that an operator hands in.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_domain::Timestamp;

use crate::documents::Documents;
use crate::error::SnapshotError;
use crate::id::SnapshotId;
use crate::keys;

/// Largest snapshot in bytes. An item of the cloud's table may have 400 KiB.
const MAX_BYTES: usize = 256 * 1024;
/// Longest note, characters.
const MAX_NOTE: usize = 300;

/// The one version of the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SnapshotSchema {
    /// The first.
    #[default]
    #[serde(rename = "config-snapshot.v1")]
    V1,
}

/// An immutable set of configuration documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Snapshot {
    /// Version of the form.
    pub schema: SnapshotSchema,
    /// Hash of [`Self::documents`].
    pub id: SnapshotId,
    /// When it was stored.
    pub created_at: Timestamp,
    /// Who stored it, as that person said.
    pub created_by: String,
    /// Why.
    pub note: Option<String>,
    /// What was active then; `None` for the compiled-in values.
    pub parent: Option<SnapshotId>,
    /// The content.
    pub documents: Documents,
}

/// What an operator hands in: a document as `export` or `show` prints it, in any state of editing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Draft {
    /// Version of the form.
    pub schema: SnapshotSchema,
    /// Why the change is made; at most 300 characters.
    pub note: Option<String>,
    /// The content.
    pub documents: Documents,
}

/// The outer form: documents stay untyped until their keys are checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outer {
    #[serde(rename = "schema")]
    _schema: SnapshotSchema,
    id: Option<SnapshotId>,
    created_at: Option<Timestamp>,
    created_by: Option<String>,
    note: Option<String>,
    parent: Option<SnapshotId>,
    documents: Value,
}

impl Draft {
    /// Reads a draft. What the store gives (`id`, `created_at`, `created_by`, `parent`) may be there and is not used.
    ///
    /// # Errors
    /// [`SnapshotError`] names the key that is wrong.
    pub fn from_json(text: &[u8]) -> Result<Self, SnapshotError> {
        if text.len() > MAX_BYTES {
            return Err(SnapshotError::TooLarge { bytes: text.len(), limit: MAX_BYTES });
        }
        let outer: Outer = serde_json::from_slice(text).map_err(form)?;
        let note = outer.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE || note.chars().any(char::is_control)) {
            let reason = format!("note: must be one line of at most {MAX_NOTE} characters");
            return Err(SnapshotError::Form(reason));
        }
        Ok(Self { schema: SnapshotSchema::V1, note, documents: keys::documents(&outer.documents)? })
    }
}

impl Snapshot {
    /// A stored document, whose content must have the name under which it was found.
    pub(crate) fn from_stored(id: &SnapshotId, document: &Value) -> Result<Self, SnapshotError> {
        let damaged = |reason: String| SnapshotError::Damaged { id: id.to_string(), reason };
        let outer = Outer::deserialize(document).map_err(|error| damaged(error.to_string()))?;
        let documents = keys::documents(&outer.documents)?;
        if outer.id.as_ref() != Some(id) || SnapshotId::of(&documents) != *id {
            return Err(damaged("its content has another name".to_owned()));
        }
        let (Some(created_at), Some(created_by)) = (outer.created_at, outer.created_by) else {
            return Err(damaged("created_at and created_by must be there".to_owned()));
        };
        let (note, parent) = (outer.note, outer.parent);
        Ok(Self { schema: SnapshotSchema::V1, id: id.clone(), created_at, created_by, note, parent, documents })
    }
}

fn form(error: impl fmt::Display) -> SnapshotError {
    SnapshotError::Form(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn draft(value: &Value) -> Result<Draft, SnapshotError> {
        Draft::from_json(value.to_string().as_bytes())
    }

    #[test]
    fn a_draft_may_carry_what_the_store_gave() {
        let id = SnapshotId::of(&Documents::default());
        let snapshot = Snapshot {
            schema: SnapshotSchema::V1,
            id: id.clone(),
            created_at: Timestamp::from_millis(0),
            created_by: "anna".into(),
            note: Some("why".into()),
            parent: None,
            documents: Documents::default(),
        };
        let stored = serde_json::to_value(&snapshot).unwrap();
        assert_eq!(Snapshot::from_stored(&id, &stored), Ok(snapshot));
        assert_eq!(draft(&stored).unwrap().note.as_deref(), Some("why"));
    }

    #[test]
    fn a_draft_of_another_form_is_refused() {
        for (value, needle) in [
            (json!({"documents": {}}), "schema"),
            (json!({"schema": "config-snapshot.v2", "documents": {}}), "config-snapshot.v1"),
            (json!({"schema": "config-snapshot.v1"}), "documents"),
            (json!({"schema": "config-snapshot.v1", "documents": {}, "active": true}), "active"),
            (json!({"schema": "config-snapshot.v1", "documents": {}, "note": "a\nb"}), "note"),
        ] {
            let text = draft(&value).unwrap_err().to_string();
            assert!(text.contains(needle), "{text}");
        }
        let error = Draft::from_json(&vec![b' '; MAX_BYTES + 1]).unwrap_err();
        assert_eq!(error.code(), "snapshots.too_large");
    }

    #[test]
    fn a_changed_content_is_damage() {
        let id = SnapshotId::of(&Documents::default());
        let mut stored = json!({
            "schema": "config-snapshot.v1", "id": id, "created_at": Timestamp::from_millis(0), "created_by": "anna",
            "documents": {"thresholds": {"tier1": 0.1}},
        });
        assert_eq!(Snapshot::from_stored(&id, &stored).unwrap_err().code(), "snapshots.damaged");
        stored["documents"] = json!({});
        assert!(Snapshot::from_stored(&id, &stored).is_ok());
        stored["id"] = json!("cs-000000000000");
        assert_eq!(Snapshot::from_stored(&id, &stored).unwrap_err().code(), "snapshots.damaged");
    }
}
