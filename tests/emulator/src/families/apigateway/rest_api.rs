//! The API itself.

use async_trait::async_trait;
use aws_sdk_apigateway::operation::get_rest_api::GetRestApiOutput;
use aws_sdk_apigateway::types::{EndpointConfiguration, EndpointType};
use aws_smithy_types::date_time::Format;

use super::{SERVICE, address, replace, retag, tags};
use crate::clients::Clients;
use crate::families::cloudwatch::values::{properties, with};
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const SUPPORTED: [&str; 5] = ["name", "description", "disableExecuteApiEndpoint", "endpointConfiguration", "policy"];

/// `aws:apigateway/restApi:RestApi`.
pub(super) struct RestApi;

#[async_trait]
impl Kind for RestApi {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        inputs.only(&SUPPORTED)?;
        let endpoint = EndpointConfiguration::builder().types(endpoint_type(&inputs)?).build();
        let call = aws
            .apigateway()
            .create_rest_api()
            .name(inputs.required("name")?)
            .endpoint_configuration(endpoint)
            .set_description(inputs.text("description")?.map(str::to_owned))
            .disable_execute_api_endpoint(inputs.flag("disableExecuteApiEndpoint")?.unwrap_or_default())
            .set_policy(inputs.text("policy")?.map(str::to_owned))
            .set_tags(Some(inputs.tags()?.into_iter().collect()));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let id = answer.id.unwrap_or_default();
        let Some(api) = api(aws, &id).await? else {
            return Err(Refusal::Missing {
                service: SERVICE,
                message: format!("{id} is gone right after its creation"),
            });
        };
        Ok(Created { outputs: outputs(aws, &id, &api), id })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let Some(api) = api(aws, id).await? else { return Ok(None) };
        let endpoint = api.endpoint_configuration().and_then(|endpoint| endpoint.types().first());
        // AWS and the emulator give a policy with its quotes escaped.
        let policy = api.policy().and_then(|text| serde_json::from_str::<String>(&format!("\"{text}\"")).ok());
        let told = Told::new(known)
            .some("name", api.name())
            .unless("description", api.description(), "")
            .unless("disableExecuteApiEndpoint", Some(api.disable_execute_api_endpoint()), false)
            .json("policy", policy.as_deref().filter(|text| !text.is_empty()))
            .some("endpointConfiguration", endpoint.map(|one| properties([("types", one.as_str().into())])))
            .tags(tags(aws, &arn(aws, id)).await?);
        Ok(Some(with(told, outputs(aws, id, &api)).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        new.only(&SUPPORTED)?;
        // A flag in a patch is a text, which the emulator keeps as one and cannot give back.
        if old.flag("disableExecuteApiEndpoint")?.unwrap_or_default()
            != new.flag("disableExecuteApiEndpoint")?.unwrap_or_default()
        {
            return Err(new.refuse("disableExecuteApiEndpoint", "cannot be changed on the emulator; replace the API"));
        }
        if endpoint_type(&old)? != endpoint_type(&new)? {
            return Err(new.refuse("endpointConfiguration", "cannot be changed on the emulator; replace the API"));
        }
        let mut call = aws.apigateway().update_rest_api().rest_api_id(id);
        for name in ["name", "description", "policy"] {
            let value = new.text(name)?.unwrap_or_default();
            if old.text(name)?.unwrap_or_default() != value {
                call = call.patch_operations(replace(format!("/{name}"), value));
            }
        }
        call.send().await.map_err(refused(SERVICE))?;
        retag(aws, &arn(aws, id), old.tags()?, new.tags()?).await?;
        Ok(api(aws, id).await?.map(|api| outputs(aws, id, &api)).unwrap_or_default())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.apigateway().delete_rest_api().rest_api_id(id).send().await.map_err(refused(SERVICE)))
    }
}

async fn api(aws: &Clients, id: &str) -> Result<Option<GetRestApiOutput>, Refusal> {
    found(aws.apigateway().get_rest_api().rest_api_id(id).send().await.map_err(refused(SERVICE)))
}

fn arn(aws: &Clients, id: &str) -> String {
    format!("arn:aws:apigateway:{}::/restapis/{id}", aws.region())
}

fn outputs(aws: &Clients, id: &str, api: &GetRestApiOutput) -> Properties {
    let created = api.created_date().and_then(|time| time.fmt(Format::DateTime).ok());
    let nothing = Properties::new();
    Told::new(&nothing)
        .put("arn", arn(aws, id))
        .put("executionArn", address::execution_arn(aws, id))
        .some("rootResourceId", api.root_resource_id())
        .some("createdDate", created)
        .finish()
}

/// AWS makes an API EDGE where nothing is said.
fn endpoint_type(inputs: &Inputs<'_>) -> Result<EndpointType, Refusal> {
    let Some(endpoint) = inputs.object("endpointConfiguration")? else { return Ok(EndpointType::Edge) };
    endpoint.only(&["types"])?;
    Ok(EndpointType::from(endpoint.required("types")?))
}
