//! Policies inside a role.

use async_trait::async_trait;

use super::SERVICE;
use super::document::decoded;
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// `aws:iam/rolePolicy:RolePolicy`. The id is role and name with a colon between.
#[derive(Debug)]
pub(super) struct RolePolicy;

#[async_trait]
impl Kind for RolePolicy {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let id = put(aws, inputs).await?;
        Ok(Created { id, outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (role, name) = parts(id)?;
        let call = aws.iam().get_role_policy().role_name(role).policy_name(name);
        let Some(policy) = found(call.send().await.map_err(refused(SERVICE)))? else { return Ok(None) };
        let told = Told::new(known).put("role", role).put("name", name);
        Ok(Some(told.json("policy", Some(&decoded(&policy.policy_document))).finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, new).await?;
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        let (role, name) = parts(id)?;
        let call = aws.iam().delete_role_policy().role_name(role).policy_name(name);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

async fn put(aws: &Clients, inputs: &Properties) -> Result<String, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&["role", "name", "policy"])?;
    let (role, name) = (inputs.required("role")?, inputs.required("name")?);
    let call = aws.iam().put_role_policy().role_name(role).policy_name(name);
    call.policy_document(inputs.required("policy")?).send().await.map_err(refused(SERVICE))?;
    Ok(format!("{role}:{name}"))
}

fn parts(id: &str) -> Result<(&str, &str), Refusal> {
    id.split_once(':').ok_or_else(|| Refusal::Unsupported {
        service: SERVICE,
        property: "id".to_owned(),
        reason: format!("is `{id}`; the id of a policy of a role is <role>:<name>"),
    })
}
