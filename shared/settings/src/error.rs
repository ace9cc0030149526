//! What can be wrong with settings, and where it came from.

use std::fmt;

/// The layer that gave a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The compiled-in defaults file.
    #[default]
    Defaults,
    /// A file given by the operator, as the operator named it.
    File(String),
    /// An environment variable.
    Variable(String),
    /// An override given in code or in a `decide` case.
    Override,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Defaults => f.write_str("defaults.toml"),
            Self::File(name) => f.write_str(name),
            Self::Variable(name) => f.write_str(name),
            Self::Override => f.write_str("override"),
        }
    }
}

/// One value that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The dotted key.
    pub key: String,
    /// Who set it.
    pub origin: Origin,
    /// The rule it breaks.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.origin, self.key, self.reason)
    }
}

/// Why there are no settings. Settings are not secret, so keys and reasons may be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A file cannot be read.
    #[error("{origin}: cannot be read: {reason}")]
    Unreadable {
        /// The file.
        origin: Origin,
        /// The operating system's reason.
        reason: String,
    },
    /// A file is not TOML.
    #[error("{origin}: not valid TOML: {reason}")]
    Syntax {
        /// The file.
        origin: Origin,
        /// The parser's message, without the offending line.
        reason: String,
    },
    /// A variable that must hold a JSON object of dotted keys does not.
    #[error("{origin}: not a JSON object of dotted keys: {reason}")]
    NoObject {
        /// The variable.
        origin: Origin,
        /// The parser's message.
        reason: String,
    },
    /// A key that no setting has.
    #[error("{origin}: unknown key `{key}`{}", suggestion(.nearest))]
    UnknownKey {
        /// Who set it.
        origin: Origin,
        /// The dotted key.
        key: String,
        /// The most similar known key.
        nearest: Option<String>,
    },
    /// A `SWITCHBOARD_` variable that belongs to no setting.
    #[error("unknown variable {name}{}", suggestion(.nearest))]
    UnknownVariable {
        /// The variable.
        name: String,
        /// The most similar known one.
        nearest: Option<String>,
    },
    /// `SWITCHBOARD_ENV` names no environment.
    #[error("SWITCHBOARD_ENV: {0}")]
    Environment(#[from] crate::UnknownEnvironment),
    /// Values of the wrong type or outside their range.
    #[error("{}", problems(.0))]
    Invalid(Vec<Problem>),
    /// Values that this environment does not start without.
    #[error("{}", problems(.0))]
    Incomplete(Vec<Problem>),
}

fn suggestion(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|key| format!("; did you mean `{key}`?")).unwrap_or_default()
}

fn problems(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl SettingsError {
    /// A stable code for logs and `decide`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "settings_unreadable",
            Self::Syntax { .. } => "settings_syntax",
            Self::NoObject { .. } => "settings_no_object",
            Self::UnknownKey { .. } => "settings_unknown_key",
            Self::UnknownVariable { .. } => "settings_unknown_variable",
            Self::Environment(_) => "settings_unknown_environment",
            Self::Invalid(_) => "settings_invalid",
            Self::Incomplete(_) => "settings_incomplete",
        }
    }
}
