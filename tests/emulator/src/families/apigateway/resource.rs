//! Parts of an API's paths.

use async_trait::async_trait;

use super::{SERVICE, place, replace};
use crate::clients::Clients;
use crate::families::cloudwatch::values::properties;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const SUPPORTED: [&str; 3] = ["restApi", "parentId", "pathPart"];

/// `aws:apigateway/resource:Resource`.
pub(super) struct Resource;

#[async_trait]
impl Kind for Resource {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        inputs.only(&SUPPORTED)?;
        let call = aws
            .apigateway()
            .create_resource()
            .rest_api_id(inputs.required("restApi")?)
            .parent_id(inputs.required("parentId")?)
            .path_part(inputs.required("pathPart")?);
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let outputs = properties([("path", answer.path.unwrap_or_default().into())]);
        Ok(Created { id: answer.id.unwrap_or_default(), outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (api, id) = place(id, known)?;
        let call = aws.apigateway().get_resource().rest_api_id(api).resource_id(id);
        let Some(resource) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let told = Told::new(known)
            .put("restApi", api)
            .some("parentId", resource.parent_id())
            .some("pathPart", resource.path_part())
            .some("path", resource.path());
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (api, id) = place(id, old)?;
        let new = Inputs::new(SERVICE, new);
        new.only(&SUPPORTED)?;
        let call = aws
            .apigateway()
            .update_resource()
            .rest_api_id(api)
            .resource_id(id)
            .patch_operations(replace("/parentId", new.required("parentId")?))
            .patch_operations(replace("/pathPart", new.required("pathPart")?));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        Ok(properties([("path", answer.path.unwrap_or_default().into())]))
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let (api, id) = place(id, known)?;
        let call = aws.apigateway().delete_resource().rest_api_id(api).resource_id(id);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}
