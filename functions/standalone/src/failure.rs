//! How a command fails: what was wrong, where, and the next command to try.

use std::fmt;
use std::process::ExitCode;

/// Exit codes of every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The thing asked for failed.
    Failed,
    /// The command was called wrongly.
    Usage,
    /// A safety rule refused it.
    Refused,
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 3,
        }
    }
}

/// A failed command. Holds no customer text and no secret.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    code: String,
    message: String,
    help: Option<String>,
}

impl Failure {
    /// The thing asked for failed.
    pub(crate) fn new(code: impl Into<String>, message: impl fmt::Display) -> Self {
        Self { exit: Exit::Failed, code: code.into(), message: message.to_string(), help: None }
    }

    /// Wrong usage.
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Usage, ..Self::new("usage", message) }
    }

    /// Refused by a safety rule.
    pub(crate) fn refused(code: impl Into<String>, message: impl fmt::Display) -> Self {
        Self { exit: Exit::Refused, ..Self::new(code, message) }
    }

    /// Adds the next step.
    pub(crate) fn help(mut self, help: impl fmt::Display) -> Self {
        self.help = Some(help.to_string());
        self
    }

    /// What was wrong.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The next step, if there is one.
    pub(crate) fn next_step(&self) -> Option<String> {
        self.help.clone()
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.exit.code())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}", self.code, self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "\n  help: {help}"))
    }
}

impl From<switchboard_store::DataDirError> for Failure {
    fn from(error: switchboard_store::DataDirError) -> Self {
        Self::new(error.code(), &error).help(error.help())
    }
}

impl From<switchboard_store::StoreError> for Failure {
    fn from(error: switchboard_store::StoreError) -> Self {
        Self::new(error.code(), &error).help(error.help())
    }
}

impl From<switchboard_store::WriteError> for Failure {
    fn from(error: switchboard_store::WriteError) -> Self {
        match error {
            switchboard_store::WriteError::Store(error) => error.into(),
            switchboard_store::WriteError::ConditionFailed { .. } => {
                Self::new(error.code(), "another process changed the same rows; nothing was written")
                    .help("type the command again; it looks at the rows as they are then")
            }
        }
    }
}

impl From<switchboard_queue::QueueError> for Failure {
    fn from(error: switchboard_queue::QueueError) -> Self {
        Self::new(error.code(), &error).help(error.help())
    }
}

impl From<switchboard_host::HostError> for Failure {
    fn from(error: switchboard_host::HostError) -> Self {
        let failure = match &error {
            // One code each, as everywhere else on the command line.
            switchboard_host::HostError::Settings(_) => Self::new("settings", &error),
            switchboard_host::HostError::Secret(_) => Self::new("secrets", &error),
            _ => Self::new(error.code(), &error),
        };
        match error.help() {
            Some(help) => failure.help(help),
            None => failure,
        }
    }
}

impl From<switchboard_settings::SettingsError> for Failure {
    fn from(error: switchboard_settings::SettingsError) -> Self {
        Self::new("settings", &error).help("every key is explained in shared/settings/defaults.toml")
    }
}

impl From<switchboard_settings::SecretError> for Failure {
    fn from(error: switchboard_settings::SecretError) -> Self {
        Self::new("secrets", &error).help("`switchboard secrets list` shows which are set")
    }
}

impl From<switchboard_settings::SwitchError> for Failure {
    fn from(error: switchboard_settings::SwitchError) -> Self {
        Self::new("switches", &error).help("`switchboard switches list` shows names and values")
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new("io", &error)
    }
}
