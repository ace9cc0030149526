//! The functions as they are deployed, on the runtime interface of this machine, beside a hello world that was built in
//! the same way: how long a start takes, how long a warm webhook takes, how large the archives are.
//!
//! The services that a webhook needs are a stub on 127.0.0.1, so what is measured is our time and that of the AWS SDK
//! with a round trip on the loopback, and not that of the network.

mod functions;
mod init;
mod services;
mod warm;

use std::path::{Path, PathBuf};

use switchboard_runtime_api::RuntimeApiError;

use crate::Length;
use crate::error::LoadError;
use crate::figure::Report;
use crate::statistics::Samples;

use functions::Program;

/// Aimed at: a start in starts of the hello world.
const INIT_RATIO: f64 = 1.5;
/// Aimed at: the slowest of a hundred warm webhooks, microseconds.
const WARM_P99_US: f64 = 2_000.0;
/// Aimed at: a warm webhook in warm invocations of the hello world, both medians.
const WARM_RATIO: f64 = 1.5;
/// Aimed at: bytes that a cold start loads, megabytes; `cargo xtask package` enforces it.
const ARCHIVE_MB: [(Program, f64); 2] = [(Program::Ingress, 3.0), (Program::Worker, 8.0)];

/// What is measured: the programs `<folder>/<function>/bootstrap`, and the archives they came from,
/// `<archives>/<function>/bootstrap.zip`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifacts {
    /// Programs of `hello`, `ingress`, `worker` and `jobs`.
    pub programs: PathBuf,
    /// Archives of the functions.
    pub archives: PathBuf,
}

/// Measures.
///
/// # Errors
/// A function that does not start or answers a webhook wrongly, or an archive that is absent.
pub fn measure(length: Length, artifacts: &Artifacts, work: &Path) -> Result<Report, LoadError> {
    // One thread for the interface and the stub: the function has the other core.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(LoadError::io("the benchmark's runtime"))?;
    let mut report = Report::new("lambda");
    runtime.block_on(async {
        let bench = functions::Bench::start(&artifacts.programs, work).await?;
        init::measure(&mut report, &bench, length).await?;
        warm::measure(&mut report, &bench, length).await
    })?;
    for (program, megabytes) in ARCHIVE_MB {
        let archive = artifacts.archives.join(program.name()).join("bootstrap.zip");
        let size = std::fs::metadata(&archive).map_err(LoadError::io(format!("the archive of {}", program.name())))?;
        let size = Samples::of([size.len() as f64 / 1e6]);
        report.at_most(&format!("{}: archive", program.name()), "MB", &size, megabytes);
    }
    Ok(report)
}

impl From<RuntimeApiError> for LoadError {
    fn from(error: RuntimeApiError) -> Self {
        Self::process("a function", format!("cannot be measured: {error}"))
    }
}
