//! Policies attached to roles.

use async_trait::async_trait;

use super::SERVICE;
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// `aws:iam/rolePolicyAttachment:RolePolicyAttachment`. The id is the role and the policy's ARN with a slash between.
#[derive(Debug)]
pub(super) struct RolePolicyAttachment;

#[async_trait]
impl Kind for RolePolicyAttachment {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        inputs.only(&["role", "policyArn"])?;
        let (role, arn) = (inputs.required("role")?, inputs.required("policyArn")?);
        let call = aws.iam().attach_role_policy().role_name(role).policy_arn(arn);
        call.send().await.map_err(refused(SERVICE))?;
        Ok(Created { id: format!("{role}/{arn}"), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (role, arn) = parts(id)?;
        let call = aws.iam().list_attached_role_policies().role_name(role);
        let Some(answer) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let attached = answer.attached_policies().iter().any(|policy| policy.policy_arn() == Some(arn));
        Ok(attached.then(|| Told::new(known).put("role", role).put("policyArn", arn).finish()))
    }

    /// There is nothing to change: both properties replace.
    async fn update(&self, _: &Clients, _: &str, _: &Properties, _: &Properties) -> Result<Properties, Refusal> {
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        let (role, arn) = parts(id)?;
        let call = aws.iam().detach_role_policy().role_name(role).policy_arn(arn);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

fn parts(id: &str) -> Result<(&str, &str), Refusal> {
    id.split_once('/').ok_or_else(|| Refusal::Unsupported {
        service: SERVICE,
        property: "id".to_owned(),
        reason: format!("is `{id}`; the id of an attachment is <role>/<ARN of the policy>"),
    })
}
