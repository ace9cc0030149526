//! Stages. The emulator keeps throttles and access logs and acts on neither.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_apigatewayv2::operation::get_stage::GetStageOutput;
use aws_sdk_apigatewayv2::types::{AccessLogSettings, RouteSettings};
use serde_json::Value;

use super::{SERVICE, place, retag, tags};
use crate::clients::Clients;
use crate::families::apigateway::address;
use crate::families::cloudwatch::values::{map, member, number, properties, with};
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const RULE: &str = "EDGE-HTTP-STAGE";
/// The stage that serves from the root of the API's address.
const DEFAULT: &str = "$default";

const SUPPORTED: [&str; 8] = [
    "apiId",
    "name",
    "accessLogSettings",
    "autoDeploy",
    "defaultRouteSettings",
    "description",
    "routeSettings",
    "stageVariables",
];

/// `aws:apigatewayv2/stage:Stage`; the id is the name.
pub(super) struct Stage;

#[async_trait]
impl Kind for Stage {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        let settings = Settings::wanted(&inputs)?;
        let (api, name) = (inputs.required("apiId")?, inputs.required("name")?);
        // The emulator would put it in the place of the other one.
        if stage(aws, api, name).await?.is_some() {
            let message = format!("ConflictException: Stage {name} already exists for API {api}");
            return Err(Refusal::Exists { service: SERVICE, message });
        }
        let call = aws
            .apigatewayv2()
            .create_stage()
            .api_id(api)
            .stage_name(name)
            .set_auto_deploy(inputs.flag("autoDeploy")?)
            .set_description(inputs.text("description")?.map(str::to_owned))
            .set_stage_variables(Some(inputs.map("stageVariables")?.into_iter().collect()))
            .set_access_log_settings(settings.access_log)
            .set_default_route_settings(settings.of_all_routes)
            .set_route_settings(Some(settings.of_routes))
            .set_tags(Some(inputs.tags()?.into_iter().collect()));
        call.send().await.map_err(refused(SERVICE))?;
        Ok(Created { id: name.to_owned(), outputs: outputs(aws, api, name).await? })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (api, name) = place(id, known)?;
        let Some(stage) = stage(aws, api, name).await? else { return Ok(None) };
        let told = tell(&stage, known).put("apiId", api).tags(tags(aws, &arn(aws, api, name)).await?);
        Ok(Some(with(told, outputs(aws, api, name).await?).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (api, name) = place(id, old)?;
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        let settings = Settings::wanted(&new)?;
        // Empty ones take away what is there. The call made for that deletes the stage on the emulator.
        let access_log = settings.access_log.unwrap_or_else(|| AccessLogSettings::builder().build());
        let call = aws
            .apigatewayv2()
            .update_stage()
            .api_id(api)
            .stage_name(name)
            .auto_deploy(new.flag("autoDeploy")?.unwrap_or_default())
            .description(new.text("description")?.unwrap_or_default())
            .set_stage_variables(Some(new.map("stageVariables")?.into_iter().collect()))
            .access_log_settings(access_log)
            .default_route_settings(settings.of_all_routes.unwrap_or_else(|| RouteSettings::builder().build()))
            .set_route_settings(Some(settings.of_routes));
        call.send().await.map_err(refused(SERVICE))?;
        retag(aws, &arn(aws, api, name), &old, &new).await?;
        outputs(aws, api, name).await
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let (api, name) = place(id, known)?;
        gone(aws.apigatewayv2().delete_stage().api_id(api).stage_name(name).send().await.map_err(refused(SERVICE)))
    }
}

async fn stage(aws: &Clients, api: &str, name: &str) -> Result<Option<GetStageOutput>, Refusal> {
    found(aws.apigatewayv2().get_stage().api_id(api).stage_name(name).send().await.map_err(refused(SERVICE)))
}

fn arn(aws: &Clients, api: &str, name: &str) -> String {
    format!("arn:aws:apigateway:{}::/apis/{api}/stages/{name}", aws.region())
}

async fn outputs(aws: &Clients, api: &str, name: &str) -> Result<Properties, Refusal> {
    let address = address::of_api(aws, api).await?;
    let below = if name == DEFAULT { "" } else { name };
    Ok(properties([
        ("arn", arn(aws, api, name).into()),
        ("executionArn", format!("{}/{name}", address::execution_arn(aws, api)).into()),
        ("invokeUrl", format!("{address}/{below}").into()),
    ]))
}

/// Settings in the form of the service.
#[derive(Debug)]
struct Settings {
    access_log: Option<AccessLogSettings>,
    of_all_routes: Option<RouteSettings>,
    of_routes: HashMap<String, RouteSettings>,
}

impl Settings {
    fn wanted(inputs: &Inputs<'_>) -> Result<Self, Refusal> {
        inputs.only(&SUPPORTED)?;
        let access_log = |settings: Inputs<'_>| {
            let (arn, format) = (settings.required("destinationArn")?, settings.required("format")?);
            Ok(AccessLogSettings::builder().destination_arn(arn).format(format).build())
        };
        let of_route =
            |settings: &Inputs<'_>| Ok((settings.required("routeKey")?.to_owned(), route_settings(settings)?));
        Ok(Self {
            access_log: inputs.object("accessLogSettings")?.map(access_log).transpose()?,
            of_all_routes: inputs.object("defaultRouteSettings")?.map(|one| route_settings(&one)).transpose()?,
            of_routes: inputs.objects("routeSettings")?.iter().map(of_route).collect::<Result<_, Refusal>>()?,
        })
    }
}

