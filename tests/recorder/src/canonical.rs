//! Requests as canonical JSON: fields by name, defaults left out, what is a set in order. Property values are taken from
//! the wire as they are, without the SDK's own reading of them; only the long signatures of special values get names.
//!
//! Not recorded is what says something about the SDK and nothing about the resource: source positions and stack traces,
//! checksums of plugins, `aliasSpecs` and `accepts_byte_string`. Hooks and transforms of the engine are refused.

use std::collections::BTreeMap;

use prost_types::value::Kind;
use prost_types::{Struct, Value as Wire};
use pulumi_proto as proto;
use serde_json::{Map, Value as JsonValue, json};

const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";
const NAMES: [(&str, &str); 6] = [
    ("1b47061264138c4ac30d75fd1eb44270", "secret"),
    ("c44067f5952c0a294b673a41bacd8c17", "asset"),
    ("0def7320c3a5731c473e5ecbe6d01bc7", "archive"),
    ("5cf8f73096256a8f31e491e813e4eb8e", "resource"),
    ("d0e6a833031e9bbcd3f4e8bde6ca49a4", "output"),
    ("803fd3297a5875dc03ca845dda5d2a98", "bytes"),
];
/// What an unknown value is in a recording.
pub(crate) const UNKNOWN: &str = "[unknown]";
/// The member of a special value that says what it is.
pub(crate) const SPECIAL: &str = "$";

