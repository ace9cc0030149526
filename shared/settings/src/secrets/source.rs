//! The port through which secrets are read, and the source for local runs: environment variables.

use std::collections::BTreeMap;

use switchboard_domain::{Environment, Secret};

use super::error::SecretError;
use super::name::SecretName;

/// A place that holds secrets. Every call reads; callers cache with [`super::SecretCache`].
pub trait SecretSource: Send + Sync {
    /// The stored value as it is, or `None` if nobody has put one.
    ///
    /// # Errors
    /// The store cannot be read. The caller must fail closed.
    fn read(&self, name: SecretName) -> Result<Option<Secret>, SecretError>;
}

impl<T: SecretSource + ?Sized> SecretSource for Box<T> {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, SecretError> {
        (**self).read(name)
    }
}

impl<T: SecretSource + ?Sized> SecretSource for std::sync::Arc<T> {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, SecretError> {
        (**self).read(name)
    }
}

/// Whether a secret has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A value is stored.
    Set,
    /// No value is stored.
    Missing,
}

/// Which secrets are set; never a value.
///
/// # Errors
/// The store cannot be read.
pub fn list(source: &dyn SecretSource) -> Result<Vec<(SecretName, Presence)>, SecretError> {
    let presence = |name| {
        let set = source.read(name)?.is_some();
        Ok((name, if set { Presence::Set } else { Presence::Missing }))
    };
    SecretName::ALL.into_iter().map(presence).collect()
}

/// Secrets from `SWITCHBOARD_SECRET_*`, over another source. Only for `local`: elsewhere the variables are ignored,
/// because environment variables are shown by consoles and inherited by child processes.
#[derive(Debug)]
pub struct VariableSecrets<S> {
    given: BTreeMap<SecretName, Secret>,
    rest: S,
}

impl<S: SecretSource> VariableSecrets<S> {
    /// Takes the secrets out of the variables of the process; blank values count as not given.
    pub fn new(environment: Environment, variables: impl IntoIterator<Item = (String, String)>, rest: S) -> Self {
        let named = |(variable, value): (String, String)| {
            let name = SecretName::ALL.into_iter().find(|name| name.variable() == variable)?;
            (!value.trim().is_empty()).then(|| (name, Secret::new(value)))
        };
        let allowed = environment == Environment::Local;
        let given = variables.into_iter().filter(|_| allowed).filter_map(named).collect();
        Self { given, rest }
    }
}

impl<S: SecretSource> SecretSource for VariableSecrets<S> {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, SecretError> {
        match self.given.get(&name) {
            Some(value) => Ok(Some(value.clone())),
            None => self.rest.read(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::FileSecrets;

    #[test]
    fn variables_count_only_in_local() {
        let dir = tempfile::tempdir().unwrap();
        for env in Environment::ALL {
            let variables = [
                ("SWITCHBOARD_SECRET_OPENAI_API_KEY".to_owned(), "sk-planted".to_owned()),
                ("SWITCHBOARD_SECRET_IDENTITY_KEY".to_owned(), " ".to_owned()),
            ];
            let secrets = VariableSecrets::new(env, variables, FileSecrets::new(dir.path()));
            let set: Vec<_> = list(&secrets).unwrap().into_iter().filter(|(_, p)| *p == Presence::Set).collect();
            assert_eq!(set.len(), usize::from(env == Environment::Local));
            assert!(!format!("{secrets:?} {set:?}").contains("planted"));
        }
    }
}
