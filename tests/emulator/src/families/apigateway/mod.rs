//! REST APIs of API Gateway.

mod access_log;
mod account;
pub(super) mod address;
mod deployment;
mod integration;
mod method;
mod method_settings;
mod resource;
mod response;
mod rest_api;
mod stage;

use std::collections::BTreeMap;

use aws_sdk_apigateway::types::{Op, PatchOperation};

use crate::clients::Clients;
use crate::kind::Properties;
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, refused};

/// Name of the service in errors.
const SERVICE: &str = "apigateway";

pub(crate) const KINDS: super::Family = &[
    ("aws:apigateway/account:Account", &account::Account),
    ("aws:apigateway/deployment:Deployment", &deployment::Deployment),
    ("aws:apigateway/integration:Integration", &integration::Integration),
    ("aws:apigateway/method:Method", &method::Method),
    ("aws:apigateway/methodSettings:MethodSettings", &method_settings::MethodSettings),
    ("aws:apigateway/resource:Resource", &resource::Resource),
    ("aws:apigateway/response:Response", &response::Response),
    ("aws:apigateway/restApi:RestApi", &rest_api::RestApi),
    ("aws:apigateway/stage:Stage", &stage::Stage),
];

/// The API of a part of it, and the part's own id. An import gives both, `<api>/<id>`.
fn place<'a>(id: &'a str, known: &'a Properties) -> Result<(&'a str, &'a str), Refusal> {
    match id.split_once('/') {
        Some(place) => Ok(place),
        None => Ok((Inputs::new(SERVICE, known).required("restApi")?, id)),
    }
}

/// The change of a member.
fn replace(path: impl Into<String>, value: impl Into<String>) -> PatchOperation {
    PatchOperation::builder().op(Op::Replace).path(path).value(value).build()
}

/// The end of a member.
fn remove(path: impl Into<String>) -> PatchOperation {
    PatchOperation::builder().op(Op::Remove).path(path).build()
}

async fn retag(
    aws: &Clients,
    arn: &str,
    old: BTreeMap<String, String>,
    new: BTreeMap<String, String>,
) -> Result<(), Refusal> {
    let (set, removed) = tag_changes(&old, &new);
    let client = aws.apigateway();
    if !set.is_empty() {
        let call = client.tag_resource().resource_arn(arn).set_tags(Some(set.into_iter().collect()));
        call.send().await.map_err(refused(SERVICE))?;
    }
    if !removed.is_empty() {
        let call = client.untag_resource().resource_arn(arn).set_tag_keys(Some(removed));
        call.send().await.map_err(refused(SERVICE))?;
    }
    Ok(())
}

/// Tags of an API or a stage; the answers about these themselves are not kept up to date by the emulator.
async fn tags(aws: &Clients, arn: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let answer = aws.apigateway().get_tags().resource_arn(arn).send().await.map_err(refused(SERVICE))?;
    Ok(answer.tags.into_iter().flatten().collect())
}
