//! The Run call: the program's environment, and what its end means.

use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

use pulumi_proto::{RunRequest, RunResponse};

use crate::children::Permit;
use crate::compile::Audience;
use crate::engine::Engine;
use crate::error::HostError;
use crate::program::Program;

/// Exit code of a program that has told the engine about its errors.
const REPORTED: i32 = 32;

/// Builds and runs a program. Whatever goes wrong before it starts becomes one error of the deployment.
pub(crate) async fn run(request: RunRequest, permit: &Permit, engine: &Engine) -> RunResponse {
    match end(request, permit, engine).await {
        Ok(status) => meaning(status),
        Err(HostError::Cancelled) => bail(),
        Err(error) => match engine.error(error.to_string()).await {
            Ok(()) => bail(),
            Err(_) => RunResponse { error: error.to_string(), bail: false },
        },
    }
}

async fn end(request: RunRequest, permit: &Permit, engine: &Engine) -> Result<ExitStatus, HostError> {
    let program = Program::find(request.info.as_ref(), &request.pwd)?;
    let audience = Audience::Engine(engine.clone());
    let mut command = program.command(permit, &audience, &request.pwd, &request.args).await?;
    // Configuration is not among these: the program asks the engine, and secrets stay out of the environment.
    command
        .env("PULUMI_MONITOR", &request.monitor_address)
        .env("PULUMI_ENGINE", engine.address())
        .env("PULUMI_PROJECT", &request.project)
        .env("PULUMI_STACK", &request.stack)
        .env("PULUMI_ORGANIZATION", &request.organization)
        .env("PULUMI_DRY_RUN", request.dry_run.to_string())
        .env("PULUMI_PARALLEL", request.parallel.to_string())
        .env("PULUMI_ROOT_DIRECTORY", program.root());
    permit.start(&mut command)?.wait().await
}

fn meaning(status: ExitStatus) -> RunResponse {
    let error = match (status.code(), status.signal()) {
        (Some(0), _) => String::new(),
        (Some(REPORTED), _) => return bail(),
        (Some(code), _) => format!("the program exited with code {code}"),
        (None, Some(signal)) => format!("the program was ended by signal {signal}"),
        (None, None) => "the program ended without an exit code".to_owned(),
    };
    RunResponse { error, bail: false }
}

const fn bail() -> RunResponse {
    RunResponse { error: String::new(), bail: true }
}