pub(crate) fn registration(request: &proto::RegisterResourceRequest) -> JsonValue {
    let timeouts = request.custom_timeouts.clone().unwrap_or_default();
    let timeouts = [
        ("create", timeouts.create),
        ("delete", timeouts.delete),
        ("read", timeouts.read),
        ("update", timeouts.update),
    ];
    let by_property = request.property_dependencies.iter().map(|(name, urns)| (name.clone(), set(&urns.urns)));
    let before_replace = request.delete_before_replace_defined.then_some(request.delete_before_replace);
    object([
        ("acceptResources", json!(request.accept_resources)),
        ("acceptSecrets", json!(request.accept_secrets)),
        ("additionalSecretOutputs", set(&request.additional_secret_outputs)),
        ("aliases", request.aliases.iter().map(alias).collect()),
        ("aliasURNs", json!(request.alias_ur_ns)),
        ("custom", json!(request.custom)),
        ("customTimeouts", object(timeouts.map(|(name, time)| (name, json!(time))))),
        ("deleteBeforeReplace", before_replace.map_or(JsonValue::Null, |first| json!(first.to_string()))),
        ("deletedWith", json!(request.deleted_with)),
        ("dependencies", set(&request.dependencies)),
        ("envVarMappings", json!(request.env_var_mappings.iter().collect::<BTreeMap<_, _>>())),
        ("hideDiffs", set(&request.hide_diffs)),
        ("ignoreChanges", set(&request.ignore_changes)),
        ("importId", json!(request.import_id)),
        ("inputs", properties(request.object.as_ref())),
        ("name", json!(request.name)),
        ("packageRef", json!(request.package_ref)),
        ("parent", json!(request.parent)),
        ("pluginDownloadURL", json!(request.plugin_download_url)),
        ("propertyDependencies", by_property.collect()),
        ("protect", request.protect.map_or(JsonValue::Null, |protect| json!(protect.to_string()))),
        ("provider", json!(request.provider)),
        ("providers", json!(request.providers.iter().collect::<BTreeMap<_, _>>())),
        ("remote", json!(request.remote)),
        ("replaceOnChanges", set(&request.replace_on_changes)),
        ("replaceWith", set(&request.replace_with)),
        ("replacementTrigger", request.replacement_trigger.as_ref().map_or(JsonValue::Null, value)),
        ("retainOnDelete", request.retain_on_delete.map_or(JsonValue::Null, |retain| json!(retain.to_string()))),
        ("supportsPartialValues", json!(request.supports_partial_values)),
        ("supportsResultReporting", json!(request.supports_result_reporting)),
        ("type", json!(request.r#type)),
        ("version", json!(request.version)),
    ])
}

pub(crate) fn reading(request: &proto::ReadResourceRequest) -> JsonValue {
    object([
        ("acceptResources", json!(request.accept_resources)),
        ("acceptSecrets", json!(request.accept_secrets)),
        ("additionalSecretOutputs", set(&request.additional_secret_outputs)),
        ("dependencies", set(&request.dependencies)),
        ("id", json!(request.id)),
        ("name", json!(request.name)),
        ("packageRef", json!(request.package_ref)),
        ("parent", json!(request.parent)),
        ("pluginDownloadURL", json!(request.plugin_download_url)),
        ("properties", properties(request.properties.as_ref())),
        ("provider", json!(request.provider)),
        ("type", json!(request.r#type)),
        ("version", json!(request.version)),
    ])
}

pub(crate) fn invocation(request: &proto::ResourceInvokeRequest) -> JsonValue {
    object([
        ("acceptResources", json!(request.accept_resources)),
        ("dependsOn", set(&request.depends_on)),
        ("packageRef", json!(request.package_ref)),
        ("parent", json!(request.parent)),
        ("pluginDownloadURL", json!(request.plugin_download_url)),
        ("provider", json!(request.provider)),
        ("version", json!(request.version)),
    ])
}

/// Members that are not a default: what the protocol does not tell from an absent field.
fn object<const N: usize>(fields: [(&str, JsonValue); N]) -> JsonValue {
    let given = fields.into_iter().filter(|(_, value)| match value {
        JsonValue::Null => false,
        JsonValue::Bool(flag) => *flag,
        JsonValue::String(text) => !text.is_empty(),
        JsonValue::Array(items) => !items.is_empty(),
        JsonValue::Object(members) => !members.is_empty(),
        JsonValue::Number(_) => true,
    });
    given.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn set(items: &[String]) -> JsonValue {
    let mut items: Vec<&String> = items.iter().collect();
    items.sort();
    items.dedup();
    json!(items)
}

fn alias(alias: &proto::Alias) -> JsonValue {
    use proto::alias::{Alias, spec::Parent};
    match &alias.alias {
        None => JsonValue::Null,
        Some(Alias::Urn(urn)) => json!(urn),
        Some(Alias::Spec(spec)) => {
            let (parent, none) = match &spec.parent {
                Some(Parent::ParentUrn(urn)) => (urn.as_str(), false),
                Some(Parent::NoParent(none)) => ("", *none),
                None => ("", false),
            };
            object([
                ("name", json!(spec.name)),
                ("type", json!(spec.r#type)),
                ("stack", json!(spec.stack)),
                ("project", json!(spec.project)),
                ("parentUrn", json!(parent)),
                ("noParent", json!(none)),
            ])
        }
    }
}

/// Property values by name.
pub(crate) fn properties(fields: Option<&Struct>) -> JsonValue {
    let fields = fields.into_iter().flat_map(|fields| &fields.fields);
    fields.map(|(name, field)| (name.clone(), value(field))).collect()
}

#[allow(clippy::cast_possible_truncation)]
fn value(wire: &Wire) -> JsonValue {
    match &wire.kind {
        None | Some(Kind::NullValue(_)) => JsonValue::Null,
        Some(Kind::BoolValue(flag)) => json!(flag),
        // Whole numbers as integers: `3`, not `3.0`.
        Some(Kind::NumberValue(number)) if number.fract() == 0.0 && number.abs() < 9e15 => json!(*number as i64),
        Some(Kind::NumberValue(number)) => json!(number),
        Some(Kind::StringValue(text)) if text == pulumi::wire::UNKNOWN => json!(UNKNOWN),
        Some(Kind::StringValue(text)) => json!(text),
        Some(Kind::ListValue(list)) => list.values.iter().map(value).collect(),
        Some(Kind::StructValue(fields)) => named(properties(Some(fields))),
    }
}

fn named(object: JsonValue) -> JsonValue {
    let JsonValue::Object(mut members) = object else { return object };
    if let Some(signature) = members.remove(SIGNATURE) {
        let name = NAMES.iter().find(|(known, _)| signature == *known).map(|(_, name)| json!(name));
        let mut marked = Map::from_iter([(SPECIAL.to_owned(), name.unwrap_or(signature))]);
        marked.append(&mut members);
        return JsonValue::Object(marked);
    }
    JsonValue::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_sets_and_defaults_do_not_count() {
        let a = proto::RegisterResourceRequest {
            name: "a".into(),
            dependencies: vec!["urn:b".into(), "urn:a".into()],
            custom_timeouts: Some(proto::register_resource_request::CustomTimeouts::default()),
            ..Default::default()
        };
        let mut b = proto::RegisterResourceRequest { custom_timeouts: None, ..a.clone() };
        b.dependencies.reverse();
        assert_eq!(registration(&a), registration(&b));
        b.protect = Some(false);
        assert_ne!(registration(&a), registration(&b), "not protected on purpose is not the same as not said");
    }

    #[test]
    fn special_values_get_names_and_keep_their_members() {
        let object = pulumi::value::Map::from([
            ("secret".to_owned(), pulumi::Value::Number(3.0).into_secret()),
            ("later".to_owned(), pulumi::Value::Unknown),
            ("code".to_owned(), pulumi::Value::Archive(pulumi::Archive::file("dist.zip"))),
        ]);
        let json = properties(Some(&pulumi::wire::map_to_wire(&object)));
        assert_eq!(
            json,
            json!({
                "secret": { "$": "secret", "value": 3 },
                "later": "[unknown]",
                "code": { "$": "archive", "path": "dist.zip" },
            })
        );
    }
}
