//! A resource of the plan, and how rules read it.

use std::collections::BTreeMap;

use super::value::{Archive, Value};
use crate::tokens;

/// A resource before it is created or changed.
#[derive(Clone, Debug, Default)]
pub struct PlannedResource {
    /// URN, if it has one already.
    pub urn: Option<String>,
    /// Type token, as `aws:sqs/queue:Queue`.
    pub type_token: String,
    /// Name in the program.
    pub name: String,
    /// Inputs.
    pub inputs: BTreeMap<String, Value>,
    /// URNs that inputs came from, by input; empty where the source does not tell.
    pub property_dependencies: BTreeMap<String, Vec<String>>,
    /// Options.
    pub options: Options,
    /// URN of the parent.
    pub parent: Option<String>,
}

/// Options of a resource; `None` where the source does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether it cannot be deleted.
    pub protect: Option<bool>,
    /// Whether it stays in the cloud when the program drops it.
    pub retain_on_delete: Option<bool>,
    /// Whether a replacement deletes first; `None` also if the provider decides.
    pub delete_before_replace: Option<bool>,
    /// Property paths whose changes are not applied.
    pub ignore_changes: Vec<String>,
    /// URNs that it comes after, those that its inputs came from included.
    pub depends_on: Vec<String>,
    /// URN of the provider instance; `None` is the default one.
    pub provider: Option<String>,
    /// URNs of the provider instances for what is below, by package.
    pub providers: BTreeMap<String, String>,
}

impl PlannedResource {
    /// The value at a path, members and indices separated by dots; null where there is none.
    pub(crate) fn value(&self, path: &str) -> &Value {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        self.inputs.get(first).map_or(&Value::Null, |value| value.at(rest))
    }

    /// The text at a path, if it is known and not empty.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.value(path).as_text().filter(|text| !text.is_empty())
    }

    /// The number at a path, if it is known.
    pub(crate) fn number(&self, path: &str) -> Option<f64> {
        self.value(path).as_number()
    }

    /// The number at a path, or the provider's default if there is none; `None` while it is unknown.
    pub(crate) fn number_or(&self, path: &str, default: f64) -> Option<f64> {
        if self.absent(path) { Some(default) } else { self.number(path) }
    }

    /// The flag at a path, or the provider's default if there is none; `None` while it is unknown.
    pub(crate) fn flag_or(&self, path: &str, default: bool) -> Option<bool> {
        if self.absent(path) { Some(default) } else { self.value(path).as_flag() }
    }

    /// Whether a flag is known to be set.
    pub(crate) fn is_set(&self, path: &str) -> bool {
        self.value(path).as_flag() == Some(true)
    }

    /// The items at a path; none where there is no known list.
    pub(crate) fn list(&self, path: &str) -> &[Value] {
        self.value(path).as_list()
    }

    /// Whether it is known that there is nothing at a path; an empty text counts as nothing, as providers write it.
    pub(crate) fn absent(&self, path: &str) -> bool {
        self.value(path).is_absent()
    }

    /// The archive at a path.
    pub(crate) fn archive(&self, path: &str) -> Option<&Archive> {
        match self.value(path) {
            Value::Archive(archive) => Some(archive),
            _ => None,
        }
    }

    /// A JSON document that is given as text or as an object; `None` if there is none, it is unknown or no JSON.
    pub(crate) fn document(&self, path: &str) -> Option<Value> {
        self.value(path).to_document()
    }

    /// The name in the cloud, where the program sets it.
    pub(crate) fn physical_name(&self) -> Option<&str> {
        self.text(self.name_property())
    }

    /// Whether there is a name in the cloud that nobody knows yet.
    pub(crate) fn has_unknown_name(&self) -> bool {
        self.value(self.name_property()).has_unknown()
    }

    /// The property that holds the name in the cloud.
    pub(crate) fn name_property(&self) -> &'static str {
        match self.type_token.as_str() {
            tokens::BUCKET => "bucket",
            tokens::COMPOSITE_ALARM => "alarmName",
            tokens::DASHBOARD => "dashboardName",
            _ => "name",
        }
    }

    /// Whether the options or inputs make it come after another resource.
    pub(crate) fn comes_after(&self, other: &Self) -> bool {
        let Some(urn) = other.urn.as_ref() else { return false };
        self.options.depends_on.contains(urn) || self.property_dependencies.values().any(|urns| urns.contains(urn))
    }
}
