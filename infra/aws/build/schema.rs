//! The reduced schema as it is in the file; `schema/README.md` describes it.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Schema {
    pub(crate) package: String,
    pub(crate) version: String,
    pub(crate) resources: BTreeMap<String, Resource>,
    pub(crate) functions: BTreeMap<String, Function>,
    pub(crate) types: BTreeMap<String, Nested>,
    pub(crate) enums: BTreeMap<String, Enumeration>,
}

#[derive(Deserialize)]
pub(crate) struct Resource {
    pub(crate) module: String,
    pub(crate) name: String,
    pub(crate) inputs: BTreeMap<String, Input>,
    pub(crate) outputs: BTreeMap<String, Output>,
    pub(crate) aliases: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Function {
    pub(crate) module: String,
    pub(crate) name: String,
    pub(crate) inputs: BTreeMap<String, Input>,
    pub(crate) outputs: BTreeMap<String, Output>,
}

#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(rename = "type")]
    pub(crate) type_: Type,
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) secret: bool,
    #[serde(default)]
    pub(crate) json: bool,
    pub(crate) default: Option<Default>,
}

#[derive(Deserialize)]
pub(crate) struct Output {
    #[serde(rename = "type")]
    pub(crate) type_: Type,
    pub(crate) optional: bool,
    #[serde(default)]
    pub(crate) secret: bool,
}

/// What is sent when an input is not given.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Default {
    Bool(bool),
    Text(String),
}

/// A nested type; which of the two forms its properties have is told by its key.
#[derive(Deserialize)]
pub(crate) struct Nested {
    pub(crate) properties: BTreeMap<String, Property>,
    pub(crate) aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Property {
    Input(Input),
    Output(Output),
}

impl Property {
    pub(crate) fn type_(&self) -> &Type {
        let (Self::Input(Input { type_, .. }) | Self::Output(Output { type_, .. })) = self;
        type_
    }
}

#[derive(Deserialize)]
pub(crate) struct Enumeration {
    pub(crate) open: bool,
    pub(crate) values: BTreeMap<String, String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Type {
    String,
    Number,
    Boolean,
    Any,
    Archive,
    Asset,
    AssetOrArchive,
    List(Box<Type>),
    Map(Box<Type>),
    /// Key of a nested type.
    Object(String),
    /// Key of an enumeration.
    Enum(String),
    OneOf(Vec<Type>),
}
