//! Queues as sources of functions.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_lambda::types::{
    EventSourceMappingMetric, EventSourceMappingMetricsConfig, Filter, FilterCriteria, FunctionResponseType,
    ScalingConfig,
};
use aws_smithy_types::date_time::Format;
use serde_json::{Value, json};

use super::{SERVICE, mapping_rules, names, tags};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Messages of a batch, where nothing is said.
const BATCH: i32 = 10;

/// How often and how long a mapping that is being changed is looked at.
const LOOKS: u32 = 60;
const PAUSE: Duration = Duration::from_millis(500);

/// `aws:lambda/eventSourceMapping:EventSourceMapping`. The id is the UUID that the service gives.
#[derive(Debug)]
pub(super) struct EventSourceMapping;

/// Everything that creating and updating a mapping send alike.
macro_rules! with_inputs {
    ($call:expr, $inputs:expr) => {
        $call
            .function_name($inputs.required("functionName")?)
            .enabled($inputs.flag("enabled")?.unwrap_or(true))
            .batch_size($inputs.small("batchSize")?.unwrap_or(BATCH))
            .maximum_batching_window_in_seconds($inputs.small("maximumBatchingWindowInSeconds")?.unwrap_or_default())
            .set_function_response_types(Some(responses(&$inputs)?))
            .set_scaling_config(Some(scaling(&$inputs)?))
            .set_metrics_config(metrics(&$inputs)?)
            .set_filter_criteria(Some(filters(&$inputs)?))
    };
}

#[async_trait]
impl Kind for EventSourceMapping {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = checked(inputs)?;
        mapping_rules::queue(aws, &inputs).await?;
        let call = with_inputs!(aws.lambda().create_event_source_mapping(), inputs)
            .event_source_arn(inputs.required("eventSourceArn")?)
            .set_tags(Some(inputs.tags()?.into_iter().collect()));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let id = answer.uuid.unwrap_or_default();
        settled(aws, &id).await?;
        let outputs = Told::new(&Properties::new())
            .put("uuid", id.as_str())
            .some("arn", answer.event_source_mapping_arn)
            .some("functionArn", answer.function_arn)
            .finish();
        Ok(Created { id, outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let call = aws.lambda().get_event_source_mapping().uuid(id);
        let Some(mapping) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let arn = mapping.event_source_mapping_arn().unwrap_or_default();
        let own_tags = aws.lambda().list_tags().resource(arn).send().await.map_err(refused(SERVICE))?.tags;
        let function = mapping.function_arn().unwrap_or_default();
        let known_function = Inputs::new(SERVICE, known).text("functionName")?;
        let state = mapping.state().unwrap_or_default();
        let concurrency = mapping.scaling_config().and_then(|scaling| scaling.maximum_concurrency());
        let filters = mapping.filter_criteria().map(|criteria| criteria.filters()).unwrap_or_default();
        let filters: Vec<Value> = filters.iter().map(|filter| json!({"pattern": filter.pattern()})).collect();
        let metrics = mapping.metrics_config().map(|config| config.metrics()).unwrap_or_default();
        let metrics: Vec<&str> = metrics.iter().map(EventSourceMappingMetric::as_str).collect();
        let responses = mapping.function_response_types().iter().map(|kind| json!(kind.as_str())).collect();
        let modified = mapping.last_modified().and_then(|time| time.fmt(Format::DateTime).ok());
        let told = Told::new(known)
            .put("uuid", id)
            .put("arn", arn)
            .put("functionArn", function)
            .put("functionName", names::as_known(known_function, function))
            .some("eventSourceArn", mapping.event_source_arn())
            .unless("enabled", Some(!state.starts_with("Disabl")), true)
            .unless("batchSize", mapping.batch_size(), BATCH)
            .unless("maximumBatchingWindowInSeconds", mapping.maximum_batching_window_in_seconds(), 0)
            .set("functionResponseTypes", responses)
            .some("scalingConfig", concurrency.map(|number| json!({"maximumConcurrency": number})))
            .some("filterCriteria", (!filters.is_empty()).then(|| json!({"filters": filters})))
            // The emulator takes these and does not tell them.
            .keep(&["metricsConfig"])
            .some("metricsConfig", (!metrics.is_empty()).then(|| json!({"metrics": metrics})))
            .put("state", state)
            .some("stateTransitionReason", mapping.state_transition_reason())
            .some("lastProcessingResult", mapping.last_processing_result())
            .some("lastModified", modified)
            .tags(own_tags.unwrap_or_default().into_iter().collect());
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), checked(new)?);
        if old.value("functionName") != new.value("functionName") {
            mapping_rules::queue(aws, &new).await?;
        }
        let call = with_inputs!(aws.lambda().update_event_source_mapping(), new).uuid(id);
        let answer = call.send().await.map_err(refused(SERVICE))?;
        settled(aws, id).await?;
        let arn = answer.event_source_mapping_arn.unwrap_or_default();
        tags::change(aws, &arn, &old, &new).await?;
        Ok(Told::new(&Properties::new()).some("functionArn", answer.function_arn).finish())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.lambda().delete_event_source_mapping().uuid(id).send().await.map_err(refused(SERVICE)))
    }
}

