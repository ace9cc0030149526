//! Builds the binary and finds it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::error::StartError;

/// The path of the built binary. Built on the first call, in the profile and target directory of the caller, unless
/// `TESTS_PREBUILT` says that it is.
///
/// # Errors
/// [`StartError::Build`] with what cargo said.
pub fn binary() -> Result<&'static Path, StartError> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match BUILT.get_or_init(|| prebuilt().map_or_else(build, Ok)) {
        Ok(path) => Ok(path),
        Err(error) => Err(StartError::Build(error.clone())),
    }
}

/// The binary beside the test's own, if whoever runs the tests has just built everything: cargo would build it again with the
/// features of its package alone.
fn prebuilt() -> Option<PathBuf> {
    std::env::var_os("TESTS_PREBUILT")?;
    let own = std::env::current_exe().ok()?;
    Some(own.parent()?.parent()?.join("switchboard")).filter(|path| path.is_file())
}

/// Cargo itself says where it put the executable: its target directory may be set in several places.
fn build() -> Result<PathBuf, String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--locked", "--package", "switchboard", "--bin", "switchboard"]);
    cargo.args(["--message-format", "json-render-diagnostics"]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let executable = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
        let ours = message.pointer("/target/name").and_then(Value::as_str) == Some("switchboard");
        message.get("executable").and_then(Value::as_str).filter(|_| ours).map(PathBuf::from)
    });
    executable.ok_or_else(|| "cargo named no executable".to_owned())
}
