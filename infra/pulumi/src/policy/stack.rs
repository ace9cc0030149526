//! The stack that a pack runs for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use pulumi_proto as proto;

use super::error::Result;
use crate::Error;

/// The stack, and whether this is a preview.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StackInfo {
    /// Organization; empty if the backend has none.
    pub organization: String,
    /// Project.
    pub project: String,
    /// Stack.
    pub stack: String,
    /// Whether nothing will be changed.
    pub preview: bool,
    /// Configuration by `namespace:name`, secrets in clear: keep them out of messages.
    pub config: BTreeMap<String, String>,
    /// Keys of secret configuration.
    pub secret_keys: BTreeSet<String>,
    /// Tags of the stack, from the backend.
    pub tags: BTreeMap<String, String>,
}

impl StackInfo {
    /// A value of the stack's configuration; the key is `namespace:name`.
    ///
    /// # Errors
    /// The value is no `T`. The message leaves the value out, which may be a secret.
    pub fn config<T: FromStr<Err: fmt::Display>>(&self, key: &str) -> Result<Option<T>> {
        let parse = |text: &String| {
            text.parse()
                .map_err(|reason| Error::new(format!("configuration `{key}` has a wrong value: {reason}")).into())
        };
        self.config.get(key).map(parse).transpose()
    }

    pub(crate) fn of(request: proto::AnalyzerStackConfigureRequest) -> Self {
        Self {
            organization: request.organization,
            project: request.project,
            stack: request.stack,
            preview: request.dry_run,
            config: request.config.into_iter().collect(),
            secret_keys: request.config_secret_keys.into_iter().collect(),
            tags: request.tags.into_iter().collect(),
        }
    }
}

/// Without the values of the configuration.
impl fmt::Debug for StackInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StackInfo")
            .field("organization", &self.organization)
            .field("project", &self.project)
            .field("stack", &self.stack)
            .field("preview", &self.preview)
            .field("config", &self.config.keys())
            .field("tags", &self.tags)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_is_typed_and_never_shown() {
        let config = BTreeMap::from([("app:size".to_owned(), "hunter2".to_owned())]);
        let stack = StackInfo { config, ..StackInfo::default() };
        assert_eq!(stack.config::<String>("app:size").unwrap().as_deref(), Some("hunter2"));
        assert_eq!(stack.config::<u8>("app:other").unwrap(), None);
        let error = stack.config::<u8>("app:size").unwrap_err().to_string();
        assert!(error.contains("app:size") && !error.contains("hunter2"), "{error}");
        assert!(!format!("{stack:?}").contains("hunter2"));
    }
}
