//! Which requests go to an integration.

use async_trait::async_trait;
use aws_sdk_apigatewayv2::types::AuthorizationType;

use super::{SERVICE, place};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const SUPPORTED: [&str; 5] = ["apiId", "routeKey", "target", "authorizationType", "operationName"];

/// `aws:apigatewayv2/route:Route`.
pub(super) struct Route;

#[async_trait]
impl Kind for Route {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        inputs.only(&SUPPORTED)?;
        let api = inputs.required("apiId")?;
        free(aws, api, inputs.required("routeKey")?, None).await?;
        let call = aws
            .apigatewayv2()
            .create_route()
            .api_id(api)
            .route_key(inputs.required("routeKey")?)
            .set_target(inputs.text("target")?.map(str::to_owned))
            .set_authorization_type(inputs.text("authorizationType")?.map(AuthorizationType::from))
            .set_operation_name(inputs.text("operationName")?.map(str::to_owned));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        Ok(Created { id: answer.route_id.unwrap_or_default(), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (api, id) = place(id, known)?;
        let call = aws.apigatewayv2().get_route().api_id(api).route_id(id);
        let Some(route) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let told = Told::new(known)
            .put("apiId", api)
            .some("routeKey", route.route_key())
            .unless("target", route.target(), "")
            .unless("authorizationType", route.authorization_type().map(AuthorizationType::as_str), "NONE")
            .unless("operationName", route.operation_name(), "");
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (api, id) = place(id, old)?;
        let new = Inputs::new(SERVICE, new);
        new.only(&SUPPORTED)?;
        free(aws, api, new.required("routeKey")?, Some(id)).await?;
        let call = aws
            .apigatewayv2()
            .update_route()
            .api_id(api)
            .route_id(id)
            .route_key(new.required("routeKey")?)
            .target(new.text("target")?.unwrap_or_default())
            .authorization_type(AuthorizationType::from(new.text("authorizationType")?.unwrap_or("NONE")))
            .operation_name(new.text("operationName")?.unwrap_or_default());
        call.send().await.map_err(refused(SERVICE)).map(|_| Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let (api, id) = place(id, known)?;
        gone(aws.apigatewayv2().delete_route().api_id(api).route_id(id).send().await.map_err(refused(SERVICE)))
    }
}

/// Refuses a key that another route of the API has; the emulator would serve either.
async fn free(aws: &Clients, api: &str, key: &str, own: Option<&str>) -> Result<(), Refusal> {
    let routes = aws.apigatewayv2().get_routes().api_id(api).send().await.map_err(refused(SERVICE))?;
    if routes.items().iter().any(|route| route.route_key() == Some(key) && route.route_id() != own) {
        let message = format!("ConflictException: Route with key {key} already exists for this API");
        return Err(Refusal::Exists { service: SERVICE, message });
    }
    Ok(())
}
