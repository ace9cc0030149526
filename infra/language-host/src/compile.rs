//! A cargo build, its progress and its errors.

use std::path::PathBuf;
use std::process::Stdio;

use pulumi_proto::InstallDependenciesResponse;
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Command;
use tokio::sync::mpsc::Sender;
use tonic::Status;

use crate::children::Permit;
use crate::engine::Engine;
use crate::error::HostError;

/// Who follows a build.
#[derive(Debug, Clone)]
pub(crate) enum Audience {
    /// The display of a deployment.
    Engine(Engine),
    /// The caller of InstallDependencies.
    Installer(Sender<Result<InstallDependenciesResponse, Status>>),
}

impl Audience {
    async fn progress(&self, line: String) {
        match self {
            Self::Engine(engine) => engine.progress(line).await,
            Self::Installer(stream) => {
                let stdout = format!("{line}\n").into_bytes();
                // Nobody listens any more: the call itself is about to end.
                drop(stream.send(Ok(InstallDependenciesResponse { stdout, stderr: Vec::new() })).await);
            }
        }
    }

    async fn warning(&self, text: String) {
        if let Self::Engine(engine) = self {
            engine.debug(text).await;
        }
    }
}

/// A line of `cargo build --message-format json`.
#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Line {
    CompilerMessage {
        message: Diagnostic,
    },
    CompilerArtifact {
        target: Target,
        executable: Option<PathBuf>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
    spans: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Default)]
struct Findings {
    executable: Option<PathBuf>,
    errors: Vec<String>,
}

/// Runs `cargo build` or another subcommand that builds nothing; gives the executable of target `bin`, if one was made.
pub(crate) async fn cargo(
    permit: &Permit,
    command: &mut Command,
    name: &'static str,
    bin: &str,
    audience: &Audience,
) -> Result<Option<PathBuf>, HostError> {
    command.env("CARGO_TERM_COLOR", "never").env("CARGO_TERM_PROGRESS_WHEN", "never").env("CARGO_TERM_QUIET", "false");
    let mut running = start(permit, command)?;
    let (stdout, stderr) = (running.stdout(), running.stderr());
    let (findings, text, status) =
        tokio::join!(read_messages(stdout, bin, audience), read_status(stderr, audience), async {
            running.wait().await
        });
    if status?.success() {
        return Ok(findings.executable);
    }
    Err(match findings.errors.is_empty() {
        true => HostError::Cargo { command: name, text },
        false => HostError::Compile { errors: findings.errors.join("\n") },
    })
}

/// Starts cargo with pipes, or says that there is none.
pub(crate) fn start(permit: &Permit, command: &mut Command) -> Result<crate::children::Running, HostError> {
    permit.start(command.stdout(Stdio::piped()).stderr(Stdio::piped())).map_err(missing)
}

pub(crate) fn missing(error: HostError) -> HostError {
    match error {
        HostError::Start { source, .. } if source.kind() == std::io::ErrorKind::NotFound => HostError::CargoMissing,
        other => other,
    }
}

async fn read_messages(stream: Option<impl AsyncRead + Unpin>, bin: &str, audience: &Audience) -> Findings {
    let mut findings = Findings::default();
    let Some(stream) = stream else { return findings };
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match serde_json::from_str(&line) {
            Ok(Line::CompilerMessage { message }) => {
                let Some(text) = message.rendered.map(|text| text.trim_end().to_owned()) else { continue };
                // The same error comes once per target that has the file; the count at the end has no place.
                let summary = message.spans.is_empty() && text.starts_with("error: aborting due to");
                match message.level.as_str() {
                    "error" if summary || findings.errors.contains(&text) => {}
                    "error" | "error: internal compiler error" => findings.errors.push(text),
                    "warning" => audience.warning(text).await,
                    _ => {}
                }
            }
            Ok(Line::CompilerArtifact { target, executable: Some(path) }) if target.name == bin => {
                findings.executable = Some(path);
            }
            Ok(_) | Err(_) => {}
        }
    }
    findings
}

/// Passes status lines on and gives the rest, where cargo explains a failure.
async fn read_status(stream: Option<impl AsyncRead + Unpin>, audience: &Audience) -> String {
    let mut text = String::new();
    let Some(stream) = stream else { return text };
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if is_status(&line) {
            audience.progress(line.trim().to_owned()).await;
        } else {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

/// Cargo sets its verbs flush right in twelve columns.
fn is_status(line: &str) -> bool {
    let Some((verb, rest)) = line.split_at_checked(12) else { return false };
    let verb = verb.trim_start();
    verb.starts_with(|first: char| first.is_ascii_uppercase())
        && verb.chars().all(char::is_alphabetic)
        && rest.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines() {
        assert!(is_status("   Compiling demo v0.1.0 (/demo)"));
        assert!(is_status("    Finished `release` profile [optimized] target(s) in 0.10s"));
        assert!(is_status(" Downloading crates ..."));
        assert!(!is_status("error: could not compile `demo` (bin \"demo\") due to 1 previous error"));
        assert!(!is_status("            | something"));
        assert!(!is_status(""));
    }
}
