//! Roles.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_iam::types::Tag;
use aws_smithy_types::date_time::Format;

use super::SERVICE;
use super::document::decoded;
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Most characters of a role's name.
const NAME_LENGTH: usize = 64;

/// Seconds that a session lasts at most, where nothing is said.
const SESSION: i32 = 3600;

/// `aws:iam/role:Role`. The id is the name.
#[derive(Debug)]
pub(super) struct Role;

#[async_trait]
impl Kind for Role {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = checked(inputs)?;
        let name = inputs.required("name")?;
        let call = aws
            .iam()
            .create_role()
            .role_name(name)
            .assume_role_policy_document(inputs.required("assumeRolePolicy")?)
            .set_path(inputs.text("path")?.map(str::to_owned))
            .set_description(inputs.text("description")?.map(str::to_owned))
            .set_max_session_duration(inputs.small("maxSessionDuration")?)
            .set_permissions_boundary(inputs.text("permissionsBoundary")?.map(str::to_owned))
            .set_tags(Some(tags(&inputs, inputs.tags()?)?));
        let role = call.send().await.map_err(refused(SERVICE))?.role;
        let outputs = role.map(|role| outputs(&role)).unwrap_or_default();
        Ok(Created { id: name.to_owned(), outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let answer = found(aws.iam().get_role().role_name(id).send().await.map_err(refused(SERVICE)))?;
        let Some(role) = answer.and_then(|answer| answer.role) else { return Ok(None) };
        let tags = aws.iam().list_role_tags().role_name(id).send().await.map_err(refused(SERVICE))?.tags;
        let trust = role.assume_role_policy_document.as_deref().map(decoded);
        let boundary =
            role.permissions_boundary.as_ref().and_then(|boundary| boundary.permissions_boundary_arn.clone());
        let mut told = Told::new(known)
            .put("name", role.role_name.as_str())
            .json("assumeRolePolicy", trust.as_deref())
            .unless("path", Some(role.path.as_str()), "/")
            .unless("description", role.description.as_deref(), "")
            .unless("maxSessionDuration", role.max_session_duration, SESSION)
            .some("permissionsBoundary", boundary.filter(|boundary| !boundary.is_empty()))
            .keep(&["forceDetachPolicies"])
            .tags(tags.into_iter().map(|tag| (tag.key, tag.value)).collect());
        for (name, value) in outputs(&role) {
            told = told.put(&name, value);
        }
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let client = aws.iam();
        let (old, new) = (Inputs::new(SERVICE, old), checked(new)?);
        let changed = |name: &str| old.value(name) != new.value(name);
        if changed("assumeRolePolicy") {
            let document = new.required("assumeRolePolicy")?;
            let call = client.update_assume_role_policy().role_name(id).policy_document(document);
            call.send().await.map_err(refused(SERVICE))?;
        }
        if changed("description") {
            // The emulator does not take an empty description in the call that changes both.
            let description = new.text("description")?.unwrap_or_default();
            let call = client.update_role_description().role_name(id).description(description);
            call.send().await.map_err(refused(SERVICE))?;
        }
        if changed("maxSessionDuration") {
            let seconds = new.small("maxSessionDuration")?.unwrap_or(SESSION);
            let call = client.update_role().role_name(id).max_session_duration(seconds);
            call.send().await.map_err(refused(SERVICE))?;
        }
        if changed("permissionsBoundary") {
            match new.text("permissionsBoundary")? {
                Some(boundary) => {
                    let call = client.put_role_permissions_boundary().role_name(id).permissions_boundary(boundary);
                    call.send().await.map_err(refused(SERVICE))?;
                }
                None => {
                    let call = client.delete_role_permissions_boundary().role_name(id);
                    call.send().await.map_err(refused(SERVICE))?;
                }
            }
        }
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        if !removed.is_empty() {
            let call = client.untag_role().role_name(id).set_tag_keys(Some(removed));
            call.send().await.map_err(refused(SERVICE))?;
        }
        if !set.is_empty() {
            let call = client.tag_role().role_name(id).set_tags(Some(tags(&new, set)?));
            call.send().await.map_err(refused(SERVICE))?;
        }
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let client = aws.iam();
        if Inputs::new(SERVICE, known).flag("forceDetachPolicies")?.unwrap_or(false) {
            let attached = client.list_attached_role_policies().role_name(id).send().await.map_err(refused(SERVICE));
            let attached = found(attached)?.and_then(|answer| answer.attached_policies).unwrap_or_default();
            for arn in attached.into_iter().filter_map(|policy| policy.policy_arn) {
                let call = client.detach_role_policy().role_name(id).policy_arn(arn);
                gone(call.send().await.map_err(refused(SERVICE)))?;
            }
        }
        gone(client.delete_role().role_name(id).send().await.map_err(refused(SERVICE)))
    }
}

fn checked(inputs: &Properties) -> Result<Inputs<'_>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&[
        "name",
        "path",
        "assumeRolePolicy",
        "description",
        "maxSessionDuration",
        "permissionsBoundary",
        "forceDetachPolicies",
    ])?;
    name_of(inputs.required("name")?)?;
    Ok(inputs)
}

fn name_of(name: &str) -> Result<(), Refusal> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "_+=,.@-".contains(character);
    if !name.is_empty() && name.len() <= NAME_LENGTH && name.chars().all(allowed) {
        return Ok(());
    }
    let message =
        format!("ValidationError: `{name}` is no name of a role: at most {NAME_LENGTH} letters, digits and _+=,.@-");
    Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message))
}

fn outputs(role: &aws_sdk_iam::types::Role) -> Properties {
    Told::new(&Properties::new())
        .put("arn", role.arn.as_str())
        .put("uniqueId", role.role_id.as_str())
        .some("createDate", role.create_date.fmt(Format::DateTime).ok())
        .finish()
}

pub(super) fn tags(inputs: &Inputs<'_>, tags: BTreeMap<String, String>) -> Result<Vec<Tag>, Refusal> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build();
    tags.into_iter().map(tag).collect::<Result<_, _>>().map_err(|error| inputs.refuse("tags", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_limits() {
        assert!(name_of(&"a".repeat(64)).is_ok());
        for name in ["a".repeat(65), String::new(), "a/b".to_owned()] {
            let refusal = name_of(&name).unwrap_err();
            assert!(matches!(refusal, Refusal::Invalid { rule: "NAME-LIMIT", .. }), "{refusal}");
        }
    }
}
