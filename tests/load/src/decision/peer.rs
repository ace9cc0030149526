//! The peer: scikit-learn's word and character TF-IDF with logistic regression, in a process of its own.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use switchboard_classify::Linear;
use switchboard_classify::train::{Labelled, macro_f1};
use switchboard_domain::ChannelClass;

use super::{Workload, training};
use crate::Length;
use crate::error::LoadError;
use crate::figure::Report;
use crate::statistics::Samples;

const SCRIPT: &str = include_str!("../../peers/classifier.py");
const NAME: &str = "the scikit-learn peer";

pub(super) fn measure(
    report: &mut Report,
    workload: &Workload,
    folder: &Path,
    (python, length): (&Path, Length),
    ours: &Samples,
    work: &Path,
) -> Result<(), LoadError> {
    let dir = tempfile::tempdir_in(work).map_err(LoadError::io("a temporary directory"))?;
    let (trained_on, messages) = (dir.path().join("training.jsonl"), dir.path().join("messages.jsonl"));
    let write = |path: &Path, text: String| fs::write(path, text).map_err(LoadError::io("the peer's input"));
    write(&trained_on, training::json_lines(folder)?)?;
    let lines = workload.labelled().iter().map(|message| {
        // The text alone for both: only the product has features for subject and channel.
        json!({"intent": message.intent.as_str(), "text": message.text}).to_string()
    });
    write(&messages, lines.collect::<Vec<_>>().join("\n"))?;
    let repetitions = length.choose("5", "2");
    let output = Command::new(python)
        .args(["-c", SCRIPT])
        .args([&trained_on, &messages])
        .arg(repetitions)
        // One core, as the product.
        .envs([("OMP_NUM_THREADS", "1"), ("OPENBLAS_NUM_THREADS", "1")])
        .stdin(Stdio::null())
        .output()
        .map_err(LoadError::io(format!("{NAME} cannot be started")))?;
    let said: Value = serde_json::from_slice(&output.stdout).map_err(|_| {
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        LoadError::process(NAME, format!("failed: {}", messages.lines().last().unwrap_or("no message")))
    })?;
    let list = |name: &str| Samples::of(said[name].as_array().into_iter().flatten().filter_map(Value::as_f64));
    let median = list("median_us");
    report.fact("peer", said["version"].clone());
    report.fact("peer_training_messages", said["training_messages"].clone());
    report.figure("peer: classification, median", "us", &median);
    report.figure("peer: classification, p99", "us", &list("p99_us"));
    report.figure("times as fast as the peer", "x", &Samples::of([median.median() / ours.median()]));
    let alone = workload.labelled().iter().map(|message| Labelled {
        subject: None,
        channel: ChannelClass::Email,
        ..message.clone()
    });
    let f1 = macro_f1(Linear::builtin(), &alone.collect::<Vec<_>>());
    report.figure("macro F1 on the messages", "1", &Samples::of([f1]));
    report.figure("peer: macro F1 on the messages", "1", &Samples::of([said["macro_f1"].as_f64().unwrap_or(0.0)]));
    Ok(())
}
