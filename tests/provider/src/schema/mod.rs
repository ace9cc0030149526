//! What the real provider's resource types and functions take and give. The data is the reduced schema that the typed
//! resources of this repository are generated from, so that both sides judge a program by the same list.

mod kind;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use kind::PropertyType;

/// The schema of the package, as embedded.
const SCHEMA: &str = include_str!("../../../../infra/aws/schema/aws.json");

/// Token of the provider's own configuration in the schema.
pub const PROVIDER_TOKEN: &str = "pulumi:providers:aws";

/// Everything known of the package.
#[derive(Debug, Deserialize)]
pub struct Schema {
    /// Version of the real provider that this was read from.
    pub version: String,
    resources: BTreeMap<String, ResourceType>,
    functions: BTreeMap<String, FunctionType>,
    #[serde(default)]
    types: BTreeMap<String, ObjectType>,
    #[serde(default)]
    enums: BTreeMap<String, EnumType>,
}

/// A resource type.
#[derive(Debug, Default, Deserialize)]
pub struct ResourceType {
    /// Inputs by name.
    #[serde(default)]
    pub inputs: BTreeMap<String, InputProperty>,
    /// Outputs by name.
    #[serde(default)]
    pub outputs: BTreeMap<String, OutputProperty>,
}

/// A function.
#[derive(Debug, Deserialize)]
pub struct FunctionType {
    /// Arguments by name.
    #[serde(default)]
    pub inputs: BTreeMap<String, InputProperty>,
    /// Results by name.
    #[serde(default)]
    pub outputs: BTreeMap<String, OutputProperty>,
}

/// An input of a resource, a function or an object.
#[derive(Clone, Debug, Deserialize)]
pub struct InputProperty {
    /// What it may hold.
    #[serde(rename = "type")]
    pub kind: PropertyType,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
}

/// An output of a resource or a function.
#[derive(Clone, Debug, Deserialize)]
pub struct OutputProperty {
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: PropertyType,
    /// Whether it may be absent.
    #[serde(default)]
    pub optional: bool,
    /// Whether it must not be shown.
    #[serde(default)]
    pub secret: bool,
}

/// A nested object.
#[derive(Debug, Deserialize)]
pub struct ObjectType {
    /// Members by name.
    pub properties: BTreeMap<String, MemberProperty>,
}

/// A member of a nested object. Inputs say what is required, outputs what is optional.
#[derive(Clone, Debug, Deserialize)]
pub struct MemberProperty {
    /// What it may hold.
    #[serde(rename = "type")]
    pub kind: PropertyType,
    /// Whether it must be given, in an input.
    #[serde(default)]
    pub required: bool,
    /// Whether it may be absent, in an output.
    #[serde(default)]
    pub optional: bool,
}

/// An enumeration.
#[derive(Debug, Deserialize)]
pub struct EnumType {
    /// Values by the name that SDKs give them.
    pub values: BTreeMap<String, serde_json::Value>,
    /// Whether other values are accepted as well.
    #[serde(default)]
    pub open: bool,
}

/// The embedded schema is no schema.
#[derive(Debug, thiserror::Error)]
#[error("the embedded schema infra/aws/schema/aws.json cannot be read: {0}; run `cargo xtask schema` and build again")]
pub struct SchemaError(#[from] serde_json::Error);

impl Schema {
    /// Reads the schema that was built in.
    ///
    /// # Errors
    /// If it has not the expected form.
    pub fn embedded() -> Result<Self, SchemaError> {
        Ok(serde_json::from_str(SCHEMA)?)
    }

    /// A resource type by its token.
    pub fn resource(&self, token: &str) -> Option<&ResourceType> {
        self.resources.get(token)
    }

    /// A function by its token.
    pub fn function(&self, token: &str) -> Option<&FunctionType> {
        self.functions.get(token)
    }

    /// A nested object by its reference.
    pub fn object(&self, reference: &str) -> Option<&ObjectType> {
        self.types.get(reference)
    }

    /// An enumeration by its reference.
    pub fn enumeration(&self, reference: &str) -> Option<&EnumType> {
        self.enums.get(reference)
    }

    /// Tokens of all resource types.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.resources.keys().map(String::as_str)
    }
}
