//! The functions that are measured, and the variables of their deployment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use switchboard_runtime_api::loopback::Loopback;
use switchboard_runtime_api::{Function, RuntimeApi};
use tempfile::TempDir;

use super::services::Services;
use crate::error::LoadError;

/// A program that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    /// The peer.
    Hello,
    Ingress,
    Worker,
    Jobs,
}

impl Program {
    pub(super) const ALL: [Self; 4] = [Self::Hello, Self::Ingress, Self::Worker, Self::Jobs];

    /// Name of the function and of its folder.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::Ingress => "ingress",
            Self::Worker => "worker",
            Self::Jobs => "jobs",
        }
    }
}

/// Where the functions run: their programs, the services that they reach, and their logs.
pub(super) struct Bench {
    programs: PathBuf,
    stub: Loopback,
    /// What the stub was asked.
    pub(super) services: Arc<Services>,
    logs: TempDir,
}

impl Bench {
    pub(super) async fn start(programs: &Path, work: &Path) -> Result<Self, LoadError> {
        let services = Arc::new(Services::default());
        let stub = Loopback::start(Arc::clone(&services)).await?;
        let logs = tempfile::tempdir_in(work).map_err(LoadError::io("a temporary directory"))?;
        Ok(Self { programs: programs.to_path_buf(), stub, services, logs })
    }

    /// Starts a function that finds every service at the stub, with the variables that the infrastructure gives it.
    pub(super) fn function(&self, program: Program, api: &RuntimeApi) -> Result<Function, LoadError> {
        let endpoint = format!("http://{}", self.stub.address());
        let [queue, dead_letters] =
            ["events", "events-dlq"].map(|name| format!("{endpoint}/123456789012/rp-mw-dev-{name}.fifo"));
        let variables = [
            ("AWS_ENDPOINT_URL", endpoint.as_str()),
            ("SWITCHBOARD_ENV", "dev"),
            ("SWITCHBOARD_PREFIX", "rp-mw"),
            ("SWITCHBOARD_QUEUE_URL", &queue),
            ("SWITCHBOARD_DLQ_URL", &dead_letters),
            ("SWITCHBOARD_EDGE_URL", &endpoint),
            ("SWITCHBOARD_JOBS", "retry,repair,health,probe"),
        ];
        let name = program.name();
        let log = self.logs.path().join(format!("{name}.log"));
        Ok(Function::start(&self.programs.join(name).join("bootstrap"), api, &variables, &log)?)
    }
}
