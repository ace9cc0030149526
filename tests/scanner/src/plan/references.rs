//! What values came from: checkov finds the policy of a bucket, or the log of a firewall, by the references among resources.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as JsonValue, json};

use super::Address;
use super::names::snake;

/// The references of a resource.
pub(super) struct References<'a> {
    pub(super) addresses: &'a BTreeMap<&'a str, Address>,
    /// URNs that inputs came from, by input.
    pub(super) dependencies: &'a BTreeMap<String, BTreeSet<String>>,
}

impl References<'_> {
    /// The expression of an input, if it came from other resources.
    pub(super) fn of(&self, property: &str, value: &JsonValue) -> Option<JsonValue> {
        let mut references = Vec::new();
        for urn in self.dependencies.get(property)? {
            let Some(address) = self.addresses.get(urn.as_str()) else { continue };
            let name = urn.rsplit("::").next().unwrap_or_default();
            let output = output_of(name, value).map_or_else(|| "id".to_owned(), |output| snake(&output));
            references.push(format!("{address}.{output}"));
            references.push(address.to_string());
        }
        (!references.is_empty()).then(|| json!({ "references": references }))
    }
}

/// Whether a value is an output of another resource and nothing else: `${events.arn}`, which Terraform would not know yet.
pub(super) fn is_one(value: &JsonValue) -> bool {
    let inside = value.as_str().and_then(|text| text.strip_prefix("${")).and_then(|text| text.strip_suffix('}'));
    inside.is_some_and(|inside| inside.contains('.') && !inside.contains(['{', '}']))
}

/// The output of the resource of this name that a value holds, as `arn` of `${events.arn}`.
fn output_of(name: &str, value: &JsonValue) -> Option<String> {
    let start = format!("${{{name}.");
    match value {
        JsonValue::String(text) => {
            let rest = &text[text.find(&start)? + start.len()..];
            Some(rest[..rest.find('}')?].to_owned())
        }
        JsonValue::Array(items) => items.iter().find_map(|item| output_of(name, item)),
        JsonValue::Object(members) => members.values().find_map(|member| output_of(name, member)),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_reference_is_unknown() {
        for (value, expected) in [
            (json!("${events.arn}"), true),
            (json!("${edge.executionArn}/*/*"), false),
            (json!("${a.arn}${b.arn}"), false),
            (json!("$default"), false),
            (json!(["${events.arn}"]), false),
        ] {
            assert_eq!(is_one(&value), expected, "{value}");
        }
    }

    #[test]
    fn references_name_the_output_where_it_can_be_seen() {
        let address = |name: &str| Address { type_: "aws_sns_topic".into(), name: name.into() };
        let addresses = BTreeMap::from([("urn::a", address("a")), ("urn::b", address("b"))]);
        let urns = |urns: &[&str]| urns.iter().map(|urn| (*urn).to_owned()).collect::<BTreeSet<_>>();
        let dependencies = BTreeMap::from([("x".to_owned(), urns(&["urn::a", "urn::b", "urn::component"]))]);
        let references = References { addresses: &addresses, dependencies: &dependencies };
        let of = references.of("x", &json!({ "in": ["${b.topicArn}"] })).unwrap();
        assert_eq!(
            of,
            json!({ "references": ["aws_sns_topic.a.id", "aws_sns_topic.a", "aws_sns_topic.b.topic_arn", "aws_sns_topic.b"] })
        );
        assert_eq!(references.of("y", &json!("${a.arn}")), None);
    }
}
