//! The About call: which Rust builds the programs.

use std::collections::HashMap;
use std::path::PathBuf;

use pulumi_proto::AboutResponse;
use tokio::process::Command;

use crate::children::Permit;

/// Versions of cargo and rustc. Without them, as where only prebuilt programs run, the host speaks for itself.
pub(crate) async fn about(permit: &Permit) -> AboutResponse {
    let (cargo, rustc) = tokio::join!(version(permit, "cargo"), version(permit, "rustc"));
    let host = env!("CARGO_PKG_VERSION").to_owned();
    let mut metadata = HashMap::from([("host".to_owned(), host.clone())]);
    metadata.extend(rustc.clone().map(|rustc| ("rustc".to_owned(), rustc)));
    metadata.extend(cargo.clone().map(|cargo| ("cargo".to_owned(), cargo)));
    let executable = match &cargo {
        Some(_) => on_path("cargo"),
        None => std::env::current_exe().ok(),
    };
    AboutResponse {
        executable: executable.map(|path| path.display().to_string()).unwrap_or_default(),
        version: rustc.or(cargo).unwrap_or(host),
        metadata,
    }
}

/// The second word of `tool --version`.
async fn version(permit: &Permit, tool: &str) -> Option<String> {
    let output = permit.output(Command::new(tool).arg("--version")).await.ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

fn on_path(tool: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(tool)).find(|file| file.is_file())
}
