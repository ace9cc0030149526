//! What a web ACL protects.

use async_trait::async_trait;

use super::SERVICE;
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const RULE: &str = "WAF-TARGET";

/// `aws:wafv2/webAclAssociation:WebAclAssociation`; the id is `<ACL>,<resource>`, both ARNs.
pub(super) struct WebAclAssociation;

#[async_trait]
impl Kind for WebAclAssociation {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        inputs.only(&["webAclArn", "resourceArn"])?;
        let (acl, resource) = (inputs.required("webAclArn")?, inputs.required("resourceArn")?);
        let (api, stage) = rest_stage(aws.region(), resource)?;
        let call = aws.apigateway().get_stage().rest_api_id(api).stage_name(stage);
        if found(call.send().await.map_err(refused(SERVICE)))?.is_none() {
            let message = format!("WAFNonexistentItemException: there is no stage {resource}");
            return Err(Refusal::Missing { service: SERVICE, message });
        }
        let call = aws.wafv2().associate_web_acl().web_acl_arn(acl).resource_arn(resource);
        call.send().await.map_err(refused(SERVICE))?;
        Ok(Created { id: format!("{acl},{resource}"), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let Some((acl, resource)) = id.split_once(',') else { return Ok(None) };
        let call = aws.wafv2().get_web_acl_for_resource().resource_arn(resource);
        let answer = found(call.send().await.map_err(refused(SERVICE)))?;
        let there = answer.and_then(|answer| answer.web_acl).filter(|found| found.arn() == acl);
        let told = |_| Told::new(known).put("webAclArn", acl).put("resourceArn", resource).finish();
        Ok(there.map(told))
    }

    /// Any change replaces.
    async fn update(&self, _: &Clients, _: &str, _: &Properties, _: &Properties) -> Result<Properties, Refusal> {
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let resource = match id.split_once(',') {
            Some((_, resource)) => resource,
            None => Inputs::new(SERVICE, known).required("resourceArn")?,
        };
        gone(aws.wafv2().disassociate_web_acl().resource_arn(resource).send().await.map_err(refused(SERVICE)))
    }
}

/// API and stage of the ARN of a REST stage. The emulator takes anything.
fn rest_stage<'a>(region: &str, arn: &'a str) -> Result<(&'a str, &'a str), Refusal> {
    let of_api = arn.strip_prefix(&format!("arn:aws:apigateway:{region}::/restapis/"));
    let place = of_api.and_then(|rest| rest.split_once("/stages/"));
    let named = |(api, stage): &(&str, &str)| !api.is_empty() && !stage.is_empty() && !stage.contains('/');
    place.filter(named).ok_or_else(|| {
        let message = format!(
            "WAFInvalidParameterException: {arn} is no stage of a REST API in {region}; HTTP APIs take no web ACL"
        );
        Refusal::invalid(SERVICE, RULE, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rest_stages_are_protected() {
        let arn = "arn:aws:apigateway:us-east-2::/restapis/a1/stages/live";
        assert_eq!(rest_stage("us-east-2", arn).unwrap(), ("a1", "live"));
        for wrong in [
            "arn:aws:apigateway:us-east-2::/apis/a1/stages/$default",
            "arn:aws:apigateway:us-east-2::/restapis/a1",
            "arn:aws:apigateway:us-east-1::/restapis/a1/stages/live",
            "arn:aws:execute-api:us-east-2:123456789012:a1/live",
        ] {
            let error = rest_stage("us-east-2", wrong).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: RULE, .. }), "{error:?}");
        }
    }
}
