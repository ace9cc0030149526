//! The API itself.
//!
//! On the emulator its address is `<endpoint>/_aws/execute-api/<id>`: there the stage `$default` serves from the root, and
//! any other below its name, as on AWS.

use async_trait::async_trait;
use aws_sdk_apigatewayv2::types::ProtocolType;

use super::{SERVICE, retag, tags};
use crate::clients::Clients;
use crate::families::apigateway::address;
use crate::families::cloudwatch::values::{properties, with};
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const HTTP: &str = "HTTP";

/// `aws:apigatewayv2/api:Api`.
pub(super) struct Api;

#[async_trait]
impl Kind for Api {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        check(&inputs)?;
        let call = aws
            .apigatewayv2()
            .create_api()
            .name(inputs.required("name")?)
            .protocol_type(ProtocolType::Http)
            .set_description(inputs.text("description")?.map(str::to_owned))
            .set_version(inputs.text("version")?.map(str::to_owned))
            .set_disable_execute_api_endpoint(inputs.flag("disableExecuteApiEndpoint")?)
            .set_tags(Some(inputs.tags()?.into_iter().collect()));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let id = answer.api_id.unwrap_or_default();
        Ok(Created { outputs: outputs(aws, &id).await?, id })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let answer = found(aws.apigatewayv2().get_api().api_id(id).send().await.map_err(refused(SERVICE)))?;
        let Some(api) = answer else { return Ok(None) };
        let told = Told::new(known)
            .some("name", api.name())
            .put("protocolType", api.protocol_type().map_or(HTTP, ProtocolType::as_str))
            .unless("description", api.description(), "")
            .unless("version", api.version(), "")
            .unless("disableExecuteApiEndpoint", api.disable_execute_api_endpoint(), false)
            .tags(tags(aws, &arn(aws, id)).await?);
        Ok(Some(with(told, outputs(aws, id).await?).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let new = Inputs::new(SERVICE, new);
        check(&new)?;
        let call = aws
            .apigatewayv2()
            .update_api()
            .api_id(id)
            .name(new.required("name")?)
            .description(new.text("description")?.unwrap_or_default())
            .version(new.text("version")?.unwrap_or_default())
            .disable_execute_api_endpoint(new.flag("disableExecuteApiEndpoint")?.unwrap_or_default());
        call.send().await.map_err(refused(SERVICE))?;
        retag(aws, &arn(aws, id), &Inputs::new(SERVICE, old), &new).await?;
        outputs(aws, id).await
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.apigatewayv2().delete_api().api_id(id).send().await.map_err(refused(SERVICE)))
    }
}

fn arn(aws: &Clients, id: &str) -> String {
    format!("arn:aws:apigateway:{}::/apis/{id}", aws.region())
}

async fn outputs(aws: &Clients, id: &str) -> Result<Properties, Refusal> {
    Ok(properties([
        ("apiEndpoint", address::of_api(aws, id).await?.into()),
        ("arn", arn(aws, id).into()),
        ("executionArn", address::execution_arn(aws, id).into()),
    ]))
}

fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&["name", "protocolType", "description", "version", "disableExecuteApiEndpoint"])?;
    if inputs.required("protocolType")? != HTTP {
        return Err(inputs.refuse("protocolType", "must be HTTP on the emulator"));
    }
    Ok(())
}
