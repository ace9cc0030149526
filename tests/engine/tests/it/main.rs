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

use engine_tests::{Binaries, EngineTestError, Workspace};

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
