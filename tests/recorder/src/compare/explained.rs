//! Differences between the two SDKs that are right on both sides. Each rule admits exactly the values that its sentence
//! speaks of; anything else stays a difference.

use std::collections::BTreeSet;

use serde_json::{Value as JsonValue, json};

use super::Difference;
use crate::canonical::{SPECIAL, UNKNOWN};
use crate::recording::{Recording, Subject};

type Rule = fn(&Difference, &Registered<'_>) -> bool;

const RULES: [(Rule, &str); 7] = [
    (
        asset_mark,
        "The Node SDK leaves its own mark of an asset or archive in the value; the engine reads the signature alone.",
    ),
    (
        secrecy_of_unknowns,
        "The Node SDK forgets during a preview that an unknown value is secret; ours keeps it, so that it is never shown.",
    ),
    (
        inherited_protect,
        "The Node SDK copies `protect` from the parent; ours leaves it unset, and the engine inherits the same value.",
    ),
    (
        inherited_provider,
        "The Node SDK copies the provider from the parent; ours leaves it unset, and the engine inherits the same one.",
    ),
    (
        alias_parent,
        "The Node SDK names the present parent in every alias that names none, and sends one twice that a class lists twice; \
         the engine takes the present parent anyway, and an alias once.",
    ),
    (
        replace_with_dependency,
        "The Node SDK alone, not those of Go and Python, makes a resource depend on what it is replaced with.",
    ),
    (
        trigger_as_output,
        "The Node SDK wraps a replacement trigger in an output value during a preview; the engine compares what is in it.",
    ),
];

const PROVIDER_OF_CALL: &str =
    "Mock mode does not tell which provider a function is called through; ours names one that the program registered.";

/// Why a difference is no error; `None` if it is one.
pub(super) fn reason(difference: &Difference, rust: &Recording) -> Option<&'static str> {
    if let Subject::Invoke { token, .. } = &difference.subject {
        return provider_of_call(difference, token, rust).then_some(PROVIDER_OF_CALL);
    }
    let urn = difference.subject.urn()?;
    let request = rust.requests.get(&difference.subject)?;
    let registered = Registered { recording: rust, urn, request };
    RULES.iter().find(|(rule, _)| rule(difference, &registered)).map(|(_, reason)| *reason)
}

/// A registration among all of its program.
struct Registered<'a> {
    recording: &'a Recording,
    urn: &'a str,
    request: &'a JsonValue,
}

impl<'a> Registered<'a> {
    /// Registrations of what is above it, the nearest first.
    fn above(&self) -> impl Iterator<Item = &'a JsonValue> + use<'a> {
        let recording = self.recording;
        let parent = move |request: &&'a JsonValue| {
            recording.requests.get(&Subject::Resource(request["parent"].as_str()?.to_owned()))
        };
        std::iter::successors(Some(self.request), parent).skip(1)
    }

    /// URNs of the custom resources that a resource stands for: itself, or those in a component.
    fn expanded(&self, urn: &str) -> BTreeSet<String> {
        let request = self.recording.requests.get(&Subject::Resource(urn.to_owned()));
        if request.is_some_and(|request| request["custom"] == true) {
            return BTreeSet::from([urn.to_owned()]);
        }
        let children = self.recording.resources().filter(|(_, request)| request["parent"] == urn);
        children.flat_map(|(child, _)| self.expanded(child)).collect()
    }
}

fn asset_mark(difference: &Difference, _: &Registered<'_>) -> bool {
    let mark = difference.path.last().is_some_and(|name| name == "__pulumiAsset" || name == "__pulumiArchive");
    mark && difference.rust.is_none() && difference.node == Some(JsonValue::Bool(true))
}

fn secrecy_of_unknowns(difference: &Difference, _: &Registered<'_>) -> bool {
    let secret = json!({ SPECIAL: "secret", "value": UNKNOWN });
    difference.rust == Some(secret) && difference.node == Some(json!(UNKNOWN))
}

fn inherited_protect(difference: &Difference, registered: &Registered<'_>) -> bool {
    let inherited = || registered.above().find_map(|request| request.get("protect"));
    difference.path == ["protect"] && difference.rust.is_none() && difference.node.as_ref() == inherited()
}

