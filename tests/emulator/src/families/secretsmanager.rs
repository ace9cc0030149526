//! Secrets of Secrets Manager: containers without a value.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_secretsmanager::types::Tag;

use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const SERVICE: &str = "secretsmanager";

/// Days in which a deleted secret can be restored, where nothing is said.
const WINDOW: i64 = 30;

/// Most characters of a secret's name.
const NAME_LENGTH: usize = 512;

pub(crate) const KINDS: super::Family = &[("aws:secretsmanager/secret:Secret", &Secret)];

/// `aws:secretsmanager/secret:Secret`. The id is the ARN.
#[derive(Debug)]
struct Secret;

#[async_trait]
impl Kind for Secret {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = checked(inputs)?;
        let name = inputs.required("name")?;
        if let Some(scheduled) = window(aws, name).await? {
            return Err(scheduled);
        }
        let call = aws.secretsmanager().create_secret().name(name);
        let call = call.set_description(inputs.text("description")?.map(str::to_owned));
        let call = call.set_kms_key_id(inputs.text("kmsKeyId")?.map(str::to_owned));
        let tags = tags(inputs.tags()?);
        let answer = call.set_tags((!tags.is_empty()).then_some(tags)).send().await.map_err(refused(SERVICE))?;
        let arn = answer.arn.unwrap_or_default();
        let outputs = outputs(&arn);
        Ok(Created { id: arn, outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let answer = aws.secretsmanager().describe_secret().secret_id(id).send().await.map_err(refused(SERVICE));
        let Some(secret) = found(answer)?.filter(|secret| secret.deleted_date.is_none()) else { return Ok(None) };
        let arn = secret.arn.unwrap_or_default();
        let pair = |tag: Tag| Some((tag.key?, tag.value.unwrap_or_default()));
        let told = Told::new(known)
            .some("name", secret.name)
            .unless("description", secret.description, "")
            .some("kmsKeyId", secret.kms_key_id)
            .keep(&["recoveryWindowInDays", "forceOverwriteReplicaSecret"])
            .tags(secret.tags.unwrap_or_default().into_iter().filter_map(pair).collect());
        Ok(Some(told.put("arn", arn).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), checked(new)?);
        let (description, key) = (new.text("description")?, new.text("kmsKeyId")?);
        if description != old.text("description")? || key != old.text("kmsKeyId")? {
            let call = aws.secretsmanager().update_secret().secret_id(id);
            let call = call.description(description.unwrap_or_default()).set_kms_key_id(key.map(str::to_owned));
            call.send().await.map_err(refused(SERVICE))?;
        }
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        if !removed.is_empty() {
            let call = aws.secretsmanager().untag_resource().secret_id(id).set_tag_keys(Some(removed));
            call.send().await.map_err(refused(SERVICE))?;
        }
        if !set.is_empty() {
            let call = aws.secretsmanager().tag_resource().secret_id(id).set_tags(Some(tags(set)));
            call.send().await.map_err(refused(SERVICE))?;
        }
        Ok(outputs(id))
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let call = aws.secretsmanager().delete_secret().secret_id(id);
        let days = Inputs::new(SERVICE, known).number("recoveryWindowInDays")?.unwrap_or(WINDOW);
        let call =
            if days == 0 { call.force_delete_without_recovery(true) } else { call.recovery_window_in_days(days) };
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

fn checked(inputs: &Properties) -> Result<Inputs<'_>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&["name", "description", "kmsKeyId", "recoveryWindowInDays", "forceOverwriteReplicaSecret"])?;
    name_of(inputs.required("name")?)?;
    Ok(inputs)
}

fn name_of(name: &str) -> Result<(), Refusal> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "/_+=.@-".contains(character);
    if !name.is_empty() && name.len() <= NAME_LENGTH && name.chars().all(allowed) {
        return Ok(());
    }
    let message = format!(
        "ValidationException: `{name}` is no name of a secret: at most {NAME_LENGTH} letters, digits and /_+=.@-"
    );
    Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message))
}

/// The refusal for a name whose secret was deleted and can still be restored. The emulator only says that it exists.
async fn window(aws: &Clients, name: &str) -> Result<Option<Refusal>, Refusal> {
    let answer = aws.secretsmanager().describe_secret().secret_id(name).send().await.map_err(refused(SERVICE));
    let scheduled = found(answer)?.is_some_and(|secret| secret.deleted_date.is_some());
    Ok(scheduled.then(|| {
        let message = format!(
            "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled \
             for deletion: restore {name} and import it, or delete it for good"
        );
        Refusal::invalid(SERVICE, "SECRET-WINDOW", message)
    }))
}

fn tags(tags: BTreeMap<String, String>) -> Vec<Tag> {
    tags.into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

fn outputs(arn: &str) -> Properties {
    Told::new(&Properties::new()).put("arn", arn).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_limits() {
        assert!(name_of("switchboard/dev/richpanel/webhook_token").is_ok());
        for name in ["a b".to_owned(), String::new(), "a".repeat(513)] {
            let refusal = name_of(&name).unwrap_err();
            assert!(matches!(refusal, Refusal::Invalid { rule: "NAME-LIMIT", .. }), "{refusal}");
        }
    }
}
