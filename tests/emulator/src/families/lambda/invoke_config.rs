//! How a function is called without waiting for its answer.

use async_trait::async_trait;
use aws_sdk_lambda::types::{DestinationConfig, OnFailure, OnSuccess};
use serde_json::{Value, json};

use super::{SERVICE, names};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Defaults of the service: tries after the first one, and seconds that a call is kept.
const RETRIES: i32 = 2;
const AGE: i32 = 21_600;

/// `aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig`. The id is the function, with the qualifier after a colon
/// if there is one.
#[derive(Debug)]
pub(super) struct FunctionEventInvokeConfig;

#[async_trait]
impl Kind for FunctionEventInvokeConfig {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        put(aws, inputs).await?;
        let inputs = Inputs::new(SERVICE, inputs);
        let function = inputs.required("functionName")?;
        let id = match inputs.text("qualifier")? {
            Some(qualifier) => format!("{function}:{qualifier}"),
            None => function.to_owned(),
        };
        Ok(Created { id, outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (function, qualifier) = names::parts(id);
        let call = aws.lambda().get_function_event_invoke_config().function_name(function);
        let call = call.set_qualifier(qualifier.map(str::to_owned));
        let Some(config) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let known_function = Inputs::new(SERVICE, known).text("functionName")?;
        let destinations = config.destination_config().map(destinations).unwrap_or_default();
        let told = Told::new(known)
            .put("functionName", names::as_known(known_function, &names::arn(aws, function)))
            .some("qualifier", qualifier)
            .unless("maximumRetryAttempts", config.maximum_retry_attempts(), RETRIES)
            .unless("maximumEventAgeInSeconds", config.maximum_event_age_in_seconds(), AGE)
            .some("destinationConfig", (!destinations.is_empty()).then_some(Value::Object(destinations)));
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, new).await?;
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        let (function, qualifier) = names::parts(id);
        let call = aws.lambda().delete_function_event_invoke_config().function_name(function);
        gone(call.set_qualifier(qualifier.map(str::to_owned)).send().await.map_err(refused(SERVICE)))
    }
}

async fn put(aws: &Clients, inputs: &Properties) -> Result<(), Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&[
        "functionName",
        "qualifier",
        "maximumRetryAttempts",
        "maximumEventAgeInSeconds",
        "destinationConfig",
    ])?;
    let (function, _) = names::parts(inputs.required("functionName")?);
    let mut builder = DestinationConfig::builder();
    if let Some(destinations) = inputs.object("destinationConfig")? {
        if let Some(arn) = destination(&destinations, "onFailure")? {
            builder = builder.on_failure(OnFailure::builder().destination(arn).build());
        }
        if let Some(arn) = destination(&destinations, "onSuccess")? {
            builder = builder.on_success(OnSuccess::builder().destination(arn).build());
        }
    }
    let call = aws
        .lambda()
        .put_function_event_invoke_config()
        .function_name(function)
        .set_qualifier(inputs.text("qualifier")?.map(str::to_owned))
        .set_maximum_retry_attempts(inputs.small("maximumRetryAttempts")?)
        .set_maximum_event_age_in_seconds(inputs.small("maximumEventAgeInSeconds")?)
        .destination_config(builder.build());
    call.send().await.map_err(refused(SERVICE))?;
    Ok(())
}

fn destination<'a>(destinations: &Inputs<'a>, name: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(destination) = destinations.object(name)? else { return Ok(None) };
    let arn = destination.required("destination")?;
    names::check_destination(arn)?;
    Ok(Some(arn))
}

fn destinations(config: &DestinationConfig) -> Properties {
    let failure = config.on_failure().and_then(|destination| destination.destination());
    let success = config.on_success().and_then(|destination| destination.destination());
    Told::new(&Properties::new())
        .some("onFailure", failure.map(|arn| json!({"destination": arn})))
        .some("onSuccess", success.map(|arn| json!({"destination": arn})))
        .finish()
}
