//! Configuration of the stack.

use std::str::FromStr;

use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::Output;

/// Values of one namespace of the stack's configuration.
///
/// Text, numbers and booleans are read by [`Config::get`], objects and lists by [`Config::get_object`]. A secret read by a
/// plain getter loses its mark: use [`Config::get_secret`].
#[derive(Clone)]
pub struct Config {
    namespace: String,
    ctx: Context,
}

impl Config {
    pub(crate) fn new(namespace: &str, ctx: Context) -> Self {
        Self { namespace: namespace.to_owned(), ctx }
    }

    fn key(&self, name: &str) -> String {
        format!("{}:{name}", self.namespace)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.ctx.info().config.get(&self.key(name)).map(String::as_str)
    }

    fn missing(&self, name: &str) -> Error {
        let (key, secret) = (self.key(name), "--secret ");
        Error::new(format!(
            "missing required configuration `{key}`; set it with `pulumi config set {key} VALUE` ({secret}for a secret)"
        ))
    }

    fn wrong(&self, name: &str, reason: &dyn std::fmt::Display) -> Error {
        // The value may be a secret: it is not part of the message.
        Error::new(format!("configuration `{}` has a wrong value: {reason}", self.key(name)))
    }

    /// Names of all values of the namespace, in order: to tell a misspelt one.
    pub fn names(&self) -> Vec<&str> {
        let prefix = format!("{}:", self.namespace);
        let mut names: Vec<&str> = self.ctx.info().config.keys().filter_map(|key| key.strip_prefix(&prefix)).collect();
        names.sort_unstable();
        names
    }

    /// Whether the stack's file marks the value as secret.
    pub fn is_secret(&self, name: &str) -> bool {
        self.ctx.info().secret_keys.contains(&self.key(name))
    }

    /// A value.
    ///
    /// # Errors
    /// [`Error`] if it is no `T`.
    pub fn get<T: FromStr<Err: std::fmt::Display>>(&self, name: &str) -> Result<Option<T>> {
        self.text(name).map(|text| text.parse().map_err(|reason| self.wrong(name, &reason))).transpose()
    }

    /// A value that must be there.
    ///
    /// # Errors
    /// [`Error`] naming the command that sets it, or if it is no `T`.
    pub fn require<T: FromStr<Err: std::fmt::Display>>(&self, name: &str) -> Result<T> {
        self.get(name)?.ok_or_else(|| self.missing(name))
    }

    /// A value that serde reads from JSON: objects, lists, and what [`Config::get`] reads.
    ///
    /// # Errors
    /// [`Error`] if it is no `T`.
    pub fn get_object<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let parse = |text| serde_json::from_str(text).map_err(|reason| self.wrong(name, &reason));
        self.text(name).map(parse).transpose()
    }

    /// A value that serde reads from JSON and that must be there.
    ///
    /// # Errors
    /// [`Error`] naming the command that sets it, or if it is no `T`.
    pub fn require_object<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        self.get_object(name)?.ok_or_else(|| self.missing(name))
    }

    /// A value as a secret output, whether or not the stack's file marks it.
    ///
    /// # Errors
    /// [`Error`] if it is no `T`.
    pub fn get_secret<T>(&self, name: &str) -> Result<Option<Output<T>>>
    where
        T: FromStr<Err: std::fmt::Display> + Send + Sync + 'static,
    {
        Ok(self.get(name)?.map(|value: T| Output::secret(value)))
    }

    /// A value as a secret output that must be there.
    ///
    /// # Errors
    /// [`Error`] naming the command that sets it, or if it is no `T`.
    pub fn require_secret<T>(&self, name: &str) -> Result<Output<T>>
    where
        T: FromStr<Err: std::fmt::Display> + Send + Sync + 'static,
    {
        self.require(name).map(|value: T| Output::secret(value))
    }

    /// A value from JSON as a secret output that must be there.
    ///
    /// # Errors
    /// [`Error`] naming the command that sets it, or if it is no `T`.
    pub fn require_secret_object<T: DeserializeOwned + Send + Sync + 'static>(&self, name: &str) -> Result<Output<T>> {
        self.require_object(name).map(|value: T| Output::secret(value))
    }
}
