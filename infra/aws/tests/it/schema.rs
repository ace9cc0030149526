//! The schema, the list of types and the manifest say the same.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use pulumi::JsonValue;

pub(crate) static SCHEMA: LazyLock<JsonValue> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../schema/aws.json")).unwrap());

pub(crate) fn check_inputs(type_: &str, inputs: &JsonValue) {
    let declared = SCHEMA["resources"][type_]["inputs"].as_object().unwrap();
    check_object(type_, declared, inputs);
}

fn check_object(at: &str, declared: &serde_json::Map<String, JsonValue>, object: &JsonValue) {
    let object = object.as_object().unwrap_or_else(|| panic!("{at} is no object"));
    for (name, value) in object {
        let property = declared.get(name).unwrap_or_else(|| panic!("{at} has no property {name}"));
        if property["json"] != true {
            check(&format!("{at}.{name}"), &property["type"], value);
        }
    }
    for (name, property) in declared {
        assert!(property["required"] != true || object.contains_key(name), "{at}.{name} is missing");
    }
}

fn check(at: &str, type_: &JsonValue, value: &JsonValue) {
    let value = value.get("secret").unwrap_or(value);
    if let Some(item) = type_.get("list") {
        value.as_array().unwrap_or_else(|| panic!("{at} is no list")).iter().for_each(|value| check(at, item, value));
    } else if let Some(item) = type_.get("map") {
        value.as_object().unwrap_or_else(|| panic!("{at} is no map")).values().for_each(|value| check(at, item, value));
    } else if let Some(key) = type_.get("object") {
        check_object(at, SCHEMA["types"][key.as_str().unwrap()]["properties"].as_object().unwrap(), value);
    } else if type_.get("enum").is_some() || *type_ == "string" {
        assert!(value.is_string(), "{at} is no text: {value}");
    } else if *type_ == "number" {
        assert!(value.is_number(), "{at} is no number: {value}");
    } else if *type_ == "boolean" {
        assert!(value.is_boolean(), "{at} is no boolean: {value}");
    }
}

#[test]
fn every_listed_type_is_in_the_schema_and_no_other() {
    let list = include_str!("../../schema/types.txt").lines().map(str::trim);
    let listed: BTreeSet<String> =
        list.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
    let of = |kind: &str| SCHEMA[kind].as_object().unwrap().values().collect::<Vec<_>>();
    let name = |it: &JsonValue| match (it["module"].as_str().unwrap(), it["name"].as_str().unwrap()) {
        ("", name) => name.to_owned(),
        (module, name) => format!("{module}.{name}"),
    };
    let held: BTreeSet<String> = of("resources").into_iter().chain(of("functions")).map(name).collect();
    assert_eq!(listed, held);
}

#[test]
fn nested_types_and_enumerations_that_are_named_exist() {
    fn visit(value: &JsonValue, named: &mut BTreeSet<(String, String)>) {
        for (kind, section) in [("object", "types"), ("enum", "enums")] {
            if let Some(key) = value.get(kind).and_then(JsonValue::as_str) {
                named.insert((section.to_owned(), key.to_owned()));
            }
        }
        value.as_object().into_iter().flat_map(serde_json::Map::values).for_each(|inner| visit(inner, named));
        value.as_array().into_iter().flatten().for_each(|inner| visit(inner, named));
    }
    let mut named = BTreeSet::new();
    visit(&SCHEMA, &mut named);
    let missing: Vec<_> = named.iter().filter(|(section, key)| SCHEMA[section.as_str()].get(key).is_none()).collect();
    assert!(named.len() > 100 && missing.is_empty(), "{missing:?}");
}

#[test]
fn manifest_schema_and_package_name_one_version() {
    let manifest: toml::Table = toml::from_str(include_str!("../../Cargo.toml")).unwrap();
    let metadata = &manifest["package"]["metadata"]["pulumi"];
    let package = (pulumi_aws::PACKAGE.name, pulumi_aws::PACKAGE.version);
    assert_eq!((metadata["name"].as_str().unwrap(), metadata["version"].as_str().unwrap()), package);
    assert_eq!((SCHEMA["package"].as_str().unwrap(), SCHEMA["version"].as_str().unwrap()), package);
}
