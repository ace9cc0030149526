//! Lambda function `jobs`: runs the scheduled job that its event names. Deployed once per privilege, each time with the
//! jobs that its role may run in `SWITCHBOARD_JOBS`.

mod order;

use std::process::ExitCode;

use lambda_runtime::{LambdaEvent, run, service_fn};
use serde_json::Value;
use switchboard_cloud::{AwsConfig, CallPolicy};
use switchboard_host::aws::{AwsHost, AwsSetup, secrets_of};
use switchboard_host::{HostError, Process, Variables, failed_start, lanes, namespace};

use crate::order::{Allowed, OrderError, report};

/// Name under which a run holds its lease.
const OWNER: &str = "lambda";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (process, host, allowed) = match start().await {
        Ok(started) => started,
        Err(error) => return failed_start(&error),
    };
    let work = async |event: LambdaEvent<Value>| {
        let result = work(&host, &allowed, &event.payload).await;
        process.flush();
        result
    };
    // Ends only when the runtime interface is gone.
    if run(service_fn(work)).await.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Everything that lasts for the life of the process. Makes no call.
async fn start() -> Result<(Process, AwsHost, Allowed), HostError> {
    let variables = Variables::of_process();
    let process = Process::start(&variables, Box::new(std::io::stdout()))?;
    let allowed = Allowed::of(&variables)?;
    let config = AwsConfig::load(CallPolicy::DEFAULT).await?;
    let setup = AwsSetup::of(&process, namespace(&process)?, lanes(&variables)?, variables);
    let host = AwsHost::new(setup, &config);
    Ok((process, host, allowed))
}

/// A run that fails is an error of the function, so that the queue of failed runs gets it.
async fn work(host: &AwsHost, allowed: &Allowed, event: &Value) -> Result<Value, OrderError> {
    let job = allowed.job(event)?;
    let run = async { Ok::<_, OrderError>(host.jobs(job, OWNER).await?.run(job).await) };
    report(job, host.prepared(secrets_of(job), run).await?)
}