fn inherited_provider(difference: &Difference, registered: &Registered<'_>) -> bool {
    // The engine inherits for registrations, not for readings.
    let Subject::Resource(_) = difference.subject else { return false };
    let package = |request: &JsonValue| {
        request["type"].as_str().and_then(|type_| type_.split(':').next()).unwrap_or_default().to_owned()
    };
    let own = package(registered.request);
    // Nothing comes through a resource of another package.
    let above = registered.above().take_while(|request| request["custom"] != true || package(request) == own);
    let given = |request: &'_ JsonValue| {
        let handed_on = request.get("providers").and_then(|providers| providers.get(&own));
        handed_on.or_else(|| request.get("provider")).cloned()
    };
    difference.path == ["provider"] && difference.rust.is_none() && difference.node == above.into_iter().find_map(given)
}

fn provider_of_call(difference: &Difference, token: &str, rust: &Recording) -> bool {
    let package = token.split(':').next().unwrap_or_default();
    let named = difference.rust.as_ref().and_then(JsonValue::as_str).and_then(|reference| reference.rsplit_once("::"));
    let registered = |urn: &str| rust.requests.get(&Subject::Resource(urn.to_owned()));
    let provider = named.and_then(|(urn, _)| registered(urn));
    let fits = provider.is_some_and(|request| request["type"] == format!("pulumi:providers:{package}"));
    difference.path == ["provider"] && difference.node.is_none() && fits
}

fn alias_parent(difference: &Difference, registered: &Registered<'_>) -> bool {
    let (Some(JsonValue::Array(rust)), Some(JsonValue::Array(node))) = (&difference.rust, &difference.node) else {
        return false;
    };
    let same = |(rust, node): (&JsonValue, &JsonValue)| {
        let mut rust = rust.clone();
        let silent = rust.is_object() && rust.get("parentUrn").is_none() && rust.get("noParent").is_none();
        if silent {
            rust["parentUrn"] = registered.request["parent"].clone();
        }
        rust == *node
    };
    let mut once: Vec<&JsonValue> = Vec::with_capacity(node.len());
    for alias in node {
        if !once.contains(&alias) {
            once.push(alias);
        }
    }
    difference.path == ["aliases"] && rust.len() == once.len() && rust.iter().zip(once).all(same)
}