fn checked(inputs: &Properties) -> Result<Inputs<'_>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&[
        "functionName",
        "eventSourceArn",
        "enabled",
        "batchSize",
        "maximumBatchingWindowInSeconds",
        "functionResponseTypes",
        "scalingConfig",
        "metricsConfig",
        "filterCriteria",
    ])?;
    mapping_rules::batch(&inputs)?;
    Ok(inputs)
}

fn responses(inputs: &Inputs<'_>) -> Result<Vec<FunctionResponseType>, Refusal> {
    let names = inputs.texts("functionResponseTypes")?;
    Ok(names.iter().map(|name| FunctionResponseType::from(name.as_str())).collect())
}

/// Empty where nothing is said: that takes a limit away.
fn scaling(inputs: &Inputs<'_>) -> Result<ScalingConfig, Refusal> {
    let number = match inputs.object("scalingConfig")? {
        Some(scaling) => scaling.small("maximumConcurrency")?,
        None => None,
    };
    Ok(ScalingConfig::builder().set_maximum_concurrency(number).build())
}

fn metrics(inputs: &Inputs<'_>) -> Result<Option<EventSourceMappingMetricsConfig>, Refusal> {
    let Some(config) = inputs.object("metricsConfig")? else { return Ok(None) };
    let names = config.texts("metrics")?;
    let metrics = names.iter().map(|name| EventSourceMappingMetric::from(name.as_str())).collect();
    Ok(Some(EventSourceMappingMetricsConfig::builder().set_metrics(Some(metrics)).build()))
}

/// Empty where nothing is said: that takes filters away.
fn filters(inputs: &Inputs<'_>) -> Result<FilterCriteria, Refusal> {
    let filters = match inputs.object("filterCriteria")? {
        Some(criteria) => criteria.objects("filters")?,
        None => Vec::new(),
    };
    let filter =
        |filter: &Inputs<'_>| Ok(Filter::builder().set_pattern(filter.text("pattern")?.map(str::to_owned)).build());
    let filters = filters.iter().map(filter).collect::<Result<Vec<_>, Refusal>>()?;
    Ok(FilterCriteria::builder().set_filters(Some(filters)).build())
}

/// Waits until the mapping is on or off.
async fn settled(aws: &Clients, id: &str) -> Result<(), Refusal> {
    for _ in 0..LOOKS {
        let answer = aws.lambda().get_event_source_mapping().uuid(id).send().await.map_err(refused(SERVICE))?;
        if matches!(answer.state(), Some("Enabled" | "Disabled")) {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    let message = format!("the event source mapping {id} is neither on nor off after {} s", LOOKS / 2);
    Err(Refusal::Failed { service: SERVICE, code: "not ready".to_owned(), message })
}
