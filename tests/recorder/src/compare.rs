//! Whether two programs asked the engine for the same.

mod explained;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value as JsonValue;

use crate::recording::{Recording, Subject};

/// A place where the two requests differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What the request is about.
    pub subject: Subject,
    /// The way to the place, from the request's field; empty is the whole request.
    pub path: Vec<String>,
    /// What the Rust program sent; `None` if nothing.
    pub rust: Option<JsonValue>,
    /// What the Node program sent; `None` if nothing.
    pub node: Option<JsonValue>,
}

/// A difference that is known and right.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The difference.
    pub difference: Difference,
    /// Why it is no error, as a sentence.
    pub reason: &'static str,
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Differences without an explanation: errors of one of the two.
    pub differences: Vec<Difference>,
    /// Differences with an explanation.
    pub explained: Vec<Explained>,
}

/// Compares what a Rust program asked for with what a Node program did.
pub fn compare(rust: &Recording, node: &Recording) -> Comparison {
    let subjects: BTreeSet<&Subject> = rust.requests.keys().chain(node.requests.keys()).collect();
    let mut found = Vec::new();
    for subject in subjects {
        let at = Place { subject, path: Vec::new() };
        at.differences(rust.requests.get(subject), node.requests.get(subject), &mut found);
    }
    let mut comparison = Comparison::default();
    for difference in found {
        match explained::reason(&difference, rust) {
            Some(reason) => comparison.explained.push(Explained { difference, reason }),
            None => comparison.differences.push(difference),
        }
    }
    comparison
}

struct Place<'a> {
    subject: &'a Subject,
    path: Vec<String>,
}

impl Place<'_> {
    /// Objects are compared member by member, everything else as a whole.
    fn differences(&self, rust: Option<&JsonValue>, node: Option<&JsonValue>, found: &mut Vec<Difference>) {
        if rust == node {
            return;
        }
        if let (Some(JsonValue::Object(rust)), Some(JsonValue::Object(node))) = (rust, node) {
            let names: BTreeSet<&String> = rust.keys().chain(node.keys()).collect();
            for name in names {
                let path = [&self.path[..], std::slice::from_ref(name)].concat();
                Place { subject: self.subject, path }.differences(rust.get(name), node.get(name), found);
            }
            return;
        }
        let (rust, node) = (rust.cloned(), node.cloned());
        found.push(Difference { subject: self.subject.clone(), path: self.path.clone(), rust, node });
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |value: &Option<JsonValue>| value.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
        let place = if self.path.is_empty() { "the request".to_owned() } else { self.path.join(".") };
        write!(f, "{}: {place}: Rust sent {}, Node sent {}", self.subject, side(&self.rust), side(&self.node))
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for difference in &self.differences {
            writeln!(f, "DIFFERENT {difference}")?;
        }
        for Explained { difference, reason } in &self.explained {
            writeln!(f, "explained {difference}\n    {reason}")?;
        }
        write!(f, "{} different, {} explained", self.differences.len(), self.explained.len())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn recording(resources: &[(&str, JsonValue)]) -> Recording {
        let mut recording = Recording::default();
        for (urn, request) in resources {
            recording.add(Subject::Resource((*urn).to_owned()), request.clone());
        }
        recording
    }

    #[test]
    fn every_kind_of_difference_is_found() {
        let rust = recording(&[
            ("urn:a", json!({ "inputs": { "x": { "y": 1 }, "list": [1, 2] }, "protect": "true" })),
            ("urn:b", json!({})),
        ]);
        let node = recording(&[
            ("urn:a", json!({ "inputs": { "x": { "y": 2 }, "list": [2, 1], "z": null } })),
            ("urn:c", json!({})),
        ]);
        let comparison = compare(&rust, &node);
        let found: Vec<String> = comparison.differences.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "resource urn:a: inputs.list: Rust sent [1,2], Node sent [2,1]",
                "resource urn:a: inputs.x.y: Rust sent 1, Node sent 2",
                "resource urn:a: inputs.z: Rust sent nothing, Node sent null",
                "resource urn:a: protect: Rust sent \"true\", Node sent nothing",
                "resource urn:b: the request: Rust sent {}, Node sent nothing",
                "resource urn:c: the request: Rust sent nothing, Node sent {}",
            ]
        );
        assert_eq!(comparison.explained, []);
        assert_eq!(compare(&rust, &rust), Comparison::default());
    }
}
