//! Deployments: what a stage serves.
//!
//! The emulator serves changes of resources, methods and integrations without one, and only gateway responses with the
//! deployment that the stage points at.

use async_trait::async_trait;
use aws_sdk_apigateway::types::Resource;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::{SERVICE, place, replace};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const RULE: &str = "EDGE-REST-DEPLOY";
/// Resources of a page.
const PAGE: i32 = 500;

const SUPPORTED: [&str; 4] = ["restApi", "description", "triggers", "variables"];

/// `aws:apigateway/deployment:Deployment`.
pub(super) struct Deployment;

#[async_trait]
impl Kind for Deployment {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        inputs.only(&SUPPORTED)?;
        let api = inputs.required("restApi")?;
        let call = aws.apigateway().get_resources().rest_api_id(api).limit(PAGE).embed("methods");
        complete(call.send().await.map_err(refused(SERVICE))?.items())?;
        let call = aws
            .apigateway()
            .create_deployment()
            .rest_api_id(api)
            .set_description(inputs.text("description")?.map(str::to_owned))
            .set_variables(Some(inputs.map("variables")?.into_iter().collect()));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let nothing = Properties::new();
        let outputs = created(Told::new(&nothing), answer.created_date());
        Ok(Created { id: answer.id.unwrap_or_default(), outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (api, id) = place(id, known)?;
        let call = aws.apigateway().get_deployment().rest_api_id(api).deployment_id(id);
        let Some(deployment) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let told = Told::new(known)
            .put("restApi", api)
            .unless("description", deployment.description(), "")
            .keep(&["triggers", "variables"]);
        Ok(Some(created(told, deployment.created_date())))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (api, id) = place(id, old)?;
        let new = Inputs::new(SERVICE, new);
        new.only(&SUPPORTED)?;
        let description = new.text("description")?.unwrap_or_default();
        let call = aws.apigateway().update_deployment().rest_api_id(api).deployment_id(id);
        let call = call.patch_operations(replace("/description", description));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let nothing = Properties::new();
        Ok(created(Told::new(&nothing), answer.created_date()))
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let (api, id) = place(id, known)?;
        let stages = found(aws.apigateway().get_stages().rest_api_id(api).send().await.map_err(refused(SERVICE)))?;
        let stages = stages.and_then(|answer| answer.item).unwrap_or_default();
        if stages.iter().any(|stage| stage.deployment_id() == Some(id)) {
            let message = "BadRequestException: Active stages pointing to this deployment must be moved or deleted";
            return Err(Refusal::invalid(SERVICE, RULE, message));
        }
        let call = aws.apigateway().delete_deployment().rest_api_id(api).deployment_id(id);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

fn created(told: Told<'_>, time: Option<&DateTime>) -> Properties {
    told.some("createdDate", time.and_then(|time| time.fmt(Format::DateTime).ok())).finish()
}

/// Refuses an API that has no method, or one without an integration.
fn complete(resources: &[Resource]) -> Result<(), Refusal> {
    let mut methods = resources.iter().filter_map(Resource::resource_methods).flatten().peekable();
    if methods.peek().is_none() {
        let message = "BadRequestException: The REST API doesn't contain any methods";
        return Err(Refusal::invalid(SERVICE, RULE, message));
    }
    match methods.find(|(_, method)| method.method_integration().is_none()) {
        Some((verb, _)) => {
            let message = format!("BadRequestException: No integration defined for method {verb}");
            Err(Refusal::invalid(SERVICE, RULE, message))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_apigateway::types::{Integration, Method};

    use super::*;

    #[test]
    fn apis_without_methods_or_integrations_are_refused() {
        let refused = |resources: &[Resource]| match complete(resources) {
            Err(Refusal::Invalid { rule: RULE, message, .. }) => message,
            other => format!("{other:?}"),
        };
        let root = Resource::builder().path("/").build();
        assert!(refused(std::slice::from_ref(&root)).contains("any methods"));
        let bare = Resource::builder().resource_methods("ANY", Method::builder().build()).build();
        assert!(refused(&[root.clone(), bare]).contains("No integration defined for method ANY"));
        let method = Method::builder().method_integration(Integration::builder().build()).build();
        complete(&[root, Resource::builder().resource_methods("ANY", method).build()]).unwrap();
    }
}
