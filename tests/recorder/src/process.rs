//! Runs of programs against a recording monitor, with what they cost.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use tokio::process::Command;

use crate::deployment::Deployment;
use crate::error::Error;
use crate::monitor::Recorder;
use crate::recording::Recording;

/// A program that is still running after this time is stuck.
const LONGEST: Duration = Duration::from_secs(120);
/// How often the peak of a process's memory is read; its last reading may miss what the end of the process adds.
const LOOK: Duration = Duration::from_millis(2);
/// Variables from which programs would take settings that the deployment does not name.
const FOREIGN: [&str; 4] = ["AWS_REGION", "AWS_DEFAULT_REGION", "PULUMI_CONFIG", "PULUMI_NODEJS_SKIP_COMPONENT_INPUTS"];

/// A finished run.
#[derive(Clone, Debug)]
pub struct Finished {
    /// What the program asked for.
    pub recording: Recording,
    /// From the start of the process to its end.
    pub wall: Duration,
    /// Most resident memory of the process, in MiB; 0 where the kernel does not tell.
    pub peak_mib: f64,
}

/// Runs a Rust program as the language host does.
///
/// # Errors
/// [`Error::Process`] if it cannot be started, fails, or does not end.
pub async fn rust(binary: &Path, deployment: Deployment) -> Result<Finished, Error> {
    let recorder = Recorder::start(deployment).await?;
    let mut command = Command::new(binary);
    command.env("PULUMI_MONITOR", recorder.address()).env("PULUMI_ENGINE", recorder.address());
    run(command, recorder).await
}

/// Runs a compiled TypeScript program by the official Node SDK in this folder of node_modules.
///
/// # Errors
/// [`Error::Process`] if it cannot be started, fails, or does not end.
pub async fn node(modules: &Path, program: &Path, deployment: Deployment) -> Result<Finished, Error> {
    let recorder = Recorder::start(deployment).await?;
    let deployment = recorder.deployment();
    let folder = program.parent().unwrap_or(Path::new("."));
    let mut command = Command::new("node");
    command
        .arg(modules.join("@pulumi/pulumi/cmd/run"))
        .arg(format!("--monitor={}", recorder.address()))
        .arg(format!("--engine={}", recorder.address()))
        .arg(format!("--project={}", deployment.project))
        .arg(format!("--stack={}", deployment.stack))
        .arg(format!("--organization={}", deployment.organization))
        .arg(format!("--pwd={}", folder.display()))
        .arg(format!("--dry-run={}", deployment.is_preview()))
        .arg("--parallel=16")
        .arg(program);
    run(command, recorder).await
}

async fn run(mut command: Command, recorder: Recorder) -> Result<Finished, Error> {
    let name = command.as_std().get_program().to_string_lossy().into_owned();
    let failed = |reason: String| Error::Process { command: name.clone(), reason };
    for variable in FOREIGN {
        command.env_remove(variable);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let started = Instant::now();
    let child = command.spawn().map_err(|error| failed(format!("cannot be started: {error}")))?;
    let process = child.id();
    let output = child.wait_with_output();
    tokio::pin!(output);
    let mut looks = tokio::time::interval(LOOK);
    let mut peak_mib = 0.0_f64;
    let output: Output = loop {
        tokio::select! {
            output = &mut output => break output.map_err(|error| failed(error.to_string()))?,
            _ = looks.tick() => {
                peak_mib = peak_mib.max(process.and_then(peak).unwrap_or_default());
                if started.elapsed() > LONGEST {
                    return Err(failed(format!("still running after {} s", LONGEST.as_secs())));
                }
            }
        }
    };
    let wall = started.elapsed();
    let recording = recorder.stop().await?;
    if !output.status.success() {
        let said = [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat();
        let errors = recording.errors.join("\n");
        return Err(failed(format!("{}\n{errors}\n{}", output.status, tail(&said))));
    }
    Ok(Finished { recording, wall, peak_mib })
}

/// The most resident memory so far, in MiB.
fn peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

/// The last 20 lines.
pub(crate) fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
