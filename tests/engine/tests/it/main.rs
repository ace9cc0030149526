//! Programs of the SDK, deployed by the real engine through the language host with the stand-in AWS provider.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests; the exemption of clippy.toml does not reach their helpers"
)]

mod changes;
mod cloud;
mod commands;
mod ending;
mod failures;
mod order;
mod secrets;
mod trouble;

use std::time::{Duration, Instant};

use engine_tests::{Binaries, EngineTestError, Process, Workspace};

/// How long a start may take on a busy machine.
const START: Duration = Duration::from_secs(30);

type Result<T = ()> = std::result::Result<T, EngineTestError>;

fn workspace(program: &str) -> Result<Workspace> {
    Workspace::new(Binaries::get()?, program)
}

/// A workspace with the pipeline and its function's archive, not yet deployed.
fn pipeline() -> Result<Workspace> {
    let workspace = workspace("pipeline")?;
    workspace.write("worker.zip", "first build")?;
    Ok(workspace)
}

/// Waits until something holds of the workspace's processes, which it gives back.
fn eventually(workspace: &Workspace, limit: Duration, what: &str, holds: impl Fn(&[Process]) -> bool) -> Vec<Process> {
    let begun = Instant::now();
    loop {
        let processes = workspace.processes();
        if holds(&processes) {
            return processes;
        }
        assert!(begun.elapsed() < limit, "not within {limit:?}: {what}; running: {processes:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn runs(processes: &[Process], name: &str) -> bool {
    processes.iter().any(|process| process.name == name)
}
