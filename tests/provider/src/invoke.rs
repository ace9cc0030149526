//! Functions: what programs ask the cloud without making anything.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::backend::{Backend, BackendError, Handle};
use crate::check::{Failure, validate_function};
use crate::cloud::{Cloud, Place, Subject};
use crate::property::{Map, Value, present};

/// Forms of results by function, templates as in the table of resources.
const TABLE: &str = include_str!("../tables/functions.json");

const GET_PARAMETER: &str = "aws:ssm/getParameter:getParameter";
const PARAMETER: &str = "aws:ssm/parameter:Parameter";

/// Answers functions.
#[derive(Debug)]
pub struct Functions(BTreeMap<String, BTreeMap<String, Json>>);

/// A function was not answered.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    /// The stand-in has no such function.
    #[error("the stand-in AWS provider does not know the function {token}; it knows {known}")]
    Unknown {
        /// The function.
        token: String,
        /// The functions that there are.
        known: String,
    },
    /// The arguments are wrong.
    #[error("wrong arguments")]
    Arguments(Vec<Failure>),
    /// There is no such parameter.
    #[error("the parameter `{0}` does not exist; create it with aws.ssm.Parameter, or add it to the store")]
    NoParameter(String),
    /// The cloud failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

impl Functions {
    /// Reads the table that was built in.
    ///
    /// # Errors
    /// If it has not the expected form.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        serde_json::from_str(TABLE).map(Self)
    }

    /// The result of a function.
    ///
    /// # Errors
    /// If the function is unknown, the arguments are wrong, or what they name does not exist.
    pub async fn call(
        &self,
        token: &str,
        arguments: &Map,
        place: &Place,
        cloud: &Cloud,
        backend: &dyn Backend,
    ) -> Result<Map, InvokeError> {
        let schema = cloud.schema();
        let unknown = || {
            let known: Vec<&str> = self.0.keys().map(String::as_str).chain([GET_PARAMETER]).collect();
            InvokeError::Unknown { token: token.to_owned(), known: known.join(", ") }
        };
        let function = schema.functions.get(token).ok_or_else(unknown)?;
        let failures = validate_function(schema, function, arguments);
        if !failures.is_empty() {
            return Err(InvokeError::Arguments(failures));
        }
        if token == GET_PARAMETER {
            return parameter(arguments, place, cloud, backend).await;
        }
        let forms = self.0.get(token).ok_or_else(unknown)?;
        if let Some(answer) = backend.answer(token, place).await? {
            return Ok(answer);
        }
        Ok(cloud.answer(function, forms, place, arguments))
    }

    /// Tokens of the table with the names of the results that it has forms for.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.0.iter().map(|(token, forms)| (token.as_str(), forms.keys().map(String::as_str).collect()))
    }
}

/// A parameter of the store. Its value is secret whatever its type is, as in the real provider.
async fn parameter(arguments: &Map, place: &Place, cloud: &Cloud, backend: &dyn Backend) -> Result<Map, InvokeError> {
    let name = present(arguments, "name").and_then(Value::as_str).unwrap_or_default();
    let missing = || InvokeError::NoParameter(name.to_owned());
    let resource = cloud.schema().resources.get(PARAMETER).ok_or_else(missing)?;
    let subject = Subject { type_token: PARAMETER, resource, place };
    let found = backend.read(Handle { subject, id: name, properties: &Map::new() }).await?.ok_or_else(missing)?;

    let mut result = arguments.clone();
    for property in ["arn", "type", "version", "name"] {
        result.extend(found.properties.get(property).map(|value| (property.to_owned(), value.clone())));
    }
    let value = present(&found.properties, "value").or_else(|| present(&found.properties, "insecureValue"));
    let value = value.cloned().unwrap_or_else(|| Value::String(String::new()));
    let plain = present(&found.properties, "type") != Some(&Value::String("SecureString".to_owned()));
    let shown = if plain { value.clone() } else { Value::String(String::new()) };
    result.insert("value".to_owned(), value.into_secret());
    result.insert("insecureValue".to_owned(), shown);
    result.insert("id".to_owned(), Value::String(name.to_owned()));
    result.insert("region".to_owned(), Value::String(place.region().as_str().to_owned()));
    Ok(result)
}
