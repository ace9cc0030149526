//! The properties in the examples, and so those that the rules read, are those of the provider.

use std::collections::BTreeMap;

use infra_policy::rules;
use serde_json::Value;

use crate::example::Examples;

/// Types of the provider that the project does not use, and rules forbid.
const UNUSED: [&str; 3] = [
    "aws:lambda/functionUrl:FunctionUrl",
    "aws:ec2/natGateway:NatGateway",
    "aws:secretsmanager/secretVersion:SecretVersion",
];

#[test]
fn examples_use_properties_that_exist() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../aws/schema/aws.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut wrong = BTreeMap::new();
    for rule in rules() {
        let examples = Examples::of(rule.id);
        let changed: Vec<_> = examples.fail.iter().chain(&examples.silent).map(|one| examples.changed(one)).collect();
        for setting in changed.iter().chain([&examples.pass]) {
            for one in setting.resources.values() {
                let kind = one["type"].as_str().unwrap();
                let known = &schema["resources"][kind];
                if known.is_null() {
                    assert!(UNUSED.contains(&kind), "{}: no such type {kind}", rule.id);
                    continue;
                }
                for fault in faults(&schema, &known["inputs"], &one["inputs"], kind) {
                    wrong.insert(fault, rule.id);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Members of an object that its type does not have.
fn faults(schema: &Value, properties: &Value, written: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in written.as_object().into_iter().flatten() {
        // The engine's own.
        if name == "__defaults" {
            continue;
        }
        let place = format!("{place}.{name}");
        match &properties[name] {
            Value::Null => found.push(place),
            property => found.extend(of_type(schema, &property["type"], value, &place)),
        }
    }
    found
}

fn of_type(schema: &Value, kind: &Value, value: &Value, place: &str) -> Vec<String> {
    let marked = value
        .as_object()
        .is_some_and(|one| one.len() == 1 && (one.contains_key("unknown") || one.contains_key("secret")));
    if marked {
        return Vec::new();
    }
    if let Some(item) = kind.get("list") {
        let items = value.as_array().into_iter().flatten();
        return items.flat_map(|one| of_type(schema, item, one, place)).collect();
    }
    match kind.get("object").and_then(Value::as_str) {
        Some(object) => faults(schema, &resolve(schema, object)["properties"], value, place),
        None => Vec::new(),
    }
}

/// The object type; types with equal members are listed once, under one of their names.
fn resolve<'a>(schema: &'a Value, name: &str) -> &'a Value {
    let types = schema["types"].as_object().unwrap();
    let bare = name.trim_start_matches("input:");
    let aliased = |one: &&Value| one["aliases"].as_array().is_some_and(|names| names.iter().any(|alias| alias == bare));
    types.get(name).or_else(|| types.values().find(aliased)).unwrap_or(&Value::Null)
}
