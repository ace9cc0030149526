//! What can go wrong between a program and its second opinion.

use std::path::PathBuf;

/// A second opinion that could not be formed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The schema of the AWS package cannot be read.
    #[error(transparent)]
    Schema(#[from] aws_schema::SchemaError),
    /// A program failed in mock mode.
    #[error("the program failed in mock mode: {0}")]
    Mock(String),
    /// Something in the graph has no form in TypeScript.
    #[error("{resource}: {reason}")]
    NoForm {
        /// Name of the resource, or of the stack output.
        resource: String,
        /// What it is that cannot be written.
        reason: String,
    },
    /// A process could not be started, or ended with a failure.
    #[error("{command}: {reason}")]
    Process {
        /// What was run.
        command: String,
        /// Why it failed: its exit code and the end of its output.
        reason: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The file of a stack cannot be used.
    #[error("{path}: {reason}", path = path.display())]
    StackFile {
        /// The file, from the repository's root.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The recording monitor could not listen or serve.
    #[error("the recording monitor: {0}")]
    Monitor(String),
}

impl Error {
    /// A stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Schema(_) => "schema",
            Self::Mock(_) => "mock",
            Self::NoForm { .. } => "no_form",
            Self::Process { .. } => "process",
            Self::File { .. } => "file",
            Self::StackFile { .. } => "stack_file",
            Self::Monitor(_) => "monitor",
        }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    pub(crate) fn no_form(resource: &str, reason: impl Into<String>) -> Self {
        Self::NoForm { resource: resource.to_owned(), reason: reason.into() }
    }
}