fn replace_with_dependency(difference: &Difference, registered: &Registered<'_>) -> bool {
    let texts = |list: Option<&JsonValue>| -> BTreeSet<String> {
        let items = list.and_then(JsonValue::as_array).into_iter().flatten();
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let replaced = texts(registered.request.get("replaceWith"));
    let mut expected = texts(difference.rust.as_ref());
    expected.extend(replaced.iter().flat_map(|urn| registered.expanded(urn)).filter(|urn| urn != registered.urn));
    difference.path == ["dependencies"] && !replaced.is_empty() && texts(difference.node.as_ref()) == expected
}

fn trigger_as_output(difference: &Difference, _: &Registered<'_>) -> bool {
    let (Some(rust), Some(node)) = (&difference.rust, &difference.node) else { return false };
    let value = node.get("value").cloned().unwrap_or_else(|| json!(UNKNOWN));
    difference.path == ["replacementTrigger"] && node[SPECIAL] == "output" && value == *rust
}

#[cfg(test)]
mod tests {
    use super::super::compare;
    use super::*;

    fn of(child: JsonValue) -> Recording {
        let mut recording = Recording::default();
        let parent = json!({ "protect": "true", "providers": { "aws": "urn:east::1" } });
        recording.add(Subject::Resource("urn:parent".into()), parent);
        let mut child = child;
        child["parent"] = json!("urn:parent");
        child["type"] = json!("aws:sqs/queue:Queue");
        recording.add(Subject::Resource("urn:child".into()), child);
        recording
    }

    fn counts(rust: JsonValue, node: JsonValue) -> (usize, usize) {
        let comparison = compare(&of(rust), &of(node));
        (comparison.differences.len(), comparison.explained.len())
    }

    #[test]
    fn only_what_the_engine_would_inherit_is_explained() {
        assert_eq!(counts(json!({}), json!({ "protect": "true", "provider": "urn:east::1" })), (0, 2));
        assert_eq!(counts(json!({}), json!({ "protect": "false" })), (1, 0));
        assert_eq!(counts(json!({}), json!({ "provider": "urn:west::1" })), (1, 0));
        assert_eq!(counts(json!({ "protect": "true" }), json!({})), (1, 0), "ours must not send more than Node");
    }

    #[test]
    fn a_reading_must_name_its_provider_by_itself() {
        let of = |request: JsonValue| {
            let mut recording = of(json!({}));
            let mut request = request;
            request["parent"] = json!("urn:parent");
            recording.add(Subject::Read("urn:read".into()), request);
            recording
        };
        let comparison = compare(&of(json!({})), &of(json!({ "provider": "urn:east::1" })));
        assert_eq!((comparison.differences.len(), comparison.explained.len()), (1, 0));
    }

    #[test]
    fn a_call_may_go_through_a_provider_that_is_registered_and_no_other() {
        let of = |call: JsonValue| {
            let mut recording = Recording::default();
            recording.add(Subject::Resource("urn:aws".into()), json!({ "type": "pulumi:providers:aws" }));
            recording.add(Subject::Resource("urn:queue".into()), json!({ "type": "aws:sqs/queue:Queue" }));
            let token = "aws:index/getRegion:getRegion".to_owned();
            recording.add(Subject::Invoke { token, arguments: "{}".into() }, call);
            recording
        };
        let counts = |rust: JsonValue, node: JsonValue| {
            let comparison = compare(&of(rust), &of(node));
            (comparison.differences.len(), comparison.explained.len())
        };
        assert_eq!(counts(json!({ "provider": "urn:aws::1" }), json!({})), (0, 1));
        assert_eq!(counts(json!({ "provider": "urn:queue::1" }), json!({})), (1, 0));
        assert_eq!(counts(json!({ "provider": "urn:other::1" }), json!({})), (1, 0));
        assert_eq!(counts(json!({}), json!({ "provider": "urn:aws::1" })), (1, 0));
        assert_eq!(counts(json!({ "version": "1" }), json!({})), (1, 0));
    }

    #[test]
    fn aliases_may_name_the_present_parent_and_no_other() {
        let rust = || json!({ "aliases": [{ "name": "old" }, "urn:x", { "noParent": true }] });
        let node = |parent: &str| json!({ "aliases": [{ "name": "old", "parentUrn": parent }, "urn:x", { "noParent": true }] });
        assert_eq!(counts(rust(), node("urn:parent")), (0, 1));
        assert_eq!(counts(rust(), node("urn:other")), (1, 0));
        let aliases = |aliases: JsonValue| json!({ "aliases": aliases });
        assert_eq!(counts(aliases(json!(["urn:x"])), aliases(json!(["urn:x", "urn:x"]))), (0, 1));
        assert_eq!(
            counts(aliases(json!(["urn:x", "urn:x"])), aliases(json!(["urn:x"]))),
            (1, 0),
            "ours sends none twice"
        );
    }

    #[test]
    fn a_dependency_too_many_is_explained_by_a_replacement_only() {
        let of = |dependencies: &[&str]| json!({ "dependencies": dependencies, "replaceWith": ["urn:parent"] });
        assert_eq!(counts(of(&["urn:x"]), of(&["urn:x", "urn:y"])), (1, 0));
        let own = |urns: &[&str]| json!({ "dependencies": urns, "replaceWith": ["urn:child"], "custom": true });
        assert_eq!(counts(own(&["urn:x"]), own(&["urn:x"])), (0, 0));
    }

    #[test]
    fn secrecy_may_be_lost_for_unknown_values_only() {
        let secret = |value: &str| json!({ "inputs": { "x": { "$": "secret", "value": value } } });
        assert_eq!(counts(secret(UNKNOWN), json!({ "inputs": { "x": UNKNOWN } })), (0, 1));
        assert_eq!(counts(secret("known"), json!({ "inputs": { "x": "known" } })), (1, 0));
        assert_eq!(counts(json!({ "inputs": { "x": UNKNOWN } }), secret(UNKNOWN)), (1, 0));
        let code =
            |mark: JsonValue| json!({ "inputs": { "code": { "$": "archive", "path": "a", "__pulumiArchive": mark } } });
        assert_eq!(counts(json!({ "inputs": { "code": { "$": "archive", "path": "a" } } }), code(json!(true))), (0, 1));
    }

    #[test]
    fn a_trigger_in_an_output_value_is_the_same_trigger() {
        let node = |value: JsonValue| json!({ "replacementTrigger": { "$": "output", "value": value } });
        assert_eq!(counts(json!({ "replacementTrigger": 3 }), node(json!(3))), (0, 1));
        assert_eq!(counts(json!({ "replacementTrigger": 3 }), node(json!(4))), (1, 0));
        let unknown = json!({ "replacementTrigger": { "$": "output" } });
        assert_eq!(counts(json!({ "replacementTrigger": UNKNOWN }), unknown), (0, 1));
    }
}
