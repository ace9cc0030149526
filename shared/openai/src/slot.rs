//! Which of the two questions a call asks.

use crate::prompt;

/// A question that a model is asked; each has its own prompt, schema, model name and breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// What is the message about? Answered by `decision.v1`.
    Classifier,
    /// May order facts be told? Answered by `verifier.v1`.
    Verifier,
}

impl Slot {
    /// Both slots.
    pub const ALL: [Self; 2] = [Self::Classifier, Self::Verifier];

    /// The name in logs, metrics and settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Classifier => "classifier",
            Self::Verifier => "verifier",
        }
    }

    /// The name under which the answer's schema is sent (the API permits no dot in it).
    pub const fn schema_name(self) -> &'static str {
        match self {
            Self::Classifier => "decision_v1",
            Self::Verifier => "verifier_v1",
        }
    }

    /// `sha256:` and the first 12 hex digits of the SHA-256 of the prompt's fixed texts. It changes with every edit of
    /// them, so that a decision can be traced to the prompt that led to it.
    pub fn prompt_version(self) -> &'static str {
        prompt::template(self).version()
    }
}
