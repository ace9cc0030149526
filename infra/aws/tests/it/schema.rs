//! The schema, the list of types and the manifest say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aws_schema::{InputProperty, Schema, Type};
use pulumi::JsonValue;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::embedded().unwrap());

pub(crate) fn check_inputs(type_: &str, inputs: &JsonValue) {
    check_object(type_, &SCHEMA.resources[type_].inputs, inputs);
}

fn check_object(at: &str, declared: &BTreeMap<String, InputProperty>, object: &JsonValue) {
    let object = object.as_object().unwrap_or_else(|| panic!("{at} is no object"));
    for (name, value) in object {
        let property = declared.get(name).unwrap_or_else(|| panic!("{at} has no property {name}"));
        if !property.json {
            check(&format!("{at}.{name}"), &property.type_, value);
        }
    }
    for (name, property) in declared {
        assert!(!property.required || object.contains_key(name), "{at}.{name} is missing");
    }
}

fn check(at: &str, type_: &Type, value: &JsonValue) {
    let value = value.get("secret").unwrap_or(value);
    match type_ {
        Type::List(item) => {
            let items = value.as_array().unwrap_or_else(|| panic!("{at} is no list"));
            items.iter().for_each(|value| check(at, item, value));
        }
        Type::Map(item) => {
            let members = value.as_object().unwrap_or_else(|| panic!("{at} is no map"));
            members.values().for_each(|value| check(at, item, value));
        }
        Type::Object(key) => check_object(at, SCHEMA.input_object(key).unwrap(), value),
        Type::String | Type::Enum(_) => assert!(value.is_string(), "{at} is no text: {value}"),
        Type::Number => assert!(value.is_number(), "{at} is no number: {value}"),
        Type::Boolean => assert!(value.is_boolean(), "{at} is no boolean: {value}"),
        Type::Any | Type::Archive | Type::Asset | Type::AssetOrArchive | Type::OneOf(_) => {}
    }
}

#[test]
fn every_listed_type_is_in_the_schema_and_no_other() {
    let list = include_str!("../../schema/types.txt").lines().map(str::trim);
    let listed: BTreeSet<String> =
        list.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
    let resources = SCHEMA.resources.values().map(|it| (it.module.as_str(), it.name.as_str()));
    let functions = SCHEMA.functions.values().map(|it| (it.module.as_str(), it.name.as_str()));
    let name = |it: (&str, &str)| match it {
        ("", name) => name.to_owned(),
        (module, name) => format!("{module}.{name}"),
    };
    let held: BTreeSet<String> = resources.chain(functions).map(name).collect();
    assert_eq!(listed, held);
}

#[test]
fn manifest_schema_and_package_name_one_version() {
    let manifest: toml::Table = toml::from_str(include_str!("../../Cargo.toml")).unwrap();
    let metadata = &manifest["package"]["metadata"]["pulumi"];
    let package = (pulumi_aws::PACKAGE.name, pulumi_aws::PACKAGE.version);
    assert_eq!((metadata["name"].as_str().unwrap(), metadata["version"].as_str().unwrap()), package);
    assert_eq!((SCHEMA.package.as_str(), SCHEMA.version.as_str()), package);
}
