//! Policies of their own.

use async_trait::async_trait;

use super::SERVICE;
use super::document::decoded;
use super::role::tags;
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// `aws:iam/policy:Policy`. The id is the ARN.
#[derive(Debug)]
pub(super) struct Policy;

#[async_trait]
impl Kind for Policy {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = checked(inputs)?;
        let call = aws
            .iam()
            .create_policy()
            .policy_name(inputs.required("name")?)
            .policy_document(inputs.required("policy")?)
            .set_path(inputs.text("path")?.map(str::to_owned))
            .set_description(inputs.text("description")?.map(str::to_owned))
            .set_tags(Some(tags(&inputs, inputs.tags()?)?));
        let policy = call.send().await.map_err(refused(SERVICE))?.policy;
        let id = policy.as_ref().and_then(|policy| policy.arn.clone()).unwrap_or_default();
        let outputs = policy.map(|policy| outputs(&policy)).unwrap_or_default();
        Ok(Created { id, outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let Some((text, policy)) = document(aws, id).await? else { return Ok(None) };
        let tags = aws.iam().list_policy_tags().policy_arn(id).send().await.map_err(refused(SERVICE))?.tags;
        let mut told = Told::new(known)
            .some("name", policy.policy_name.clone())
            .unless("path", policy.path.clone(), "/")
            .unless("description", policy.description.clone(), "")
            .json("policy", Some(&text))
            .keep(&["delayAfterPolicyCreationInMs"])
            .tags(tags.into_iter().map(|tag| (tag.key, tag.value)).collect());
        for (name, value) in outputs(&policy) {
            told = told.put(&name, value);
        }
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let client = aws.iam();
        let (old, new) = (Inputs::new(SERVICE, old), checked(new)?);
        if old.value("policy") != new.value("policy") {
            // There may be five versions: the old one goes when the new one is in force.
            let call = client.create_policy_version().policy_arn(id).policy_document(new.required("policy")?);
            call.set_as_default(true).send().await.map_err(refused(SERVICE))?;
            delete_old_versions(aws, id).await?;
        }
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        if !removed.is_empty() {
            let call = client.untag_policy().policy_arn(id).set_tag_keys(Some(removed));
            call.send().await.map_err(refused(SERVICE))?;
        }
        if !set.is_empty() {
            let call = client.tag_policy().policy_arn(id).set_tags(Some(tags(&new, set)?));
            call.send().await.map_err(refused(SERVICE))?;
        }
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(delete_old_versions(aws, id).await)?;
        gone(aws.iam().delete_policy().policy_arn(id).send().await.map_err(refused(SERVICE)))
    }
}

/// The document in force and what else is told of a policy; `None` if there is none.
pub(super) async fn document(
    aws: &Clients,
    arn: &str,
) -> Result<Option<(String, aws_sdk_iam::types::Policy)>, Refusal> {
    let answer = found(aws.iam().get_policy().policy_arn(arn).send().await.map_err(refused(SERVICE)))?;
    let Some(policy) = answer.and_then(|answer| answer.policy) else { return Ok(None) };
    let version = policy.default_version_id.clone().unwrap_or_default();
    let call = aws.iam().get_policy_version().policy_arn(arn).version_id(version);
    let version = found(call.send().await.map_err(refused(SERVICE)))?.and_then(|answer| answer.policy_version);
    let document = version.and_then(|version| version.document).map(|document| decoded(&document));
    Ok(Some((document.unwrap_or_default(), policy)))
}

async fn delete_old_versions(aws: &Clients, arn: &str) -> Result<(), Refusal> {
    let answer = aws.iam().list_policy_versions().policy_arn(arn).send().await.map_err(refused(SERVICE))?;
    for version in answer.versions.unwrap_or_default().into_iter().filter(|version| !version.is_default_version) {
        let call = aws.iam().delete_policy_version().policy_arn(arn).set_version_id(version.version_id);
        call.send().await.map_err(refused(SERVICE))?;
    }
    Ok(())
}

fn checked(inputs: &Properties) -> Result<Inputs<'_>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&["name", "path", "description", "policy", "delayAfterPolicyCreationInMs"])?;
    Ok(inputs)
}

fn outputs(policy: &aws_sdk_iam::types::Policy) -> Properties {
    Told::new(&Properties::new())
        .some("arn", policy.arn.clone())
        .some("policyId", policy.policy_id.clone())
        .put("attachmentCount", policy.attachment_count.unwrap_or_default())
        .finish()
}
