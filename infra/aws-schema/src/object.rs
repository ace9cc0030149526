//! Nested objects. Their keys say whether they are given or returned.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::{InputProperty, OutputProperty, Type};

/// Start of the keys of objects that are given.
const INPUT: &str = "input:";
/// Start of the keys of objects that are returned.
const OUTPUT: &str = "output:";

/// The type of a nested object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectType {
    /// Its properties.
    pub properties: Properties,
    /// Other names of it, as `lambda.FunctionEnvironment`, without the side: the package repeats equal types under every
    /// place of their use.
    pub aliases: Vec<String>,
}

/// Properties of a nested object by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Properties {
    /// Of an object that is given: its key starts with `input:`.
    Inputs(BTreeMap<String, InputProperty>),
    /// Of an object that is returned: its key starts with `output:`.
    Outputs(BTreeMap<String, OutputProperty>),
}

impl Properties {
    /// The properties, if the object is given.
    pub fn inputs(&self) -> Option<&BTreeMap<String, InputProperty>> {
        match self {
            Self::Inputs(inputs) => Some(inputs),
            Self::Outputs(_) => None,
        }
    }

    /// The properties, if the object is returned.
    pub fn outputs(&self) -> Option<&BTreeMap<String, OutputProperty>> {
        match self {
            Self::Inputs(_) => None,
            Self::Outputs(outputs) => Some(outputs),
        }
    }

    /// Types of the properties, in the order of their names.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let inputs = self.inputs().into_iter().flat_map(BTreeMap::values).map(|input| &input.type_);
        let outputs = self.outputs().into_iter().flat_map(BTreeMap::values).map(|output| &output.type_);
        inputs.chain(outputs)
    }
}

/// A nested object as it is in the file.
#[derive(Deserialize)]
struct Members<P> {
    properties: BTreeMap<String, P>,
    aliases: Vec<String>,
}

/// Nested objects by key.
pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, ObjectType>, D::Error> {
    deserializer.deserialize_map(Objects)
}

struct Objects;

impl<'de> Visitor<'de> for Objects {
    type Value = BTreeMap<String, ObjectType>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("nested objects by key")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut objects = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            let object = if key.starts_with(INPUT) {
                let Members { properties, aliases } = map.next_value()?;
                ObjectType { properties: Properties::Inputs(properties), aliases }
            } else if key.starts_with(OUTPUT) {
                let Members { properties, aliases } = map.next_value()?;
                ObjectType { properties: Properties::Outputs(properties), aliases }
            } else {
                return Err(A::Error::custom(format!(
                    "the key `{key}` of types starts with neither {INPUT} nor {OUTPUT}"
                )));
            };
            objects.insert(key, object);
        }
        Ok(objects)
    }
}
