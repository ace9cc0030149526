//! What cargo answered, kept between runs: asking it again takes longer than many a deployment's preview.
//!
//! One small JSON file per program in the user's cache folder. It is valid while every file that cargo's answer rests
//! on (manifests, lock, configuration, toolchain file) has the same modification time. A cache that cannot be read or
//! written costs time, nothing else.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::freshness::Built;
use crate::graph::Facts;
use crate::project::CargoProject;
use crate::stamp::{Moment, Stamp};

/// Variables that change what cargo answers.
const VARIABLES: [&str; 8] = [
    "CARGO_HOME",
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_BUILD_BUILD_DIR",
    "CARGO_BUILD_TARGET",
    "RUSTUP_TOOLCHAIN",
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
];

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Everything that was asked, word for word: two programs whose names hash alike do not mix.
    question: String,
    stamps: Vec<Stamp>,
    pub(crate) facts: Facts,
    pub(crate) built: Option<Built>,
}

impl Record {
    /// A record of what cargo has just answered. `None` if a file was written while it worked.
    pub(crate) fn new(project: &CargoProject, facts: Facts, asked: Moment) -> Option<Self> {
        let stamps: Vec<Stamp> = inputs(project, &facts).into_iter().map(Stamp::take).collect();
        let settled = stamps.iter().all(|stamp| stamp.is_older_than(asked));
        settled.then(|| Self { question: question(project), stamps, facts, built: None })
    }

    /// The record of a program, if it still holds.
    pub(crate) fn load(project: &CargoProject) -> Option<Self> {
        let question = question(project);
        let text = std::fs::read(file(&question)?).ok()?;
        let record: Self = serde_json::from_slice(&text).ok()?;
        (record.question == question && record.stamps.iter().all(Stamp::still_holds)).then_some(record)
    }

    pub(crate) fn with_build(self, built: Option<Built>) -> Self {
        Self { built, ..self }
    }

    /// Writes the record. Readers see the old file or the new one, never a part.
    pub(crate) fn save(&self) {
        let Some(file) = file(&self.question) else { return };
        let Ok(text) = serde_json::to_vec(self) else { return };
        let part = file.with_extension(std::process::id().to_string());
        let folder = file.parent().map(std::fs::create_dir_all);
        if matches!(folder, Some(Ok(()))) && std::fs::write(&part, text).is_ok() {
            drop(std::fs::rename(part, file));
        }
    }
}

fn question(project: &CargoProject) -> String {
    let variables = VARIABLES.map(|name| (name, std::env::var_os(name)));
    format!("{} {project:?} {variables:?}", env!("CARGO_PKG_VERSION"))
}

fn file(question: &str) -> Option<PathBuf> {
    let mut hasher = DefaultHasher::new();
    question.hash(&mut hasher);
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))?;
    Some(caches.join("pulumi-language-rust").join(format!("{:016x}.json", hasher.finish())))
}

/// The files that cargo's answer rests on, also those that are not there yet.
fn inputs(project: &CargoProject, facts: &Facts) -> BTreeSet<PathBuf> {
    let mut inputs = BTreeSet::from([facts.workspace_root.join("Cargo.lock")]);
    for manifest in &facts.manifests {
        // The manifest and those above it: one of them is the workspace it inherits from.
        inputs.extend(manifest.ancestors().skip(1).map(|folder| folder.join("Cargo.toml")));
    }
    for folder in project.directory().ancestors() {
        inputs.extend(["rust-toolchain", "rust-toolchain.toml"].map(|name| folder.join(name)));
        inputs.extend(configuration(&folder.join(".cargo")));
    }
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    inputs.extend(home.iter().flat_map(|home| configuration(home)));
    inputs
}

fn configuration(folder: &Path) -> [PathBuf; 2] {
    ["config", "config.toml"].map(|name| folder.join(name))
}
