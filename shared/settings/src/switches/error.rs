//! What can go wrong when a switch is changed. Reading never fails: it fails closed.

use super::name::SwitchName;

/// Why a switch was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SwitchError {
    /// The value is not accepted.
    #[error("{name}: accepted are {accepted}")]
    Value {
        /// The switch.
        name: SwitchName,
        /// What it accepts.
        accepted: &'static str,
    },
    /// Without a value the whole set would count as damaged.
    #[error("{0} must keep a value; set it instead")]
    Required(SwitchName),
    /// The source cannot be read or written.
    #[error("switches cannot be read or written: {0}")]
    Store(String),
}

impl SwitchError {
    /// A stable code for logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Value { .. } => "switch_value",
            Self::Required(_) => "switch_required",
            Self::Store(_) => "switch_store",
        }
    }
}

impl From<std::io::Error> for SwitchError {
    fn from(error: std::io::Error) -> Self {
        Self::Store(error.kind().to_string())
    }
}
