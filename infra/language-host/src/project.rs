//! A program that cargo builds.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::cache::Record;
use crate::children::Permit;
use crate::compile::{self, Audience};
use crate::error::HostError;
use crate::freshness::Built;
use crate::graph::Facts;
use crate::options::CargoSelection;
use crate::stamp::Moment;

/// A cargo manifest and the choice of a binary target.
#[derive(Debug, Clone)]
pub(crate) struct CargoProject {
    manifest: PathBuf,
    selection: CargoSelection,
}

impl CargoProject {
    /// Finds the manifest: the one that the options name, relative to `root`, or that in `directory`.
    ///
    /// # Errors
    /// There is no Cargo.toml.
    pub(crate) fn find(root: &Path, directory: &Path, selection: &CargoSelection) -> Result<Self, HostError> {
        let named = selection.manifest.as_ref().map(|manifest| root.join(manifest));
        let mut manifest = named.unwrap_or_else(|| directory.to_path_buf());
        if manifest.is_dir() {
            manifest.push("Cargo.toml");
        }
        // Cargo shows canonical paths.
        let manifest = manifest.canonicalize().map_err(|_| HostError::ManifestMissing(manifest))?;
        Ok(Self { manifest, selection: selection.clone() })
    }

    /// Folder of the manifest, in which cargo runs.
    pub(crate) fn directory(&self) -> &Path {
        self.manifest.parent().unwrap_or(Path::new("/"))
    }

    /// What cargo knows about the program; asks it only if something has changed.
    ///
    /// # Errors
    /// Cargo is missing, or the manifests or the lock are wrong, or they do not say which program is meant.
    pub(crate) async fn facts(&self, permit: &Permit) -> Result<Facts, HostError> {
        if let Some(record) = Record::load(self) {
            return Ok(record.facts);
        }
        let (facts, asked) = self.ask(permit).await?;
        if let Some(record) = Record::new(self, facts.clone(), asked) {
            record.save();
        }
        Ok(facts)
    }

    /// The executable, built if it is not fresh.
    pub(crate) async fn executable(&self, permit: &Permit, audience: &Audience) -> Result<PathBuf, HostError> {
        let known = Record::load(self);
        if let Some(Record { facts, built: Some(built), .. }) = &known
            && built.is_fresh(facts)
        {
            return Ok(built.executable.clone());
        }
        let record = match known {
            Some(record) => Ok(record),
            None => {
                let (facts, asked) = self.ask(permit).await?;
                Record::new(self, facts.clone(), asked).ok_or(facts)
            }
        };
        let facts = match &record {
            Ok(record) => &record.facts,
            Err(facts) => facts,
        };
        let started = Moment::now();
        let executable = self.build(permit, audience, facts).await?;
        if let Ok(record) = record {
            record.with_build(Built::new(executable.clone(), started)).save();
        }
        Ok(executable)
    }

    /// Downloads the dependencies, then builds.
    pub(crate) async fn install(&self, permit: &Permit, audience: &Audience) -> Result<(), HostError> {
        compile::cargo(permit, &mut self.cargo("fetch"), "fetch", "", audience).await?;
        self.executable(permit, audience).await.map(drop)
    }

    async fn build(&self, permit: &Permit, audience: &Audience, facts: &Facts) -> Result<PathBuf, HostError> {
        let mut command = self.cargo("build");
        command.args(["--package", &facts.package, "--bin", &facts.bin, "--profile", &self.selection.profile]);
        command.args(["--message-format", "json"]);
        let executable = compile::cargo(permit, &mut command, "build", &facts.bin, audience).await?;
        executable.ok_or_else(|| HostError::Cargo {
            command: "build",
            text: format!("it made no executable for target {}", facts.bin),
        })
    }

    /// Asks cargo, without the network if the lock and the downloads are complete.
    async fn ask(&self, permit: &Permit) -> Result<(Facts, Moment), HostError> {
        let mut asked = Moment::now();
        let mut output = permit.output(&mut self.metadata()).await.map_err(compile::missing)?;
        if !output.status.success() {
            let fetched = permit.output(&mut self.cargo("fetch")).await?;
            if !fetched.status.success() {
                return Err(HostError::Cargo { command: "fetch", text: text(&fetched.stderr) });
            }
            asked = Moment::now();
            output = permit.output(&mut self.metadata()).await?;
        }
        if !output.status.success() {
            return Err(HostError::Cargo { command: "metadata", text: text(&output.stderr) });
        }
        Ok((Facts::read(&output.stdout, &self.manifest, &self.selection)?, asked))
    }

    fn metadata(&self) -> Command {
        let mut command = self.cargo("metadata");
        command.args(["--format-version", "1", "--locked", "--offline"]);
        command
    }

    fn cargo(&self, subcommand: &str) -> Command {
        let mut command = Command::new("cargo");
        command.arg(subcommand).arg("--manifest-path").arg(&self.manifest).current_dir(self.directory());
        command
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}
