//! Types of properties as Rust types.

use std::collections::{BTreeMap, BTreeSet};

use aws_schema::{Schema, Type};

use crate::names::{module_path, pascal, split};

/// Where a property is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Input,
    Output,
}

/// Knows the names of all types.
pub(crate) struct Types<'a> {
    pub(crate) schema: &'a Schema,
    /// Names that resources and functions take, by module.
    taken: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Types<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        let mut taken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let resources = schema.resources.values().map(|resource| (&resource.module, &resource.name));
        let functions = schema.functions.values().map(|function| (&function.module, &function.name));
        for (module, name) in resources.chain(functions) {
            let name = pascal(name);
            let names = [format!("{name}Args"), format!("{name}Result"), name];
            taken.entry(module.clone()).or_default().extend(names);
        }
        Self { schema, taken }
    }

    /// The Rust name of a nested type. One that is named like a resource is told apart by `Type`, as in the Go SDK.
    pub(crate) fn nested_name(&self, key: &str) -> String {
        let (module, name) = split(key);
        let clashes = self.taken.get(module).is_some_and(|taken| taken.contains(name));
        if clashes { format!("{name}Type") } else { name.to_owned() }
    }

    fn nested_path(&self, key: &str) -> String {
        format!("{}::{}", module_path(split(key).0), self.nested_name(key))
    }

    /// The Rust type of a property without regard to whether it is optional.
    pub(crate) fn rust(&self, type_: &Type, side: Side) -> String {
        match type_ {
            Type::String => "String".to_owned(),
            Type::Number => "f64".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Any => "::pulumi::Value".to_owned(),
            Type::Archive => "::pulumi::Archive".to_owned(),
            Type::Asset => "::pulumi::Asset".to_owned(),
            Type::AssetOrArchive => "::pulumi::AssetOrArchive".to_owned(),
            Type::List(item) => format!("Vec<{}>", self.rust(item, side)),
            Type::Map(value) => format!("::std::collections::BTreeMap<String, {}>", self.rust(value, side)),
            Type::Object(key) => self.nested_path(key.trim_start_matches("input:").trim_start_matches("output:")),
            Type::Enum(key) if side == Side::Input && self.is_closed(key) => {
                format!("{}::{}", module_path(split(key).0), split(key).1)
            }
            // An open enumeration is text, into which its Rust type converts. What the provider returns may be newer than
            // this crate.
            Type::Enum(_) => "String".to_owned(),
            // Documents are given as text; `crate::policy` makes them.
            Type::OneOf(members) if members.iter().any(|member| matches!(member, Type::String)) => "String".to_owned(),
            Type::OneOf(_) => "::pulumi::Value".to_owned(),
        }
    }

    fn is_closed(&self, key: &str) -> bool {
        self.schema.enums.get(key).is_some_and(|enumeration| !enumeration.open)
    }

    /// Keys of all nested types and enumerations that the Rust types of resources and functions lead to.
    pub(crate) fn reached(&self) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let inputs = self.schema.resources.values().map(|it| &it.inputs);
        let inputs = inputs.chain(self.schema.functions.values().map(|it| &it.inputs));
        for input in inputs.flat_map(BTreeMap::values) {
            self.reach(&input.type_, &mut reached);
        }
        let outputs = self.schema.resources.values().map(|it| &it.outputs);
        let outputs = outputs.chain(self.schema.functions.values().map(|it| &it.outputs));
        for output in outputs.flat_map(BTreeMap::values) {
            self.reach(&output.type_, &mut reached);
        }
        reached
    }

    /// Whether the object contains another one of its type, other than in a list or map.
    pub(crate) fn is_recursive(&self, type_: &'a Type) -> bool {
        let Type::Object(key) = type_ else { return false };
        let mut reached = BTreeSet::new();
        self.reach_inside(key, &mut reached);
        reached.contains(key.as_str())
    }

    fn reach(&self, type_: &'a Type, reached: &mut BTreeSet<&'a str>) {
        match type_ {
            Type::List(inner) | Type::Map(inner) => self.reach(inner, reached),
            Type::Enum(key) => {
                reached.insert(key);
            }
            Type::Object(key) if reached.insert(key) => self.reach_inside(key, reached),
            _ => {}
        }
    }

    fn reach_inside(&self, key: &str, reached: &mut BTreeSet<&'a str>) {
        for type_ in self.schema.types.get(key).into_iter().flat_map(|object| object.properties.types()) {
            self.reach(type_, reached);
        }
    }
}
