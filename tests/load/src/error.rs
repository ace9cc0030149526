//! Why a measurement has no result.

use std::io;

/// A failed measurement. Free of customer text: the messages it works on are synthetic and never quoted.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The operating system refused something.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What was reported.
        source: io::Error,
    },
    /// A process that was started did not become ready, or answered wrongly.
    #[error("{name} {problem}")]
    Process {
        /// Its name.
        name: String,
        /// What it did.
        problem: String,
    },
    /// The queue failed.
    #[error("the queue failed: {0}")]
    Queue(#[from] switchboard_queue::QueueError),
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] switchboard_store::WriteError),
    /// The data directory cannot be used.
    #[error("the data directory cannot be used: {0}")]
    DataDir(#[from] switchboard_store::DataDirError),
    /// The settings are wrong.
    #[error("the settings are wrong: {0}")]
    Settings(#[from] switchboard_settings::SettingsError),
    /// A training or development file is wrong.
    #[error("the training set cannot be used: {0}")]
    Training(#[from] switchboard_classify::train::TrainError),
    /// A message of the set gave no decision.
    #[error("message {index} of the set: {problem}")]
    Message {
        /// Number of the message, from 0.
        index: usize,
        /// What went wrong.
        problem: String,
    },
    /// The simulation found a broken invariant.
    #[error("{0}; repeat it with `cargo xtask simulate --seed N`")]
    Invariant(String),
}

impl LoadError {
    /// A stable code for scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "load.io",
            Self::Process { .. } => "load.process",
            Self::Queue(_) => "load.queue",
            Self::Store(_) => "load.store",
            Self::DataDir(_) => "load.data_dir",
            Self::Settings(_) => "load.settings",
            Self::Training(_) => "load.training",
            Self::Message { .. } => "load.message",
            Self::Invariant(_) => "load.invariant",
        }
    }

    /// Wraps an error of the operating system with what was tried.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    pub(crate) fn process(name: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Process { name: name.into(), problem: problem.into() }
    }
}

impl From<switchboard_store::StoreError> for LoadError {
    fn from(error: switchboard_store::StoreError) -> Self {
        Self::Store(error.into())
    }
}
