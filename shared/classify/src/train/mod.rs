//! Training of the built-in classifier: deterministic, plain Rust, no network.
//!
//! Templates of `training/*.txt` are expanded, the messages of `training/messages/*.txt` are taken as they are and in
//! noisy copies; a multinomial logistic model is fitted on them, its scores are calibrated on messages of authors that
//! the scoring model did not see, and the weights are quantised. Equal inputs give an equal file.
//!
//! It is for `cargo xtask train`, not for a running service; only [`train_from_dir`] touches files.

mod augment;
mod calibrate;
mod fit;
mod machinery;
mod macro_f1;
mod messages;
mod random;
mod sample;
mod set;
mod vocabulary;

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::embedding::Embedding;
use crate::linear::{CLASSES, Header, Linear, ModelError, Parts, encode};

pub use machinery::fit_and_predict;
pub use macro_f1::macro_f1;
pub use messages::{Written, parse_messages};
pub use set::{Author, Labelled, SetError, Template, TrainingSet, parse_labelled};

/// Settings of a training; their text is hashed into the model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Configuration {
    /// Seed of every random choice.
    pub(crate) seed: u64,
    /// Messages per intent that the templates are expanded to.
    pub(crate) per_intent: usize,
    /// Noisy copies of each written message.
    pub(crate) copies: usize,
    /// A feature of fewer lines has no row.
    pub(crate) minimum_lines: u32,
    /// Rows of the vocabulary: 30 bytes each in the model file.
    pub(crate) rows: usize,
    /// Passes that choose the rows.
    pub(crate) selection_epochs: usize,
    /// Passes over the messages.
    pub(crate) epochs: usize,
    /// Step size of AdaGrad.
    pub(crate) rate: f32,
    /// L2 penalty on weights that a message touches.
    pub(crate) decay: f32,
}

pub(crate) const CONFIGURATION: Configuration = Configuration {
    seed: 0x5EED_0001,
    per_intent: 150,
    copies: 2,
    minimum_lines: 1,
    rows: 52_000,
    selection_epochs: 4,
    epochs: 12,
    rate: 0.2,
    decay: 1e-5,
};

/// A trained model.
#[derive(Clone, Debug)]
pub struct Model {
    /// The file for `model/linear.bin`.
    pub bytes: Vec<u8>,
    /// Number of templates.
    pub templates: usize,
    /// Number of written messages.
    pub written: usize,
    /// Number of messages after expansion.
    pub messages: usize,
    /// Rows of the vocabulary.
    pub rows: usize,
    /// For each author, the share of their messages whose first intent was right by a model that saw none of theirs.
    pub held_out: Vec<(String, f64)>,
    /// The same share over the messages of all authors.
    pub held_out_accuracy: f64,
}

impl Model {
    /// Size and held-out figures as a Markdown table, for the model card.
    pub fn to_markdown(&self) -> String {
        let mut text = format!(
            "| Templates | Written messages | Expanded | Rows | Model file |\n|---|---|---|---|---|\n\
             | {} | {} | {} | {} | {} bytes |\n\n| Author held out | Accuracy |\n|---|---|\n",
            self.templates,
            self.written,
            self.messages,
            self.rows,
            self.bytes.len()
        );
        for (name, accuracy) in &self.held_out {
            text.push_str(&format!("| {name} | {accuracy:.4} |\n"));
        }
        text.push_str(&format!("| all | {:.4} |\n", self.held_out_accuracy));
        text
    }
}

/// Why a training failed.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A file cannot be read or written.
    #[error("a training file cannot be read or written")]
    Io(#[from] io::Error),
    /// A line of the training set is wrong.
    #[error("the training set has an error")]
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
    let samples: Vec<sample::Sample> = messages.iter().map(sample::Sample::new).collect();
    let authors = 1 + set.authors.len();
    let out_of_fold: Vec<Scores> = fit::out_of_fold(&samples, authors, configuration);
    let calibration = calibrate::platt(&samples, &out_of_fold);
    let weights: fit::Weights<CLASSES> = fit::fit(&samples, |_| true, configuration);
    let parts = Parts { calibration, ..weights.quantised() };
    let header = Header { training_set: set.hash(), configuration: configuration_hash(configuration) };
    let names = std::iter::once("templates").chain(set.authors.iter().map(|author| author.name.as_str()));
    let held_out = |author| fit::accuracy(&samples, &out_of_fold, author);
    Model {
        bytes: encode(&header, &parts),
        templates: set.templates.len(),
        written: set.authors.iter().map(|author| author.messages.len()).sum(),
        messages: messages.len(),
        rows: parts.rows.len(),
        held_out: names.enumerate().map(|(number, name)| (name.to_owned(), held_out(Some(number)))).collect(),
        held_out_accuracy: held_out(None),
    }
}

/// Reads `training/` under the crate's folder, trains and writes `model/linear.bin`.
///
/// # Errors
/// A file that cannot be read or written, a wrong line, or a model that cannot be read back.
pub fn train_from_dir(crate_dir: &Path) -> Result<Model, TrainError> {
    let set = TrainingSet::read(&crate_dir.join("training"))?;
    let model = train(&set);
    Linear::from_bytes(&model.bytes)?;
    std::fs::create_dir_all(crate_dir.join("model"))?;
    std::fs::write(crate_dir.join("model/linear.bin"), &model.bytes)?;
    Ok(model)
}

/// SHA-256 of everything but the training set that decides the result.
fn configuration_hash(configuration: &Configuration) -> [u8; 32] {
    let text = format!("{configuration:?} {} {}", crate::linear::description(), augment::description());
    Sha256::new().chain_update(text).chain_update(Embedding::bytes()).finalize().into()
}

type Scores = [f32; CLASSES];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::ClassifierInput;
    use switchboard_domain::{ChannelClass, Intent};

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
    fn every_intent_has_enough_to_learn_from() {
        let set = committed();
        let written = || set.authors.iter().flat_map(|author| &author.messages);
        assert!(written().count() >= 6_000);
        for intent in Intent::all() {
            assert!(set.templates.iter().filter(|t| t.intent == intent).count() >= 28, "{intent}");
            assert!(written().filter(|m| m.intent == intent).count() >= 150, "{intent}");
        }
    }

    #[test]
    fn a_small_training_is_deterministic_and_learns() {
        let text = |intent: &str, lines: &str| (format!("{intent}.txt"), lines.to_owned());
        let templates = [
            text(
                "order_status_tracking",
                "where is my {order|parcel}\nwhen does my {order|box} arrive\ntrack it please",
            ),
            text("refund_request", "I want {a refund|my money back}\nplease refund me\nrefund the {order|box} now"),
        ];
        let written = "# intent: refund_request\n[@livechat] money back for my order\nrefund my order now\n\
            # intent: order_status_tracking\nany news of my order\nwhere has my order gone";
        let set = TrainingSet::parse(&templates, &[("ann.txt".to_owned(), written.to_owned())]).unwrap();
        let small = Configuration { per_intent: 40, epochs: 4, rows: 90, ..CONFIGURATION };
        let model = train_with(&set, &small);
        assert_eq!(model.bytes, train_with(&set, &small).bytes);
        assert_eq!((model.rows, model.held_out.len()), (90, 2));
        let linear = Linear::from_bytes(&model.bytes).unwrap();
        let input = ClassifierInput { subject: None, text: "refund my order please", channel: ChannelClass::Email };
        assert_eq!(linear.classify(&input).candidates[0].intent, Intent::RefundRequest);
    }
}
