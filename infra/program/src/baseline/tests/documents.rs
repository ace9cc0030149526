//! Policy documents as IAM reads them, as far as these tests need it: patterns, denials before allowances.

use pulumi::mock::{Graph, Node};
use serde_json::Value;

/// An object with some members set otherwise; null takes a member away.
pub(crate) fn changed(mut object: Value, changes: &Value) -> Value {
    let members = object.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(members.remove(name)),
            value => drop(members.insert(name.clone(), value.clone())),
        }
    }
    object
}

/// The only resource of this type and name.
pub(crate) fn node<'a>(graph: &'a Graph, type_: &str, name: &str) -> &'a Node {
    let mut found = graph.of_type(type_).filter(|node| node.name == name);
    let node = found.next().unwrap_or_else(|| panic!("no {type_} `{name}`"));
    assert!(found.next().is_none());
    node
}

/// Checks that the provider `aws` is the one of the only component of this type, and that everything else is below it: the
/// engine hands the provider down from there.
pub(crate) fn assert_all_below(graph: &Graph, component: &str) {
    let provider = node(graph, "pulumi:providers:aws", "aws");
    let parent = graph.of_type(component).next().unwrap();
    assert_eq!(parent.options.providers["aws"], format!("{}::aws-id", provider.urn));
    for node in graph.nodes.iter().filter(|node| node.urn != parent.urn && node.urn != provider.urn) {
        assert_eq!((&node.parent, node.options.provider.as_str()), (&parent.urn, ""), "{}", node.name);
    }
}

/// The document in a property.
pub(crate) fn document(node: &Node, property: &str) -> Value {
    serde_json::from_str(node.inputs[property].as_str().unwrap()).unwrap()
}

/// Statements of a document.
pub(crate) fn statements(document: &Value) -> Vec<Value> {
    document["Statement"].as_array().unwrap().clone()
}

/// The statement of this name.
pub(crate) fn statement(statements: &[Value], sid: &str) -> Value {
    statements.iter().find(|one| one["Sid"] == sid).unwrap_or_else(|| panic!("no statement {sid}")).clone()
}

/// A member that is a text or a list of texts.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap()).collect(),
        Value::String(text) => vec![text],
        _ => Vec::new(),
    }
}

/// Whether the text fits a pattern with `*` and `?`.
pub(crate) fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.first(), text.first()) {
        (None, None) => true,
        (Some(b'*'), _) => fits(&pattern[1..], text) || (!text.is_empty() && fits(pattern, &text[1..])),
        (Some(b'?'), Some(_)) => fits(&pattern[1..], &text[1..]),
        (Some(a), Some(b)) => a == b && fits(&pattern[1..], &text[1..]),
        _ => false,
    }
}

/// Whether some statement with this effect covers the action on the resource. Conditions of allowances are taken as met, those
/// of denials as not met: the answer is the worst case.
pub(crate) fn covers(statements: &[Value], effect: &str, action: &str, resource: &str) -> bool {
    let any = |value: &Value, text: &str| texts(value).iter().any(|one| fits(one.as_bytes(), text.as_bytes()));
    statements.iter().any(|one| {
        let counts = one["Effect"] == effect && (effect == "Allow" || one.get("Condition").is_none());
        let resources = match one.get("NotResource") {
            Some(others) => !any(others, resource),
            None => any(&one["Resource"], resource),
        };
        counts && any(&one["Action"], action) && resources
    })
}

/// Whether the action is possible in the worst case.
pub(crate) fn possible(statements: &[Value], action: &str, resource: &str) -> bool {
    covers(statements, "Allow", action, resource) && !covers(statements, "Deny", action, resource)
}
