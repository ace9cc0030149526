//! The built-in classifier: a multinomial logistic model over sparse features and static embeddings, with one
//! calibration curve per intent.

mod advise;
mod encoded;
mod features;
mod format;
mod parts;
mod rows;

use std::sync::LazyLock;

use switchboard_domain::{Advice, ChannelClass, Intent};

use crate::screen::{Screen, screen};

pub(crate) use encoded::{DENSE, IDF_STEPS, Reading, description};
pub(crate) use features::fnv;
pub use format::ModelError;
pub(crate) use format::{Header, encode};
pub(crate) use parts::{CLASSES, Calibration, Parts, log_odds};
pub(crate) use rows::Rows;

/// The name recorded as the model of an offline decision.
pub const MODEL_NAME: &str = "switchboard-linear";

/// The committed model.
const BUILTIN: &[u8] = include_bytes!("../../model/linear.bin");

static MODEL: LazyLock<Result<Linear, ModelError>> = LazyLock::new(|| Linear::from_bytes(BUILTIN));
static NEUTRAL: LazyLock<Linear> = LazyLock::new(Linear::neutral);

/// The version of the built-in model: its name and the first 12 digits of its checksum.
pub fn model_version() -> String {
    format!("{MODEL_NAME}.{}", Linear::builtin().fingerprint())
}

/// One message, cleaned (plain text, newest part only).
#[derive(Clone, Copy, Debug)]
pub struct ClassifierInput<'a> {
    /// Subject of the ticket.
    pub subject: Option<&'a str>,
    /// Newest customer text.
    pub text: &'a str,
    /// Channel class of the ticket.
    pub channel: ChannelClass,
}

/// A loaded model.
#[derive(Debug)]
pub struct Linear {
    header: Header,
    parts: Parts,
    fingerprint: String,
}

impl Linear {
    /// The committed model. Should it be damaged, a model that calls everything unknown with confidence 0 stands in
    /// for it, so that every message goes to a human; [`Linear::check_builtin`] tells, and a test keeps it from
    /// being released.
    pub fn builtin() -> &'static Self {
        MODEL.as_ref().unwrap_or_else(|_| &NEUTRAL)
    }

    /// Whether the committed model is intact; for a start-up check.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn check_builtin() -> Result<(), ModelError> {
        MODEL.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`ModelError`] if the bytes are not a whole, undamaged model of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let (header, parts, fingerprint) = format::decode(bytes)?;
        Ok(Self { header, parts, fingerprint })
    }

    /// SHA-256 of the training set that the model was made from, lower-case hexadecimal.
    pub fn training_set_hash(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.header.training_set)
    }

    /// SHA-256 of the training configuration, lower-case hexadecimal.
    pub fn configuration_hash(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.header.configuration)
    }

    /// First 12 hexadecimal digits of the file's checksum.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Classifies one message. The advice holds one to three candidates with independent probabilities, rounded to
    /// four decimals; `proposed_tier` is the maximum of the first one.
    ///
    /// The deterministic screen is part of it: a hard Tier 0 signal is a candidate with confidence 1; a signal that
    /// the screen judged negated or innocent cannot be a candidate.
    pub fn classify(&self, input: &ClassifierInput<'_>) -> Advice {
        self.classify_screened(input, &screen(input.subject, input.text))
    }

    /// As [`Linear::classify`], with the screen of the same text at hand (and of its hidden characters).
    pub fn classify_screened(&self, input: &ClassifierInput<'_>, screen: &Screen) -> Advice {
        advise::advise(input, screen, &self.probabilities(input))
    }

    /// The calibrated probability of every intent, in the order of [`Intent::all`].
    pub(crate) fn probabilities(&self, input: &ClassifierInput<'_>) -> [f64; CLASSES] {
        let scores = self.parts.scores(&Reading::of(input.subject, input.text, input.channel));
        std::array::from_fn(|class| self.parts.calibration[class].apply(scores[class]))
    }

    fn neutral() -> Self {
        Self { header: Header::default(), parts: Parts::neutral(), fingerprint: "neutral".to_owned() }
    }
}

/// The intents in the order of the model's classes.
fn class_intents() -> impl ExactSizeIterator<Item = Intent> {
    Intent::all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_committed_model_is_intact_and_small() {
        assert_eq!(Linear::check_builtin(), Ok(()));
        assert!(BUILTIN.len() + crate::embedding::Embedding::bytes().len() < 6_000_000);
        assert!(model_version().starts_with("switchboard-linear."));
    }

    #[test]
    fn the_stand_in_for_a_damaged_model_knows_nothing() {
        let input = ClassifierInput { subject: None, text: "where is my order", channel: ChannelClass::Email };
        let advice = Linear::neutral().classify(&input);
        assert_eq!(advice.candidates[0].intent, Intent::UnknownOther);
        assert!(advice.candidates[0].confidence < 0.01);
    }

    proptest! {
        #[test]
        fn any_text_gives_a_valid_advice(subject in proptest::option::of("\\PC{0,40}"), text in "\\PC{0,300}") {
            let input = ClassifierInput { subject: subject.as_deref(), text: &text, channel: ChannelClass::Livechat };
            let advice = Linear::builtin().classify(&input);
            prop_assert_eq!(advice.validate(), Ok(()));
            prop_assert_eq!(&advice, &Linear::builtin().classify(&input));
        }
    }
}
