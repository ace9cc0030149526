//! Why the host cannot do what it was asked.

use std::path::PathBuf;

use tonic::Status;

/// A failure that the user of the program has to see.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// A runtime option of the project file is unknown or has the wrong form.
    #[error("runtime option `{key}`: {reason}")]
    Option {
        /// Path of the option below `runtime.options`, as in `packages[0].version`.
        key: String,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// PulumiPolicy.yaml or PulumiPlugin.yaml cannot be read.
    #[error("{}: {reason}", .path.display())]
    PluginFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The prebuilt program is not there.
    #[error(
        "runtime option `binary`: there is no program at {}. Build it, or leave the option out and let the host \
         call cargo", .0.display()
    )]
    BinaryMissing(PathBuf),
    /// There is no Cargo.toml where the program should be.
    #[error(
        "no Cargo.toml at {}. Name it in Pulumi.yaml under `runtime.options.manifest`, or a prebuilt program under \
         `runtime.options.binary`", .0.display()
    )]
    ManifestMissing(PathBuf),
    /// Cargo is not on the PATH.
    #[error(
        "cargo is not on the PATH: install Rust with rustup (https://rustup.rs) and open a new shell, or name a \
         prebuilt program in Pulumi.yaml under `runtime.options.binary`"
    )]
    CargoMissing,
    /// Cargo could not do its work, before or without any compiler error.
    #[error("`cargo {command}` failed: {text}")]
    Cargo {
        /// The subcommand.
        command: &'static str,
        /// What cargo said.
        text: String,
    },
    /// The program does not compile.
    #[error("the program does not compile:\n{errors}")]
    Compile {
        /// The compiler's errors, rendered for people, each once.
        errors: String,
    },
    /// The crates do not say which program is meant.
    #[error("{0}")]
    Selection(String),
    /// Metadata of a crate in the program's dependency graph has the wrong form.
    #[error("Cargo.toml of crate {package}, table package.metadata.pulumi, `{key}`: {reason}")]
    Metadata {
        /// Name of the crate.
        package: String,
        /// Path of the entry in that table.
        key: String,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// A process could not be started.
    #[error("cannot start {}: {source}", .program.display())]
    Start {
        /// The file that was to be executed.
        program: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A started process could not be followed to its end.
    #[error("lost contact with a process: {0}")]
    Process(std::io::Error),
    /// The host was attached by hand and no engine has introduced itself.
    #[error("the engine's address is unknown: give it as the last argument, or call Handshake first")]
    NoEngine,
    /// The engine asked to stop meanwhile.
    #[error("cancelled")]
    Cancelled,
}

impl HostError {
    /// A name that stays the same when the wording changes.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Option { .. } => "option",
            Self::PluginFile { .. } => "plugin_file",
            Self::BinaryMissing(_) => "binary_missing",
            Self::ManifestMissing(_) => "manifest_missing",
            Self::CargoMissing => "cargo_missing",
            Self::Cargo { .. } => "cargo",
            Self::Compile { .. } => "compile",
            Self::Selection(_) => "selection",
            Self::Metadata { .. } => "metadata",
            Self::Start { .. } => "start",
            Self::Process(_) => "process",
            Self::NoEngine => "no_engine",
            Self::Cancelled => "cancelled",
        }
    }
}

impl From<HostError> for Status {
    fn from(error: HostError) -> Self {
        match error {
            HostError::Option { .. } => Self::invalid_argument(error.to_string()),
            HostError::Cancelled => Self::cancelled("cancelled"),
            _ => Self::failed_precondition(error.to_string()),
        }
    }
}
