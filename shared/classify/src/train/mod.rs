//! Training of the built-in classifier: deterministic, plain Rust, no network.
//!
//! Templates of `training/*.txt` are expanded into messages, one logistic model per intent is
//! fitted on them, its probabilities are calibrated on messages of templates that the fitted model did not see, and
//! the weights are quantised. Equal inputs give an equal file.
//!
//! It is for `cargo xtask train`, not for a running service; only [`train_from_dir`] touches files.

mod augment;
mod calibrate;
mod evaluate;
mod fit;
mod random;
mod set;

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};
use switchboard_domain::ChannelClass;

use crate::linear::{CLASSES, Features, Header, Linear, ModelError, Parts, encode, extract};
use crate::token::tokenize;

pub use evaluate::{Evaluation, IntentMetrics, evaluate};
pub use set::{Labelled, SetError, Template, TrainingSet, parse_labelled};

/// Settings of a training; their text is hashed into the model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Configuration {
    /// Seed of every random choice.
    pub(crate) seed: u64,
    /// Messages per intent after expansion; the two order-status intents, half of all tickets, have twice as many.
    pub(crate) per_intent: usize,
    /// Passes over the messages.
    pub(crate) epochs: usize,
    /// Step size of AdaGrad.
    pub(crate) rate: f32,
    /// L2 penalty on weights that a message touches.
    pub(crate) decay: f32,
    /// Folds for calibration.
    pub(crate) folds: usize,
}

pub(crate) const CONFIGURATION: Configuration =
    Configuration { seed: 0x5EED_0001, per_intent: 560, epochs: 10, rate: 0.2, decay: 2e-5, folds: 4 };

/// A trained model.
#[derive(Clone, Debug)]
pub struct Model {
    /// The file for `model/linear.bin`.
    pub bytes: Vec<u8>,
    /// Number of templates.
    pub templates: usize,
    /// Number of messages after expansion.
    pub messages: usize,
    /// Share of messages of unseen templates whose first intent was right, over the calibration folds.
    pub held_out_accuracy: f64,
}

/// What a training gave.
#[derive(Clone, Debug)]
pub struct Report {
    /// The model.
    pub model: Model,
    /// Measured on the development set, which is never trained on.
    pub development: Evaluation,
}

/// Why a training failed.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A file cannot be read or written.
    #[error("a training file cannot be read or written")]
    Io(#[from] io::Error),
    /// A line of the training or development set is wrong.
    #[error("the training or development set has an error")]
    Set(#[from] SetError),
    /// The written model cannot be read back.
    #[error("the new model cannot be read back")]
    Model(#[from] ModelError),
}

impl TrainError {
    /// A stable code for logs and exit messages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "train_io",
            Self::Set(_) => "train_set",
            Self::Model(error) => error.code(),
        }
    }
}

/// Trains on a set.
pub fn train(set: &TrainingSet) -> Model {
    train_with(set, &CONFIGURATION)
}

fn train_with(set: &TrainingSet, configuration: &Configuration) -> Model {
    let messages = augment::expand(set, configuration);
    let samples: Vec<fit::Sample> = messages.iter().map(fit::Sample::new).collect();
    let out_of_fold = fit::out_of_fold(&samples, configuration);
    let calibration = calibrate::platt(&samples, &out_of_fold);
    let weights = fit::fit(&samples, |_| true, configuration);
    let parts = Parts { calibration, ..weights.quantised() };
    let header = Header { training_set: set.hash(), configuration: configuration_hash(configuration) };
    Model {
        bytes: encode(&header, &parts),
        templates: set.templates.len(),
        messages: messages.len(),
        held_out_accuracy: fit::accuracy(&samples, &out_of_fold),
    }
}

