//! Stages: a deployment with its address.

use async_trait::async_trait;
use aws_sdk_apigateway::operation::get_stage::GetStageOutput;
use aws_sdk_apigateway::types::PatchOperation;

use super::{SERVICE, access_log, address, remove, replace, retag, tags};
use crate::clients::Clients;
use crate::families::cloudwatch::values::{map, properties, with};
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const SUPPORTED: [&str; 7] =
    ["restApi", "stageName", "deployment", "accessLogSettings", "description", "variables", "xrayTracingEnabled"];

/// `aws:apigateway/stage:Stage`; the id is `ags-<api>-<name>`.
pub(super) struct Stage;

#[async_trait]
impl Kind for Stage {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        check(aws, &inputs).await?;
        let (api, name) = place(&inputs)?;
        // The emulator would put it in the place of the other one.
        if stage(aws, api, name).await?.is_some() {
            let message = format!("ConflictException: Stage {name} already exists");
            return Err(Refusal::Exists { service: SERVICE, message });
        }
        let call = aws
            .apigateway()
            .create_stage()
            .rest_api_id(api)
            .stage_name(name)
            .deployment_id(inputs.required("deployment")?)
            .set_description(inputs.text("description")?.map(str::to_owned))
            .set_variables(Some(inputs.map("variables")?.into_iter().collect()))
            .tracing_enabled(inputs.flag("xrayTracingEnabled")?.unwrap_or_default());
        call.send().await.map_err(refused(SERVICE))?;
        // There is no access log in a creation.
        if let Some((destination, format)) = access_log::wanted(&inputs)? {
            patch(aws, api, name, access_log_patches(&destination, &format)).await?;
        }
        retag(aws, &arn(aws, api, name), Default::default(), inputs.tags()?).await?;
        Ok(Created { id: format!("ags-{api}-{name}"), outputs: outputs(aws, api, name).await? })
    }

    async fn read(&self, aws: &Clients, _: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (api, name) = place(&Inputs::new(SERVICE, known))?;
        let Some(stage) = stage(aws, api, name).await? else { return Ok(None) };
        let told = Told::new(known)
            .put("restApi", api)
            .put("stageName", name)
            .some("deployment", stage.deployment_id())
            .some("accessLogSettings", access_log::told(stage.access_log_settings(), known))
            .unless("description", stage.description(), "")
            .unless("variables", Some(map(stage.variables())), Properties::new())
            .unless("xrayTracingEnabled", Some(stage.tracing_enabled()), false)
            .tags(tags(aws, &arn(aws, api, name)).await?);
        Ok(Some(with(told, outputs(aws, api, name).await?).finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        check(aws, &new).await?;
        let (api, name) = place(&new)?;
        patch(aws, api, name, patches(&old, &new)?).await?;
        retag(aws, &arn(aws, api, name), old.tags()?, new.tags()?).await?;
        outputs(aws, api, name).await
    }

    async fn delete(&self, aws: &Clients, _: &str, known: &Properties) -> Result<(), Refusal> {
        let (api, name) = place(&Inputs::new(SERVICE, known))?;
        let call = aws.apigateway().delete_stage().rest_api_id(api).stage_name(name);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

/// The API and the stage's name. An import has neither and is not possible.
fn place<'a>(inputs: &Inputs<'a>) -> Result<(&'a str, &'a str), Refusal> {
    Ok((inputs.required("restApi")?, inputs.required("stageName")?))
}

async fn stage(aws: &Clients, api: &str, name: &str) -> Result<Option<GetStageOutput>, Refusal> {
    let call = aws.apigateway().get_stage().rest_api_id(api).stage_name(name);
    found(call.send().await.map_err(refused(SERVICE)))
}

fn arn(aws: &Clients, api: &str, name: &str) -> String {
    format!("arn:aws:apigateway:{}::/restapis/{api}/stages/{name}", aws.region())
}

async fn outputs(aws: &Clients, api: &str, name: &str) -> Result<Properties, Refusal> {
    Ok(properties([
        ("arn", arn(aws, api, name).into()),
        ("executionArn", format!("{}/{name}", address::execution_arn(aws, api)).into()),
        ("invokeUrl", format!("{}/{name}", address::of_api(aws, api).await?).into()),
    ]))
}

async fn check(aws: &Clients, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&SUPPORTED)?;
    match access_log::wanted(inputs)? {
        Some(_) => access_log::require_role(aws).await,
        None => Ok(()),
    }
}

async fn patch(aws: &Clients, api: &str, name: &str, patches: Vec<PatchOperation>) -> Result<(), Refusal> {
    let call = aws.apigateway().update_stage().rest_api_id(api).stage_name(name);
    call.set_patch_operations(Some(patches)).send().await.map_err(refused(SERVICE)).map(|_| ())
}

fn access_log_patches(destination: &str, format: &str) -> Vec<PatchOperation> {
    vec![replace("/accessLogSettings/destinationArn", destination), replace("/accessLogSettings/format", format)]
}

fn patches(old: &Inputs<'_>, new: &Inputs<'_>) -> Result<Vec<PatchOperation>, Refusal> {
    let mut patches = vec![
        replace("/deploymentId", new.required("deployment")?),
        replace("/description", new.text("description")?.unwrap_or_default()),
        replace("/tracingEnabled", new.flag("xrayTracingEnabled")?.unwrap_or_default().to_string()),
    ];
    match access_log::wanted(new)? {
        Some((destination, format)) => patches.extend(access_log_patches(&destination, &format)),
        None if old.value("accessLogSettings").is_some() => patches.push(remove("/accessLogSettings")),
        None => {}
    }
    let variables = new.map("variables")?;
    let gone = old.map("variables")?.into_keys().filter(|name| !variables.contains_key(name));
    patches.extend(gone.map(|name| remove(format!("/variables/{name}"))));
    patches.extend(variables.iter().map(|(name, value)| replace(format!("/variables/{name}"), value)));
    Ok(patches)
}
