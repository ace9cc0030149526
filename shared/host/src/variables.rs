//! The environment variables of a process.

use std::collections::BTreeMap;

use crate::error::HostError;

/// Names and values, taken once at the start. Blank values count as not set.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Those of this process.
    pub fn of_process() -> Self {
        Self(std::env::vars().collect())
    }

    /// The value of a variable that is set.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The value of a variable that must be set.
    ///
    /// # Errors
    /// [`HostError::Variable`] with its name and what it is for.
    pub fn required(&self, name: &'static str, what: &'static str) -> Result<&str, HostError> {
        self.get(name).ok_or(HostError::Variable { name, what })
    }

    /// All of them, as the settings are read from.
    pub fn pairs(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.0.iter().map(|(name, value)| (name.clone(), value.clone()))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Variables {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    }
}

impl std::fmt::Debug for Variables {
    /// The names alone: a value may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_is_absent_and_what_is_required_is_named() {
        let variables = Variables::from([("A", " a "), ("B", " ")]);
        assert_eq!((variables.get("A"), variables.get("B"), variables.get("C")), (Some("a"), None, None));
        let error = variables.required("B", "the queue").unwrap_err();
        assert!(error.to_string().contains('B') && error.to_string().contains("the queue"), "{error}");
        assert_eq!(format!("{variables:?}"), r#"{"A", "B"}"#);
    }
}
