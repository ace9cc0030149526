//! Reading data, recordings, baselines, training texts and prompts.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use switchboard_evaluation::Recorded;
use switchboard_evaluation::baseline::Baseline;
use switchboard_evaluation::data::{DataError, DataSet, Source, sidecar_name};
use switchboard_evaluation::leak::Corpus;

use crate::failure::Failure;
use crate::output::counted;

/// Leaks that an error names.
const NAMED: usize = 5;

fn read(path: &Path, flag: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        Failure::new("eval.input", format!("{}: {error}", path.display())).help(format!("check {flag}"))
    })
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn wrong_data(error: DataError) -> Failure {
    Failure::new(error.code(), &error)
        .help("correct the line or the sidecar; every field is described in shared/evaluation/README.md")
}

pub(super) fn data(paths: &[PathBuf]) -> Result<DataSet, Failure> {
    let mut data = DataSet::default();
    for path in paths {
        let name = name(path);
        let content = read(path, "--data")?;
        let sidecar = path.with_file_name(sidecar_name(&name));
        let sidecar = sidecar.exists().then(|| read(&sidecar, "the sidecar")).transpose()?;
        data.add(Source { name: &name, content: &content, sidecar: sidecar.as_deref() }).map_err(wrong_data)?;
    }
    Ok(data)
}

pub(super) fn recorded(path: &Path, data: &DataSet) -> Result<Recorded, Failure> {
    Recorded::parse(&name(path), &read(path, "--recorded")?, data).map_err(wrong_data)
}

pub(super) fn baseline(path: &Path) -> Result<Baseline, Failure> {
    Baseline::parse(&read(path, "--baseline")?)
        .map_err(|error| Failure::new("eval.baseline", format!("{}: {error}", path.display())).help("check --baseline"))
}

/// Refuses a run in which a held-out example occurs in what the classifier was made from. Gives the number of texts
/// compared with.
pub(super) fn refuse_leaks(data: &DataSet, training: &[PathBuf], prompts: &[PathBuf]) -> Result<usize, Failure> {
    if training.is_empty() && prompts.is_empty() {
        return Ok(0);
    }
    let mut corpus = Corpus::default();
    for path in training {
        add(&mut corpus, path, "--training", Kind::Training)?;
    }
    for path in prompts {
        add(&mut corpus, path, "--prompts", Kind::Prompt)?;
    }
    if corpus.is_empty() {
        return Err(Failure::usage("--training and --prompts hold no text to compare with"));
    }
    let leaks = corpus.leaks(data);
    if leaks.is_empty() {
        return Ok(corpus.len());
    }
    let named: Vec<String> =
        leaks.iter().take(NAMED).map(|leak| format!("{} ({})", leak.example_id, leak.place)).collect();
    let more = if leaks.len() > NAMED { ", …" } else { "" };
    let count = counted(leaks.len() as u64, "held-out example");
    Err(Failure::refused(
        "eval.leak",
        format!("{count} in training text or prompts, or nearly so: {}{more}", named.join(", ")),
    )
    .help("take them out of the training text or the prompts, or out of the data set"))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Training,
    Prompt,
}

/// Adds a file, or every file of a directory and those below, in the order of their names.
fn add(corpus: &mut Corpus, path: &Path, flag: &str, kind: Kind) -> Result<(), Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new("eval.input", format!("{}: {error}", path.display())).help(format!("check {flag}"))
    };
    if path.is_dir() {
        let entries: Result<Vec<_>, _> = fs::read_dir(path).map_err(unreadable)?.collect();
        let mut paths: Vec<PathBuf> = entries.map_err(unreadable)?.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        return paths.iter().try_for_each(|inner| add(corpus, inner, flag, kind));
    }
    let content = read(path, flag)?;
    let in_messages = path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "messages");
    let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    let place = |line: usize| format!("{}, line {}", name(path), line + 1);
    match (kind, extension.as_str()) {
        (Kind::Training, "jsonl") => {
            for (i, line) in content.lines().enumerate() {
                let value: Value = serde_json::from_str(line).unwrap_or_default();
                if let Some(text) = value.get("text").and_then(Value::as_str) {
                    corpus.text(place(i), text);
                }
            }
        }
        (Kind::Training, "txt") => {
            let lines = content.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
            for (i, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
                if in_messages {
                    corpus.text(place(i), without_options(line));
                } else {
                    corpus.template(place(i), line);
                }
            }
        }
        (Kind::Training, _) => {}
        (Kind::Prompt, _) => {
            for (i, line) in content.lines().enumerate() {
                corpus.text(place(i), line);
            }
            for (i, paragraph) in content.split("\n\n").enumerate() {
                corpus.text(format!("{}, paragraph {}", name(path), i + 1), paragraph);
            }
        }
    }
    Ok(())
}

/// A message line without its leading `[options]`.
fn without_options(line: &str) -> &str {
    let mut rest = line.trim();
    while let Some((_, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        rest = after.trim_start();
    }
    rest
}
