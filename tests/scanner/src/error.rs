//! What can go wrong between a graph and its judgement.

use std::path::PathBuf;

/// A scan that could not be made, or whose waivers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The schema of the AWS package cannot be read.
    #[error(transparent)]
    Schema(#[from] aws_schema::SchemaError),
    /// The graph has not the form that `pulumi::mock::Graph::to_json` gives.
    #[error("stack {stack}: this is no graph: {source}")]
    Graph {
        /// The stack.
        stack: String,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A resource that has no form in Terraform.
    #[error("stack {stack}: {resource}: {reason}")]
    NoForm {
        /// The stack.
        stack: String,
        /// Name of the resource.
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
    /// checkov's answer cannot be used.
    #[error("checkov's report: {0}")]
    Report(String),
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The waivers cannot be used.
    #[error("environments/checkov.toml: {0}")]
    Waivers(String),
}

impl Error {
    /// A stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Schema(_) => "schema",
            Self::Graph { .. } => "graph",
            Self::NoForm { .. } => "no_form",
            Self::Process { .. } => "process",
            Self::Report(_) => "report",
            Self::File { .. } => "file",
            Self::Waivers(_) => "waivers",
        }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
