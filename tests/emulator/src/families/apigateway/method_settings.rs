//! Throttles, metrics and logs of the methods of a stage.

use async_trait::async_trait;
use aws_sdk_apigateway::types::{MethodSetting, PatchOperation};

use super::{SERVICE, access_log, remove, replace};
use crate::clients::Clients;
use crate::families::cloudwatch::values::{member, number};
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Level of a stage without logs.
const OFF: &str = "OFF";
/// Burst and rate where nobody sets them.
const DEFAULT_THROTTLE: (i32, i32) = (5_000, 10_000);

/// `aws:apigateway/methodSettings:MethodSettings`; the id is `<api>-<stage>-<path of the method>`.
pub(super) struct MethodSettings;

#[async_trait]
impl Kind for MethodSettings {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let place = Place::of(inputs)?;
        put(aws, place, &Inputs::new(SERVICE, inputs)).await?;
        Ok(Created { id: format!("{}-{}-{}", place.api, place.stage, place.path), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, _: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let place = Place::of(known)?;
        let call = aws.apigateway().get_stage().rest_api_id(place.api).stage_name(place.stage);
        let stage = found(call.send().await.map_err(refused(SERVICE)))?;
        let settings = stage.and_then(|stage| stage.method_settings).unwrap_or_default();
        // The service decodes the slashes within the resource's path.
        let setting = settings.get(place.path).or_else(|| settings.get(&place.path.replace("~1", "/")));
        let told = |setting| {
            let told = Told::new(known).put("restApi", place.api).put("stageName", place.stage);
            told.put("methodPath", place.path).put("settings", tell(setting, &member(known, "settings"))).finish()
        };
        Ok(setting.map(told))
    }

    async fn update(&self, aws: &Clients, _: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, Place::of(old)?, &Inputs::new(SERVICE, new)).await.map(|()| Properties::new())
    }

    async fn delete(&self, aws: &Clients, _: &str, known: &Properties) -> Result<(), Refusal> {
        let place = Place::of(known)?;
        gone(patch(aws, place, vec![remove(format!("/{}", place.path))]).await)
    }
}

#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    api: &'a str,
    stage: &'a str,
    path: &'a str,
}

impl<'a> Place<'a> {
    /// An import has no properties and is not possible.
    fn of(properties: &'a Properties) -> Result<Self, Refusal> {
        let inputs = Inputs::new(SERVICE, properties);
        let path = inputs.required("methodPath")?.trim_start_matches('/');
        Ok(Self { api: inputs.required("restApi")?, stage: inputs.required("stageName")?, path })
    }
}

async fn put(aws: &Clients, place: Place<'_>, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&["restApi", "stageName", "methodPath", "settings"])?;
    let Some(settings) = inputs.object("settings")? else {
        return Err(inputs.refuse("settings", "is missing; set it"));
    };
    if settings.text("loggingLevel")?.is_some_and(|level| level != OFF) {
        access_log::require_role(aws).await?;
    }
    patch(aws, place, patches(&format!("/{}", place.path), &settings)?).await
}

async fn patch(aws: &Clients, place: Place<'_>, patches: Vec<PatchOperation>) -> Result<(), Refusal> {
    let call = aws.apigateway().update_stage().rest_api_id(place.api).stage_name(place.stage);
    call.set_patch_operations(Some(patches)).send().await.map_err(refused(SERVICE)).map(|_| ())
}

/// All settings; what is not set becomes what it was without.
fn patches(path: &str, settings: &Inputs<'_>) -> Result<Vec<PatchOperation>, Refusal> {
    let names = ["metricsEnabled", "loggingLevel", "dataTraceEnabled", "throttlingBurstLimit", "throttlingRateLimit"];
    settings.only(&names)?;
    let flag = |name| Ok::<_, Refusal>(settings.flag(name)?.unwrap_or_default().to_string());
    let (burst, rate) = DEFAULT_THROTTLE;
    Ok(vec![
        replace(format!("{path}/metrics/enabled"), flag("metricsEnabled")?),
        replace(format!("{path}/logging/loglevel"), settings.text("loggingLevel")?.unwrap_or(OFF)),
        replace(format!("{path}/logging/dataTrace"), flag("dataTraceEnabled")?),
        replace(
            format!("{path}/throttling/burstLimit"),
            settings.small("throttlingBurstLimit")?.unwrap_or(burst).to_string(),
        ),
        replace(
            format!("{path}/throttling/rateLimit"),
            settings.decimal("throttlingRateLimit")?.unwrap_or_else(|| rate.into()).to_string(),
        ),
    ])
}

fn tell(setting: &MethodSetting, known: &Properties) -> Properties {
    let (burst, rate) = DEFAULT_THROTTLE;
    Told::new(known)
        .unless("metricsEnabled", Some(setting.metrics_enabled()), false)
        .unless("loggingLevel", setting.logging_level(), OFF)
        .unless("dataTraceEnabled", Some(setting.data_trace_enabled()), false)
        .unless("throttlingBurstLimit", Some(setting.throttling_burst_limit()), burst)
        .unless("throttlingRateLimit", Some(number(setting.throttling_rate_limit())), rate)
        .finish()
}
