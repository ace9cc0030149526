//! What can go wrong between a graph and its judgement.

use std::path::PathBuf;

/// A scan that could not be made, or whose waivers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The graph has not the form that `pulumi::mock::Graph::to_json` gives.
    #[error("stack {stack}: this is no graph: {source}")]
    Graph {
        /// The stack.
        stack: String,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The schema of the AWS package cannot be read.
    #[error(transparent)]
    Schema(#[from] aws_schema::SchemaError),
    /// A resource that has no form in Terraform.
    #[error("stack {stack}: {resource}: {reason}")]
    NoForm {
        /// What it is that cannot be written.
        reason: String,
        /// The stack.
        stack: String,
        /// Name of the resource.
        resource: String,
    },
    /// Python, pip or checkov did not come to a good end.
    #[error("{program} {end}{said}")]
    Program {
        /// What was run, with what to install where it may be missing.
        program: &'static str,
        /// How it ended, as `ended with exit status: 1`.
        end: String,
        /// The end of what it said on standard error, on lines of its own.
        said: String,
    },
    /// checkov's answer cannot be used.
    #[error("checkov's report: {0}")]
    Report(String),
    /// A file that cannot be used, and the system's reason.
    #[error("{path} cannot be read or written: {1}", path = .0.display())]
    File(PathBuf, #[source] std::io::Error),
    /// The waivers cannot be used.
    #[error("environments/checkov.toml: {0}")]
    Waivers(String),
}

impl Error {
    /// A stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Graph { .. } => "graph",
            Self::Schema(_) => "schema",
            Self::NoForm { .. } => "no_form",
            Self::Program { .. } => "program",
            Self::Report(_) => "report",
            Self::File(..) => "file",
            Self::Waivers(_) => "waivers",
        }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |reason| Self::File(path, reason)
    }
}
