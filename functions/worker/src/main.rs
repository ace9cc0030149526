//! Lambda function `worker`: takes batches of events from the queue and works on them.

mod batch;

use std::process::ExitCode;
use std::sync::Arc;

use lambda_runtime::{Context, LambdaEvent, run, service_fn};
use switchboard_cloud::{AwsConfig, CallPolicy, SqsEvent};
use switchboard_domain::Timestamp;
use switchboard_host::aws::{AwsHost, AwsSetup};
use switchboard_host::{HostError, Process, Variables, WORKER_SECRETS, failed_start, lanes, namespace};
use switchboard_queue::BatchProcessor;
use switchboard_worker::EventHandler;

use crate::batch::{Batch, Response};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (process, host) = match start().await {
        Ok(started) => started,
        Err(error) => return failed_start(&error),
    };
    let work = async |event: LambdaEvent<SqsEvent>| {
        let result = host.prepared(&WORKER_SECRETS, work(&host, event.payload, &event.context)).await;
        process.flush();
        result.map_err(|error| format!("{}: {error}", error.code()))
    };
    // Ends only when the runtime interface is gone.
    if run(service_fn(work)).await.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Everything that lasts for the life of the process. Makes no call.
async fn start() -> Result<(Process, AwsHost), HostError> {
    let variables = Variables::of_process();
    let process = Process::start(&variables, Box::new(std::io::stdout()))?;
    let config = AwsConfig::load(CallPolicy::DEFAULT).await?;
    let setup = AwsSetup::of(&process, namespace(&process)?, lanes(&variables)?, variables);
    let host = AwsHost::new(setup, &config);
    Ok((process, host))
}

async fn work(host: &AwsHost, event: SqsEvent, context: &Context) -> Result<Response, HostError> {
    let executor = host.executor().await?;
    let end = Timestamp::from_millis(i64::try_from(context.deadline).unwrap_or(i64::MAX));
    let taken = host.queue().take(event, host.settings().worker.visibility());
    let batch = Batch::new(taken, executor.parts().journal.metrics());
    let ports = host.ports();
    let processor = BatchProcessor::new(Arc::clone(&ports.base.clock), Arc::clone(&ports.base.randomness));
    Ok(batch.work(&processor, &EventHandler::new(executor.clone()).until(end), ports.queue.as_ref(), end).await)
}