/// Reads `training/` under the crate's folder, trains, evaluates on `training/dev.jsonl` and writes
/// `model/linear.bin`.
///
/// # Errors
/// A file that cannot be read or written, a wrong line, or a model that cannot be read back.
pub fn train_from_dir(crate_dir: &Path) -> Result<Report, TrainError> {
    let training = crate_dir.join("training");
    let set = TrainingSet::read(&training)?;
    let development = parse_labelled(&std::fs::read_to_string(training.join("dev.jsonl"))?)?;
    let model = train(&set);
    let linear = Linear::from_bytes(&model.bytes)?;
    let development = evaluate(&linear, &development);
    std::fs::create_dir_all(crate_dir.join("model"))?;
    std::fs::write(crate_dir.join("model/linear.bin"), &model.bytes)?;
    Ok(Report { model, development })
}

/// SHA-256 of everything but the training set that decides the result.
fn configuration_hash(configuration: &Configuration) -> [u8; 32] {
    let text = format!("{configuration:?} {} {}", crate::linear::description(), augment::description());
    Sha256::digest(text.as_bytes()).into()
}

fn features_of(subject: Option<&str>, text: &str, channel: ChannelClass) -> Features {
    let subject_words = subject.map_or(0, |subject| tokenize(Some(subject), "").len());
    extract(&tokenize(subject, text), subject_words, channel)
}

type Scores = [f32; CLASSES];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::ClassifierInput;
    use switchboard_domain::Intent;

    fn crate_dir() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    fn committed() -> TrainingSet {
        TrainingSet::read(&crate_dir().join("training")).unwrap()
    }

    #[test]
    fn the_committed_model_was_made_from_the_committed_set_and_configuration() {
        let hex = |hash: [u8; 32]| data_encoding::HEXLOWER.encode(&hash);
        let model = Linear::builtin();
        assert_eq!(model.training_set_hash(), hex(committed().hash()), "run cargo xtask train");
        assert_eq!(model.configuration_hash(), hex(configuration_hash(&CONFIGURATION)), "run cargo xtask train");
    }

    #[test]
    fn every_intent_has_enough_templates_and_none_is_in_the_development_set() {
        let set = committed();
        let text = std::fs::read_to_string(crate_dir().join("training/dev.jsonl")).unwrap();
        let development = parse_labelled(&text).unwrap();
        for intent in Intent::all() {
            assert!(set.templates.iter().filter(|t| t.intent == intent).count() >= 28, "{intent}");
            assert!(development.iter().filter(|d| d.intent == intent).count() >= 12, "{intent}");
        }
        let shared = development.iter().find(|d| set.templates.iter().any(|t| t.text == d.text));
        assert!(shared.is_none(), "{shared:?}");
    }

    #[test]
    fn the_development_set_stays_above_its_floor() {
        let text = std::fs::read_to_string(crate_dir().join("training/dev.jsonl")).unwrap();
        let evaluation = evaluate(Linear::builtin(), &parse_labelled(&text).unwrap());
        assert!(evaluation.macro_f1 >= MACRO_F1_FLOOR, "macro F1 {}", evaluation.macro_f1);
        assert!(evaluation.calibration_error <= 0.10, "ECE {}", evaluation.calibration_error);
    }

    /// The first measurement on this set, before its errors had been seen, less 0.03.
    const MACRO_F1_FLOOR: f64 = 0.92;

    #[test]
    fn a_small_training_is_deterministic_and_learns() {
        let text = |intent: &str, lines: &str| (format!("{intent}.txt"), lines.to_owned());
        let set = TrainingSet::parse(&[
            text(
                "order_status_tracking",
                "where is my {order|parcel}\nwhen does my {order|box} arrive\ntrack it please",
            ),
            text("refund_request", "I want {a refund|my money back}\nplease refund me\nrefund the {order|box} now"),
        ])
        .unwrap();
        let small = Configuration { per_intent: 40, epochs: 4, folds: 2, ..CONFIGURATION };
        let model = train_with(&set, &small);
        assert_eq!(model.bytes, train_with(&set, &small).bytes);
        let linear = Linear::from_bytes(&model.bytes).unwrap();
        let input = ClassifierInput { subject: None, text: "refund my order please", channel: ChannelClass::Email };
        assert_eq!(linear.classify(&input).candidates[0].intent, Intent::RefundRequest);
    }
}
