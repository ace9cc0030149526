//! Reads one namespace of a stack's configuration into a struct. What is wrong is named by file and key.

use pulumi::Context;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("environments/Pulumi.{stack}.yaml: {key}: {reason}")]
pub struct SettingsProblem {
    /// The stack.
    pub stack: String,
    /// The key, `switchboard:edge`.
    pub key: String,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl From<SettingsProblem> for pulumi::Error {
    fn from(problem: SettingsProblem) -> Self {
        Self::new(problem.to_string())
    }
}

/// The settings of a namespace. Types say with `deny_unknown_fields` that a misspelt key is an error.
///
/// # Errors
/// [`SettingsProblem`] for a key that does not exist, is missing, or has the wrong type.
pub fn read<T: DeserializeOwned>(ctx: &Context, namespace: &str) -> Result<T, SettingsProblem> {
    let problem = |key: &str, reason: String| SettingsProblem {
        stack: ctx.stack().to_owned(),
        key: format!("{namespace}:{key}"),
        reason,
    };
    let config = ctx.config_of(namespace);
    let mut values = Map::new();
    for name in config.names() {
        if config.is_secret(name) {
            return Err(problem(
                name,
                "must not be a secret: values of secrets are put by `switchboard secrets put`".into(),
            ));
        }
        let text: String = config.require(name).map_err(|error| problem(name, error.to_string()))?;
        values.insert(name.to_owned(), scalar_or_tree(text));
    }
    serde_path_to_error::deserialize(Value::Object(values)).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.inner().to_string());
        // Serde names the key itself where it is unknown or missing at the top.
        let named = if path == "." { inner.split('`').nth(1).unwrap_or("?").to_owned() } else { path };
        problem(&named, inner)
    })
}

/// The engine gives trees as JSON and scalars as text.
fn scalar_or_tree(text: String) -> Value {
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}
