//! Cargo: where a program's binary is, and how it gets there.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::sync::mpsc;

use crate::child::Children;
use crate::freshness;
use crate::options::Options;

/// Why there is no program.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CargoError {
    #[error(
        "cargo was not found, and the program must be built; install Rust (rustup), or name a built program with the \
         runtime option `binary`"
    )]
    Missing,
    #[error("cargo could not be started: {0}")]
    Start(std::io::Error),
    #[error("there is no Cargo.toml at {}; name it with the runtime option `manifest`", .0.display())]
    NoManifest(PathBuf),
    #[error("cargo cannot read the program's manifest:\n{0}")]
    Metadata(String),
    #[error("package `{package}` has the binaries {found}; choose one with the runtime option `bin`")]
    Binary { package: String, found: String },
    #[error("no package `{0}` in this workspace; runtime option `package`")]
    Package(String),
    #[error("{0} is a workspace without a package of its own; choose one with the runtime option `package`")]
    Workspace(String),
    /// What the compiler said.
    #[error("the program does not compile:\n{0}")]
    Compile(String),
}

/// What is built.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Target {
    pub(crate) manifest: PathBuf,
    pub(crate) package: String,
    pub(crate) bin: String,
    profile: String,
    pub(crate) binary: PathBuf,
}

/// Cargo's own variable, as cargo sets it for what it starts; `cargo` otherwise.
pub(crate) fn command() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

pub(crate) fn start_error(error: std::io::Error) -> CargoError {
    if error.kind() == std::io::ErrorKind::NotFound { CargoError::Missing } else { CargoError::Start(error) }
}

