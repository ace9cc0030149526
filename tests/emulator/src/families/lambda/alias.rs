//! Aliases.

use async_trait::async_trait;
use aws_sdk_lambda::types::AliasRoutingConfiguration;
use serde_json::json;

use super::{SERVICE, names};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// `aws:lambda/alias:Alias`. The id is the ARN.
#[derive(Debug)]
pub(super) struct Alias;

#[async_trait]
impl Kind for Alias {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = checked(inputs)?;
        let (function, _) = names::parts(inputs.required("functionName")?);
        let call = aws
            .lambda()
            .create_alias()
            .function_name(function)
            .name(inputs.required("name")?)
            .function_version(inputs.required("functionVersion")?)
            .set_description(inputs.text("description")?.map(str::to_owned))
            .set_routing_config(routing(&inputs)?);
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let arn = answer.alias_arn.unwrap_or_default();
        let outputs = outputs(aws, &arn);
        Ok(Created { id: arn, outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (function, name) = parts(id)?;
        let call = aws.lambda().get_alias().function_name(function).name(name);
        let Some(alias) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let weights = alias.routing_config().and_then(|routing| routing.additional_version_weights());
        let inputs = Inputs::new(SERVICE, known);
        let told = Told::new(known)
            .put("name", name)
            .put("functionName", names::as_known(inputs.text("functionName")?, &names::arn(aws, function)))
            .some("functionVersion", alias.function_version())
            .unless("description", alias.description(), "")
            .some("routingConfig", weights.map(|weights| json!({"additionalVersionWeights": weights})));
        let mut told = told.finish();
        told.extend(outputs(aws, id));
        Ok(Some(told))
    }

    async fn update(&self, aws: &Clients, id: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (function, name) = parts(id)?;
        let new = checked(new)?;
        let routing = routing(&new)?.unwrap_or_else(|| AliasRoutingConfiguration::builder().build());
        let call = aws
            .lambda()
            .update_alias()
            .function_name(function)
            .name(name)
            .function_version(new.required("functionVersion")?)
            .description(new.text("description")?.unwrap_or_default())
            .routing_config(routing);
        call.send().await.map_err(refused(SERVICE))?;
        Ok(outputs(aws, id))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        let (function, name) = parts(id)?;
        let call = aws.lambda().delete_alias().function_name(function).name(name);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

fn checked(inputs: &Properties) -> Result<Inputs<'_>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&["name", "functionName", "functionVersion", "description", "routingConfig"])?;
    Ok(inputs)
}

fn routing(inputs: &Inputs<'_>) -> Result<Option<AliasRoutingConfiguration>, Refusal> {
    let Some(routing) = inputs.object("routingConfig")? else { return Ok(None) };
    let mut builder = AliasRoutingConfiguration::builder();
    if let Some(weights) = routing.object("additionalVersionWeights")? {
        for version in weights.members().keys() {
            builder = builder.additional_version_weights(version, weights.decimal(version)?.unwrap_or_default());
        }
    }
    Ok(Some(builder.build()))
}

fn parts(id: &str) -> Result<(&str, &str), Refusal> {
    match names::parts(id) {
        (function, Some(name)) => Ok((function, name)),
        (_, None) => Err(Refusal::Unsupported {
            service: SERVICE,
            property: "id".to_owned(),
            reason: format!("is `{id}`; the id of an alias is its ARN"),
        }),
    }
}

fn outputs(aws: &Clients, arn: &str) -> Properties {
    Told::new(&Properties::new()).put("arn", arn).put("invokeArn", names::invoke_arn(aws, arn)).finish()
}
