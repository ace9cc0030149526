//! Answers that the gateway gives itself. A stage serves them with its next deployment.

use async_trait::async_trait;
use aws_sdk_apigateway::types::GatewayResponseType;
use serde_json::{Value, json};

use super::SERVICE;
use crate::clients::Clients;
use crate::families::cloudwatch::values::map;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Body where nobody sets one.
const TEMPLATE: &str = r#"{"message":$context.error.messageString}"#;

/// `aws:apigateway/response:Response`; the id is `aggr-<api>-<type>`.
pub(super) struct Response;

#[async_trait]
impl Kind for Response {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        put(aws, &inputs).await?;
        let (api, kind) = place(&inputs)?;
        Ok(Created { id: format!("aggr-{api}-{kind}"), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, _: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (api, kind) = place(&Inputs::new(SERVICE, known))?;
        let call = aws.apigateway().get_gateway_response().rest_api_id(api);
        let call = call.response_type(GatewayResponseType::from(kind));
        let answer = found(call.send().await.map_err(refused(SERVICE)))?;
        let Some(response) = answer.filter(|response| !response.default_response()) else { return Ok(None) };
        let default = json!({"application/json": TEMPLATE});
        let told = Told::new(known)
            .put("restApiId", api)
            .put("responseType", kind)
            // The service fills in the type's own one.
            .some("statusCode", response.status_code().filter(|_| sets(known, "statusCode")))
            .unless("responseParameters", Some(map(response.response_parameters())), Properties::new())
            .unless("responseTemplates", Some(map(response.response_templates())), default);
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, &Inputs::new(SERVICE, new)).await.map(|()| Properties::new())
    }

    async fn delete(&self, aws: &Clients, _: &str, known: &Properties) -> Result<(), Refusal> {
        let (api, kind) = place(&Inputs::new(SERVICE, known))?;
        let call = aws.apigateway().delete_gateway_response().rest_api_id(api);
        gone(call.response_type(GatewayResponseType::from(kind)).send().await.map_err(refused(SERVICE)))
    }
}

fn sets(known: &Properties, name: &str) -> bool {
    known.get(name).is_some_and(|value| *value != Value::Null)
}

/// The API and the type of response. An import has neither and is not possible.
fn place<'a>(inputs: &Inputs<'a>) -> Result<(&'a str, &'a str), Refusal> {
    Ok((inputs.required("restApiId")?, inputs.required("responseType")?))
}

async fn put(aws: &Clients, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&["restApiId", "responseType", "statusCode", "responseParameters", "responseTemplates"])?;
    let (api, kind) = place(inputs)?;
    let call = aws
        .apigateway()
        .put_gateway_response()
        .rest_api_id(api)
        .response_type(GatewayResponseType::from(kind))
        .set_status_code(inputs.text("statusCode")?.map(str::to_owned))
        .set_response_parameters(Some(inputs.map("responseParameters")?.into_iter().collect()))
        .set_response_templates(Some(inputs.map("responseTemplates")?.into_iter().collect()));
    call.send().await.map_err(refused(SERVICE)).map(|_| ())
}
