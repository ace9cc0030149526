//! The reduced schema of the AWS package: which outputs a type has, and where its class is in TypeScript.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::Error;

const AWS: &str = include_str!("../../../infra/aws/schema/aws.json");

/// The schema of a package.
#[derive(Debug, Deserialize)]
pub struct Schema {
    /// Version of the package, as `7.48.0`.
    pub version: String,
    /// Resource types by token.
    pub resources: BTreeMap<String, ResourceType>,
    /// Functions by token.
    pub functions: BTreeMap<String, Function>,
    types: BTreeMap<String, ObjectType>,
}

/// A resource type.
#[derive(Debug, Deserialize)]
pub struct ResourceType {
    /// Module in TypeScript, as `sqs`; empty is the package itself.
    pub module: String,
    /// Class in TypeScript, as `Queue`.
    pub name: String,
    /// Former types, which the class names by itself.
    pub aliases: Vec<String>,
    /// Inputs by name.
    pub inputs: BTreeMap<String, InputProperty>,
    /// Outputs by name.
    pub outputs: BTreeMap<String, OutputProperty>,
}

/// A function.
#[derive(Debug, Deserialize)]
pub struct Function {
    /// Module in TypeScript; empty is the package itself.
    pub module: String,
    /// Name in TypeScript, as `getRegion`.
    pub name: String,
    /// Parts of the result by name.
    pub outputs: BTreeMap<String, OutputProperty>,
}

/// An input.
#[derive(Debug, Deserialize)]
pub struct InputProperty {
    /// The wire carries it as JSON text; programs give the value.
    #[serde(default)]
    pub json: bool,
}

/// An output.
#[derive(Debug, Deserialize)]
pub struct OutputProperty {
    /// Type.
    #[serde(rename = "type")]
    pub type_: Type,
    /// May be undefined.
    pub optional: bool,
    /// Must not be shown.
    #[serde(default)]
    pub secret: bool,
}

/// A type.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Type {
    /// Has no parts.
    Plain(Plain),
    /// Made of others.
    Composite(Composite),
}

/// A type without parts.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Plain {
    /// Text.
    String,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// An archive.
    Archive,
    /// A file or an archive.
    AssetOrArchive,
    /// Anything.
    Any,
}

/// A type made of others.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Composite {
    /// A list.
    List(Box<Type>),
    /// Values by name.
    Map(Box<Type>),
    /// A named object, as `output:sqs.QueueX`.
    Object(String),
    /// A named enumeration.
    Enum(String),
    /// One of several.
    OneOf(Vec<Type>),
}

#[derive(Debug, Deserialize)]
struct ObjectType {
    properties: BTreeMap<String, ObjectProperty>,
}

/// A member of an object type.
#[derive(Debug, Deserialize)]
pub(crate) struct ObjectProperty {
    #[serde(rename = "type")]
    pub(crate) type_: Type,
    #[serde(default)]
    pub(crate) optional: bool,
}

impl Schema {
    /// The schema of the AWS package that the project's typed resources are made from.
    ///
    /// # Errors
    /// [`Error::Schema`] if the committed file has another form than expected.
    pub fn aws() -> Result<Self, Error> {
        serde_json::from_str(AWS).map_err(|error| Error::Schema(error.to_string()))
    }

    pub(crate) fn object(&self, name: &str) -> impl Iterator<Item = (&String, &ObjectProperty)> {
        self.types.get(name).into_iter().flat_map(|object| &object.properties)
    }

    /// Outputs of a type that its typings declare as secret.
    pub(crate) fn secret_outputs(&self, type_: &str) -> impl Iterator<Item = &str> {
        let outputs = self.resources.get(type_).into_iter().flat_map(|type_| &type_.outputs);
        outputs.filter(|(_, output)| output.secret).map(|(name, _)| name.as_str())
    }
}