/// The provider sends a throttle that is not set as 0, which lets no call through.
fn route_settings(inputs: &Inputs<'_>) -> Result<RouteSettings, Refusal> {
    let names = ["routeKey", "throttlingBurstLimit", "throttlingRateLimit", "detailedMetricsEnabled"];
    let logging = inputs.text("loggingLevel")?.is_some_and(|level| level != "OFF");
    if logging || inputs.flag("dataTraceEnabled")? == Some(true) {
        let message = "BadRequestException: Execution logs are not supported on protocolType HTTP";
        return Err(Refusal::invalid(SERVICE, RULE, message));
    }
    inputs.only(&[&names[..], &["loggingLevel", "dataTraceEnabled"]].concat())?;
    let settings = RouteSettings::builder()
        .throttling_burst_limit(inputs.small("throttlingBurstLimit")?.unwrap_or_default())
        .throttling_rate_limit(inputs.decimal("throttlingRateLimit")?.unwrap_or_default())
        .set_detailed_metrics_enabled(inputs.flag("detailedMetricsEnabled")?);
    Ok(settings.build())
}

fn tell<'a>(stage: &GetStageOutput, known: &'a Properties) -> Told<'a> {
    let told = Told::new(known)
        .some("name", stage.stage_name())
        .unless("autoDeploy", stage.auto_deploy(), false)
        .unless("description", stage.description(), "")
        .unless("stageVariables", Some(map(stage.stage_variables())), Properties::new());
    let access_log = stage.access_log_settings().map(|settings| {
        let known = member(known, "accessLogSettings");
        let told = Told::new(&known).some("destinationArn", settings.destination_arn());
        told.json("format", settings.format()).finish()
    });
    let of_all = stage.default_route_settings().map(|settings| {
        let known = member(known, "defaultRouteSettings");
        tell_settings(settings, Told::new(&known)).finish()
    });
    let of_routes = stage.route_settings().into_iter().flatten().map(|(key, settings)| {
        let known = known_route(known, key);
        Value::Object(tell_settings(settings, Told::new(&known).put("routeKey", key.as_str())).finish())
    });
    told.some("accessLogSettings", access_log)
        .unless("defaultRouteSettings", of_all, Properties::new())
        .set("routeSettings", of_routes.collect())
}

/// What the state knows of the settings of one route.
fn known_route(known: &Properties, key: &str) -> Properties {
    let routes = known.get("routeSettings").and_then(Value::as_array);
    let route = routes.into_iter().flatten().find(|route| route["routeKey"] == key);
    route.and_then(Value::as_object).cloned().unwrap_or_default()
}

fn tell_settings<'a>(settings: &RouteSettings, told: Told<'a>) -> Told<'a> {
    told.unless("throttlingBurstLimit", settings.throttling_burst_limit(), 0)
        .unless("throttlingRateLimit", settings.throttling_rate_limit().map(number), 0)
        .unless("detailedMetricsEnabled", settings.detailed_metrics_enabled(), false)
        .keep(&["loggingLevel", "dataTraceEnabled"])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn execution_logs_are_refused() {
        for settings in [json!({"loggingLevel": "ERROR"}), json!({"dataTraceEnabled": true})] {
            let inputs = json!({"apiId": "a", "name": "$default", "defaultRouteSettings": settings});
            let error = Settings::wanted(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: RULE, .. }), "{error:?}");
        }
    }

    #[test]
    fn an_unset_throttle_is_sent_as_zero() {
        let inputs = json!({"throttlingRateLimit": 20});
        let settings = route_settings(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap();
        assert_eq!((settings.throttling_burst_limit(), settings.throttling_rate_limit()), (Some(0), Some(20.0)));
    }
}
