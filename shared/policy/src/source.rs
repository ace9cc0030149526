//! Where the classification of a message comes from.

use std::fmt;

use serde_json::Value;
pub use switchboard_domain::model_failure::{ModelFailure, Unavailable, parse_advice, parse_verifier};

/// Where the classification comes from. `Debug` leaves a model's words out: they may repeat the customer's.
#[derive(Clone, PartialEq)]
pub enum ModelSource {
    /// The built-in classifier, by configuration.
    Offline,
    /// The built-in classifier because no model is available: it routes, it never answers.
    OfflineFallback(Unavailable),
    /// The model was asked and failed.
    Failed(ModelFailure),
    /// What a model answered, as it came. It is validated here, against the full schema, before any use.
    Recorded {
        /// The classifier's answer (`decision.v1`).
        decision: Value,
        /// The verifier's answer (`verifier.v1`); `None`: there is none, so Tier 2 is off.
        verifier: Option<Value>,
    },
}

impl fmt::Debug for ModelSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offline => f.write_str("Offline"),
            Self::OfflineFallback(why) => f.debug_tuple("OfflineFallback").field(why).finish(),
            Self::Failed(why) => f.debug_tuple("Failed").field(why).finish(),
            Self::Recorded { .. } => f.debug_struct("Recorded").finish_non_exhaustive(),
        }
    }
}
