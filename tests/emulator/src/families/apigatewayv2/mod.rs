//! HTTP APIs of API Gateway.

mod api;
mod integration;
mod route;
mod stage;

use std::collections::BTreeMap;

use crate::clients::Clients;
use crate::kind::Properties;
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, refused};

/// Name of the service in errors.
const SERVICE: &str = "apigateway";

pub(crate) const KINDS: super::Family = &[
    ("aws:apigatewayv2/api:Api", &api::Api),
    ("aws:apigatewayv2/integration:Integration", &integration::Integration),
    ("aws:apigatewayv2/route:Route", &route::Route),
    ("aws:apigatewayv2/stage:Stage", &stage::Stage),
];

/// The API of a part of it, and the part's own id. An import gives both, `<api>/<id>`.
fn place<'a>(id: &'a str, known: &'a Properties) -> Result<(&'a str, &'a str), Refusal> {
    match id.split_once('/') {
        Some(place) => Ok(place),
        None => Ok((Inputs::new(SERVICE, known).required("apiId")?, id)),
    }
}

async fn retag(aws: &Clients, arn: &str, old: &Inputs<'_>, new: &Inputs<'_>) -> Result<(), Refusal> {
    let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
    if !set.is_empty() {
        let call = aws.apigatewayv2().tag_resource().resource_arn(arn).set_tags(Some(set.into_iter().collect()));
        call.send().await.map_err(refused(SERVICE))?;
    }
    if !removed.is_empty() {
        let call = aws.apigatewayv2().untag_resource().resource_arn(arn).set_tag_keys(Some(removed));
        call.send().await.map_err(refused(SERVICE))?;
    }
    Ok(())
}

/// Tags of an API or a stage; the answers about these themselves are not kept up to date by the emulator.
async fn tags(aws: &Clients, arn: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let answer = aws.apigatewayv2().get_tags().resource_arn(arn).send().await.map_err(refused(SERVICE))?;
    Ok(answer.tags.into_iter().flatten().collect())
}
