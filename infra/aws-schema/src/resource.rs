//! Resource types and functions.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{InputProperty, OutputProperty};

/// A resource type, or the provider itself with its configuration.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct ResourceType {
    /// Module of the package, as `sqs`; empty is the package's top, whose tokens say `index`.
    pub module: String,
    /// Name in the module, as `Queue`.
    pub name: String,
    /// Inputs by name.
    pub inputs: BTreeMap<String, InputProperty>,
    /// Outputs by name.
    pub outputs: BTreeMap<String, OutputProperty>,
    /// Former type tokens. SDKs send them as aliases with every resource of the type.
    pub aliases: Vec<String>,
}

impl ResourceType {
    /// Names of outputs that must not be shown. SDKs ask the engine to keep them secret.
    pub fn secret_outputs(&self) -> impl Iterator<Item = &str> {
        self.outputs.iter().filter(|(_, output)| output.secret).map(|(name, _)| name.as_str())
    }
}

/// A function.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Function {
    /// Module of the package; empty is the package's top.
    pub module: String,
    /// Name in the module, as `getRegion`.
    pub name: String,
    /// Arguments by name.
    pub inputs: BTreeMap<String, InputProperty>,
    /// Parts of the result by name.
    pub outputs: BTreeMap<String, OutputProperty>,
}
