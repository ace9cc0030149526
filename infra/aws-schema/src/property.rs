//! Properties of resource types, functions and nested objects.

use serde::Deserialize;

use crate::Type;

/// A property that is given.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct InputProperty {
    /// What it may hold.
    #[serde(rename = "type")]
    pub type_: Type,
    /// Whether it must be given.
    pub required: bool,
    /// Whether its value is marked secret when it is sent.
    #[serde(default)]
    pub secret: bool,
    /// Whether it is sent as JSON text, while programs give the value: so the provider takes its own configuration.
    #[serde(default)]
    pub json: bool,
    /// What is sent when it is not given.
    pub default: Option<DefaultValue>,
}

/// What is sent for an input that is not given.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub enum DefaultValue {
    /// True or false.
    Bool(bool),
    /// Text.
    Text(String),
}

/// A property that is returned.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct OutputProperty {
    /// What it holds.
    #[serde(rename = "type")]
    pub type_: Type,
    /// Whether it may be absent or null. One that is not may still be unknown in a preview.
    pub optional: bool,
    /// Whether it must not be shown.
    #[serde(default)]
    pub secret: bool,
}