/// Cargo's description of the workspace.
pub(crate) async fn metadata(manifest: &Path) -> Result<Value, CargoError> {
    if !manifest.exists() {
        return Err(CargoError::NoManifest(manifest.to_owned()));
    }
    let mut command = command();
    command.args(["metadata", "--format-version", "1", "--manifest-path"]).arg(manifest);
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await.map_err(start_error)?;
    let text = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if !output.status.success() {
        return Err(CargoError::Metadata(text()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| CargoError::Metadata(error.to_string()))
}

impl Target {
    /// The binary that the options name.
    pub(crate) fn select(options: &Options, manifest: PathBuf, metadata: &Value) -> Result<Self, CargoError> {
        let list = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
        let packages = list(&metadata["packages"]);
        let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let own = canonical(&manifest);
        let package = match &options.package {
            Some(name) => {
                let found = packages.iter().find(|package| package["name"] == name.as_str());
                found.ok_or_else(|| CargoError::Package(name.clone()))?
            }
            None => {
                let here = |package: &&Value| {
                    package["manifest_path"].as_str().is_some_and(|path| canonical(Path::new(path)) == own)
                };
                let found = packages.iter().find(here);
                found.ok_or_else(|| CargoError::Workspace(manifest.display().to_string()))?
            }
        };
        let name = package["name"].as_str().unwrap_or_default().to_owned();
        let is_bin = |target: &&Value| list(&target["kind"]).iter().any(|kind| kind == "bin");
        let targets = list(&package["targets"]);
        let bins: Vec<&str> = targets.iter().filter(is_bin).filter_map(|target| target["name"].as_str()).collect();
        let chosen = options.bin.as_deref().or_else(|| package["default_run"].as_str());
        let bin = match (chosen, bins.as_slice()) {
            (Some(bin), _) if bins.contains(&bin) => bin,
            (None, [only]) => only,
            _ => return Err(CargoError::Binary { package: name, found: bins.join(", ") }),
        };
        let profile = options.profile.clone().unwrap_or_else(|| "release".to_owned());
        let folder = if profile == "dev" { "debug" } else { &profile };
        let target = Path::new(metadata["target_directory"].as_str().unwrap_or("target"));
        let binary = target.join(folder).join(bin);
        Ok(Self { manifest, package: name, bin: bin.to_owned(), profile, binary })
    }

    /// Builds the binary unless it is there and newer than what it is made of. Cargo's progress goes to `progress`.
    pub(crate) async fn build(&self, children: &Children, progress: &mpsc::Sender<String>) -> Result<(), CargoError> {
        if freshness::is_fresh(&self.binary, &self.manifest) {
            return Ok(());
        }
        let mut command = command();
        command.args(["build", "--profile", &self.profile, "--package", &self.package, "--bin", &self.bin]);
        command.arg("--manifest-path").arg(&self.manifest);
        command.env("CARGO_TERM_COLOR", "never").stdout(Stdio::null()).stderr(Stdio::piped());
        let begun = std::time::SystemTime::now();
        let mut running = children.start(&mut command).map_err(start_error)?;
        let mut said = Vec::new();
        if let Some(stderr) = running.child.stderr.take() {
            let mut lines = BufReader::new(stderr).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                if is_progress(&line) {
                    // A slow listener misses a line rather than holding the build up.
                    drop(progress.try_send(line.trim().to_owned()));
                } else {
                    said.push(line);
                }
            }
        }
        let status = running.wait().await.map_err(CargoError::Start)?;
        if !status.success() {
            return Err(CargoError::Compile(said.join("\n").trim().to_owned()));
        }
        set_modified(&self.binary, begun);
        Ok(())
    }
}

/// Cargo leaves the binary alone when nothing changed that matters to it; it has been found up to date now. What changes
/// during a build is newer than its begin.
fn set_modified(binary: &Path, time: std::time::SystemTime) {
    let file = std::fs::File::options().append(true).open(binary);
    drop(file.and_then(|file| file.set_modified(time)));
}

/// `   Compiling x v1.0`: a verb in column 12, unlike anything that the compiler says.
fn is_progress(line: &str) -> bool {
    const VERBS: [&str; 10] = [
        "Compiling",
        "Finished",
        "Downloading",
        "Downloaded",
        "Updating",
        "Locking",
        "Blocking",
        "Checking",
        "Adding",
        "Building",
    ];
    line.starts_with(' ') && VERBS.iter().any(|verb| line.trim_start().starts_with(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata_of(bins: &[&str]) -> Value {
        let targets: Vec<Value> = bins.iter().map(|name| serde_json::json!({"name": name, "kind": ["bin"]})).collect();
        serde_json::json!({
            "target_directory": "/t",
            "packages": [{"name": "prog", "manifest_path": "/p/Cargo.toml", "targets": targets}],
        })
    }

    fn select(options: &Options, bins: &[&str]) -> Result<Target, CargoError> {
        Target::select(options, "/p/Cargo.toml".into(), &metadata_of(bins))
    }

    #[test]
    fn the_only_binary_of_the_manifest_is_the_program() {
        let target = select(&Options::default(), &["prog"]).unwrap();
        assert_eq!(target.binary, Path::new("/t/release/prog"));
        let dev = Options { profile: Some("dev".to_owned()), ..Options::default() };
        assert_eq!(select(&dev, &["prog"]).unwrap().binary, Path::new("/t/debug/prog"));
    }

    #[test]
    fn what_cannot_be_chosen_is_said() {
        let error = select(&Options::default(), &["a", "b"]).unwrap_err().to_string();
        assert!(error.contains("a, b") && error.contains("`bin`"), "{error}");
        let other = Options { package: Some("other".to_owned()), ..Options::default() };
        assert!(select(&other, &["a"]).unwrap_err().to_string().contains("no package `other`"));
        let bin = Options { bin: Some("b".to_owned()), ..Options::default() };
        assert_eq!(select(&bin, &["a", "b"]).unwrap().bin, "b");
    }

    #[test]
    fn progress_is_told_from_errors() {
        assert!(is_progress("   Compiling serde v1.0.0"));
        assert!(!is_progress("error[E0308]: mismatched types"));
        assert!(!is_progress("   |"));
        assert!(!is_progress(" --> src/main.rs:1:1"));
    }
}
