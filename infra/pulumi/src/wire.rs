//! Property values to and from `google.protobuf.Value`. Special values are objects with a signature.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use prost_types::value::Kind;
use prost_types::{ListValue, NullValue, Struct, Value as Wire};

use crate::asset::{Archive, ArchiveSource, Asset, AssetOrArchive, AssetSource};
use crate::value::{Map, OutputValue, ResourceReference, Value};

/// Stands for a value that is known only after a deployment.
pub const UNKNOWN: &str = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/// Older engines and providers name the type of what is unknown: boolean, number, list, asset, archive, object.
const TYPED_UNKNOWNS: [&str; 6] = [
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];
const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";
const SECRET: &str = "1b47061264138c4ac30d75fd1eb44270";
const ASSET: &str = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE: &str = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE: &str = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT: &str = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const BYTES: &str = "803fd3297a5875dc03ca845dda5d2a98";

fn wire(kind: Kind) -> Wire {
    Wire { kind: Some(kind) }
}

fn text(text: impl Into<String>) -> Wire {
    wire(Kind::StringValue(text.into()))
}

fn special(signature: &str, members: impl IntoIterator<Item = (&'static str, Wire)>) -> Wire {
    let members = members.into_iter().map(|(key, value)| (key.to_owned(), value));
    let signed = std::iter::once((SIGNATURE.to_owned(), text(signature)));
    wire(Kind::StructValue(Struct { fields: signed.chain(members).collect() }))
}

/// A property value as the protocol writes it.
pub fn to_wire(value: &Value) -> Wire {
    match value {
        Value::Null => wire(Kind::NullValue(NullValue::NullValue.into())),
        Value::Bool(flag) => wire(Kind::BoolValue(*flag)),
        Value::Number(number) => wire(Kind::NumberValue(*number)),
        Value::String(string) => text(string),
        Value::Bytes(bytes) => special(BYTES, [("value", text(BASE64.encode(bytes)))]),
        Value::Array(items) => wire(Kind::ListValue(ListValue { values: items.iter().map(to_wire).collect() })),
        Value::Object(map) => wire(Kind::StructValue(map_to_wire(map))),
        Value::Asset(asset) => asset_to_wire(asset),
        Value::Archive(archive) => archive_to_wire(archive),
        Value::Resource(reference) => {
            let mut members = vec![("urn", text(&reference.urn))];
            members.extend(reference.id.as_ref().map(|id| ("id", to_wire(id))));
            if !reference.package_version.is_empty() {
                members.push(("packageVersion", text(&reference.package_version)));
            }
            special(RESOURCE, members)
        }
        Value::Secret(inner) => special(SECRET, [("value", to_wire(inner))]),
        Value::Unknown => text(UNKNOWN),
        Value::Output(output) => output_to_wire(output),
    }
}

/// An object as the protocol writes it.
pub fn map_to_wire(map: &Map) -> Struct {
    Struct { fields: map.iter().map(|(key, value)| (key.clone(), to_wire(value))).collect() }
}

fn asset_to_wire(asset: &Asset) -> Wire {
    let source = match &asset.source {
        AssetSource::Path(path) => ("path", text(path)),
        AssetSource::Text(content) => ("text", text(content)),
        AssetSource::Uri(uri) => ("uri", text(uri)),
    };
    special(ASSET, std::iter::once(source).chain(asset.hash.iter().map(|hash| ("hash", text(hash)))))
}

fn archive_to_wire(archive: &Archive) -> Wire {
    let source = match &archive.source {
        ArchiveSource::Path(path) => ("path", text(path)),
        ArchiveSource::Uri(uri) => ("uri", text(uri)),
        ArchiveSource::Assets(members) => {
            let members = members.iter().map(|(name, member)| {
                let member = match member {
                    AssetOrArchive::Asset(asset) => asset_to_wire(asset),
                    AssetOrArchive::Archive(archive) => archive_to_wire(archive),
                };
                (name.clone(), member)
            });
            ("assets", wire(Kind::StructValue(Struct { fields: members.collect() })))
        }
    };
    special(ARCHIVE, std::iter::once(source).chain(archive.hash.iter().map(|hash| ("hash", text(hash)))))
}

fn output_to_wire(output: &OutputValue) -> Wire {
    let mut members = Vec::new();
    members.extend(output.value.as_ref().map(|value| ("value", to_wire(value))));
    if output.secret {
        members.push(("secret", wire(Kind::BoolValue(true))));
    }
    if !output.dependencies.is_empty() {
        let urns = output.dependencies.iter().map(text).collect();
        members.push(("dependencies", wire(Kind::ListValue(ListValue { values: urns }))));
    }
    special(OUTPUT, members)
}

/// A property value from the protocol. What carries an unknown signature stays an object.
pub fn from_wire(value: Wire) -> Value {
    match value.kind {
        None | Some(Kind::NullValue(_)) => Value::Null,
        Some(Kind::BoolValue(flag)) => Value::Bool(flag),
        Some(Kind::NumberValue(number)) => Value::Number(number),
        Some(Kind::StringValue(text)) if text == UNKNOWN || TYPED_UNKNOWNS.contains(&text.as_str()) => Value::Unknown,
        Some(Kind::StringValue(text)) => Value::String(text),
        Some(Kind::ListValue(list)) => Value::Array(list.values.into_iter().map(from_wire).collect()),
        Some(Kind::StructValue(fields)) => struct_from_wire(fields),
    }
}

/// An object from the protocol.
pub fn map_from_wire(fields: Struct) -> Map {
    fields.fields.into_iter().map(|(key, value)| (key, from_wire(value))).collect()
}

fn struct_from_wire(fields: Struct) -> Value {
    let mut fields: BTreeMap<String, Wire> = fields.fields.into_iter().collect();
    let signature = match fields.get(SIGNATURE).and_then(|value| value.kind.as_ref()) {
        Some(Kind::StringValue(signature)) => signature.clone(),
        _ => String::new(),
    };
    match signature.as_str() {
        SECRET => Value::Secret(Box::new(take(&mut fields, "value").unwrap_or_default())),
        ASSET => {
            let hash = string(&mut fields, "hash").filter(|hash| !hash.is_empty());
            let source = string(&mut fields, "path")
                .map(AssetSource::Path)
                .or_else(|| string(&mut fields, "uri").map(AssetSource::Uri));
            let source = source.unwrap_or_else(|| AssetSource::Text(string(&mut fields, "text").unwrap_or_default()));
            Value::Asset(Asset { source, hash })
        }
        ARCHIVE => {
            let hash = string(&mut fields, "hash").filter(|hash| !hash.is_empty());
            let source = string(&mut fields, "path")
                .map(ArchiveSource::Path)
                .or_else(|| string(&mut fields, "uri").map(ArchiveSource::Uri));
            let source = source.unwrap_or_else(|| ArchiveSource::Assets(members(fields.remove("assets"))));
            Value::Archive(Archive { source, hash })
        }
        RESOURCE => Value::Resource(ResourceReference {
            urn: string(&mut fields, "urn").unwrap_or_default(),
            package_version: string(&mut fields, "packageVersion").unwrap_or_default(),
            id: take(&mut fields, "id").map(Box::new),
        }),
        OUTPUT => Value::Output(OutputValue {
            secret: take(&mut fields, "secret") == Some(Value::Bool(true)),
            dependencies: match take(&mut fields, "dependencies") {
                Some(Value::Array(urns)) => urns.iter().filter_map(|urn| urn.as_str().map(str::to_owned)).collect(),
                _ => Vec::new(),
            },
            value: take(&mut fields, "value").map(Box::new),
        }),
        BYTES => {
            Value::Bytes(string(&mut fields, "value").and_then(|text| BASE64.decode(text).ok()).unwrap_or_default())
        }
        _ => Value::Object(fields.into_iter().map(|(key, value)| (key, from_wire(value))).collect()),
    }
}

fn take(fields: &mut BTreeMap<String, Wire>, key: &str) -> Option<Value> {
    fields.remove(key).map(from_wire)
}

fn string(fields: &mut BTreeMap<String, Wire>, key: &str) -> Option<String> {
    if let Some(Value::String(text)) = take(fields, key) { Some(text) } else { None }
}

fn members(value: Option<Wire>) -> BTreeMap<String, AssetOrArchive> {
    let Some(Value::Object(map)) = value.map(from_wire) else { return BTreeMap::new() };
    let member = |value| match value {
        Value::Asset(asset) => Some(AssetOrArchive::Asset(asset)),
        Value::Archive(archive) => Some(AssetOrArchive::Archive(archive)),
        _ => None,
    };
    map.into_iter().filter_map(|(name, value)| Some((name, member(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_survives_the_wire() {
        let object = Map::from([
            ("null".into(), Value::Null),
            ("number".into(), Value::Number(-1.5)),
            ("bytes".into(), Value::Bytes(vec![0, 255, 1])),
            ("unknown".into(), Value::Unknown),
            ("secret".into(), Value::String("hidden".into()).into_secret()),
            ("asset".into(), Value::Asset(Asset::text(""))),
            ("file".into(), Value::Asset(Asset { hash: Some("ab".into()), ..Asset::file("a/b") })),
            (
                "archive".into(),
                Value::Archive(Archive::assets([
                    ("a", AssetOrArchive::from(Asset::remote("http://x.example/a"))),
                    ("dir", Archive::file("folder").into()),
                ])),
            ),
            (
                "reference".into(),
                Value::Resource(ResourceReference {
                    urn: "urn:x".into(),
                    id: Some(Box::new(Value::Unknown)),
                    package_version: "1.2.3".into(),
                }),
            ),
            (
                "output".into(),
                Value::Output(OutputValue { value: None, secret: true, dependencies: vec!["urn:y".into()] }),
            ),
        ]);
        let value = Value::Array(vec![Value::Object(object), Value::Bool(true)]);
        assert_eq!(from_wire(to_wire(&value)), value);
    }

    #[test]
    fn typed_unknowns_of_older_engines_are_unknown() {
        for sentinel in TYPED_UNKNOWNS {
            assert_eq!(from_wire(text(sentinel)), Value::Unknown);
        }
    }

    #[test]
    fn an_object_with_a_foreign_signature_stays_an_object() {
        let value = special("not-a-signature", [("value", text("x"))]);
        assert!(matches!(from_wire(value), Value::Object(map) if map.len() == 2));
    }
}
