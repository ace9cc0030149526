//! Lambda function `ingress`: takes webhooks from the gateway, authenticates them and puts their events on the queue.

mod handler;
mod tokens;

use std::process::ExitCode;
use std::sync::Arc;

use lambda_runtime::{LambdaEvent, run, service_fn};
use serde_json::Value;
use switchboard_cloud::{AwsConfig, CallPolicy, LaneName, SecretsManagerSecrets, SqsQueue};
use switchboard_domain::Millis;
use switchboard_host::{HostError, Process, Variables, failed_start, lanes, namespace};
use switchboard_ingress::{Ingress, Ports, QueueCheck};
use switchboard_intake::IntakeConfig;

use crate::tokens::FunctionTokens;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (process, ingress) = match start().await {
        Ok(started) => started,
        Err(error) => return failed_start(&error),
    };
    let answer = async |event: LambdaEvent<Value>| {
        let answer = handler::answer(&ingress, &event.payload).await;
        process.flush();
        answer
    };
    // Ends only when the runtime interface is gone.
    if run(service_fn(answer)).await.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Everything that lasts for the life of the process. Makes no call.
async fn start() -> Result<(Process, Ingress), HostError> {
    let variables = Variables::of_process();
    let process = Process::start(&variables, Box::new(std::io::stdout()))?;
    let policy = CallPolicy::INGRESS;
    let config = AwsConfig::load(policy).await?;
    let (lanes, randomness) = (lanes(&variables)?, Arc::clone(&process.randomness));
    let queue = SqsQueue::new(config.sqs(), policy, lanes, LaneName::Main, Millis(0), Arc::clone(&randomness));
    let secrets = SecretsManagerSecrets::new(config.secrets_manager(), namespace(&process)?);
    let ports = Ports {
        queue: Arc::new(queue),
        queue_check: QueueCheck::Configured,
        tokens: Arc::new(FunctionTokens::new(secrets, process.settings.environment(), &variables)),
        clock: Arc::clone(&process.clock),
        randomness,
        logger: process.logger.clone(),
        sink: Arc::clone(&process.lines) as Arc<_>,
        metrics: Arc::clone(&process.metrics),
        release: process.release.clone(),
    };
    let ingress = Ingress::new(IntakeConfig::from(process.settings.as_ref()), ports);
    Ok((process, ingress))
}
