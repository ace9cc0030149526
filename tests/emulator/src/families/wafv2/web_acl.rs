//! Web ACLs.
//!
//! The emulator forgets what bodies are inspected, what is protected in logs and samples, and changes of the description;
//! they are kept as a [definition](crate::families::cloudwatch::definition).

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_wafv2::operation::get_web_acl::GetWebAclOutput;
use aws_sdk_wafv2::types::{ResourceType, Rule, Scope, Tag};
use serde_json::Value;

use super::{SERVICE, rule, rules};
use crate::clients::Clients;
use crate::families::cloudwatch::definition::{Definitions, parts};
use crate::families::cloudwatch::values::{built, properties, with};
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// What the emulator forgets.
const FORGOTTEN: [&str; 3] = ["associationConfig", "dataProtectionConfig", "description"];
const DEFINITIONS: Definitions = Definitions { type_name: "web-acl" };
/// Characters of a name.
const NAME_LIMIT: usize = 128;

/// `aws:wafv2/webAcl:WebAcl`; an import gives `<id>/<name>/<scope>`.
pub(super) struct WebAcl;

#[async_trait]
impl Kind for WebAcl {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        let definition = Definition::wanted(&inputs)?;
        let call = aws
            .wafv2()
            .create_web_acl()
            .name(inputs.required("name")?)
            .scope(Scope::from(inputs.required("scope")?))
            .default_action(rule::default_action(&inputs)?)
            .visibility_config(rule::visibility(&inputs)?)
            .set_description(inputs.text("description")?.map(str::to_owned))
            .set_rules(Some(definition.rules))
            .set_tags(tags(inputs.tags()?)?);
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let id = answer.summary.and_then(|summary| summary.id).unwrap_or_default();
        DEFINITIONS.put(aws, &id, parts(&inputs, &FORGOTTEN)).await?;
        let outputs = outputs(aws, Place::of(&id, inputs.members())?, definition.capacity).await?;
        Ok(Created { id, outputs })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let place = Place::of(id, known)?;
        let Some(answer) = place.get(aws).await? else { return Ok(None) };
        let Some(acl) = answer.web_acl() else { return Ok(None) };
        let rules = acl.rules().iter().map(|one| rule::tell(one, &known_rule(known, one.name()))).map(Value::Object);
        let rules: Vec<Value> = rules.collect();
        let told = Told::new(known)
            .put("name", acl.name())
            .put("scope", place.scope)
            .some("defaultAction", acl.default_action().map(rule::tell_default_action))
            .some("visibilityConfig", acl.visibility_config().map(rule::tell_visibility))
            .set("rules", rules.clone());
        // Somebody may have put rules there that would be refused here.
        let capacity = capacity(rules).unwrap_or_else(|_| acl.capacity());
        let call = aws.wafv2().list_tags_for_resource().resource_arn(acl.arn());
        let tags = call.send().await.map_err(refused(SERVICE))?.tag_info_for_resource;
        let tags = tags.and_then(|info| info.tag_list).unwrap_or_default();
        let told = with(told, DEFINITIONS.get(aws, place.id).await?.unwrap_or_default())
            .tags(tags.into_iter().map(|tag| (tag.key, tag.value)).collect());
        Ok(Some(with(told, outputs(aws, place, capacity).await?).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let place = Place::of(id, old)?;
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        let definition = Definition::wanted(&new)?;
        let current = place.require(aws).await?;
        let call = aws
            .wafv2()
            .update_web_acl()
            .name(place.name)
            .scope(Scope::from(place.scope))
            .id(place.id)
            .set_lock_token(current.lock_token.clone())
            .default_action(rule::default_action(&new)?)
            .visibility_config(rule::visibility(&new)?)
            .set_description(new.text("description")?.map(str::to_owned))
            .set_rules(Some(definition.rules));
        call.send().await.map_err(refused(SERVICE))?;
        DEFINITIONS.put(aws, place.id, parts(&new, &FORGOTTEN)).await?;
        let arn = current.web_acl().map(|acl| acl.arn()).unwrap_or_default();
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        if let Some(set) = tags(set)? {
            let call = aws.wafv2().tag_resource().resource_arn(arn).set_tags(Some(set));
            call.send().await.map_err(refused(SERVICE))?;
        }
        if !removed.is_empty() {
            let call = aws.wafv2().untag_resource().resource_arn(arn).set_tag_keys(Some(removed));
            call.send().await.map_err(refused(SERVICE))?;
        }
        outputs(aws, place, definition.capacity).await
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        let place = Place::of(id, known)?;
        if let Some(current) = place.get(aws).await? {
            let arn = current.web_acl().map(|acl| acl.arn()).unwrap_or_default();
            unassociated(aws, arn).await?;
            let call = aws.wafv2().delete_web_acl().name(place.name).scope(Scope::from(place.scope)).id(place.id);
            gone(call.set_lock_token(current.lock_token).send().await.map_err(refused(SERVICE)))?;
        }
        DEFINITIONS.remove(aws, place.id).await
    }
}

/// How the service names an ACL.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    id: &'a str,
    name: &'a str,
    scope: &'a str,
}

impl<'a> Place<'a> {
    fn of(id: &'a str, known: &'a Properties) -> Result<Self, Refusal> {
        let mut parts = id.splitn(3, '/');
        if let (Some(id), Some(name), Some(scope)) = (parts.next(), parts.next(), parts.next()) {
            return Ok(Self { id, name, scope });
        }
        let known = Inputs::new(SERVICE, known);
        Ok(Self { id, name: known.required("name")?, scope: known.required("scope")? })
    }

    async fn get(self, aws: &Clients) -> Result<Option<GetWebAclOutput>, Refusal> {
        let call = aws.wafv2().get_web_acl().name(self.name).scope(Scope::from(self.scope)).id(self.id);
        found(call.send().await.map_err(refused(SERVICE)))
    }

    async fn require(self, aws: &Clients) -> Result<GetWebAclOutput, Refusal> {
        let message = || format!("there is no web ACL {} with the id {}", self.name, self.id);
        self.get(aws).await?.ok_or_else(|| Refusal::Missing { service: SERVICE, message: message() })
    }
}

/// Rules that the service would take, and their capacity, which the emulator does not count.
#[derive(Debug)]
struct Definition {
    rules: Vec<Rule>,
    capacity: i64,
}

impl Definition {
    fn wanted(inputs: &Inputs<'_>) -> Result<Self, Refusal> {
        let own = ["name", "scope", "defaultAction", "rules", "visibilityConfig"];
        inputs.only(&[&own[..], &FORGOTTEN[..]].concat())?;
        let name = inputs.required("name")?;
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        if name.is_empty() || name.len() > NAME_LIMIT || !name.chars().all(allowed) {
            let message =
                format!("the name of a web ACL has 1 to {NAME_LIMIT} of A-Z, a-z, 0-9, - and _; `{name}` has not");
            return Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message));
        }
        let rules = inputs.objects("rules")?;
        let capacity = rules::capacity(&rules)?;
        Ok(Self { rules: rules.iter().map(rule::wanted).collect::<Result<_, _>>()?, capacity })
    }
}

/// Capacity units of rules that are there.
fn capacity(rules: Vec<Value>) -> Result<i64, Refusal> {
    let all = properties([("rules", Value::Array(rules))]);
    rules::capacity(&Inputs::new(SERVICE, &all).objects("rules")?)
}

async fn outputs(aws: &Clients, place: Place<'_>, capacity: i64) -> Result<Properties, Refusal> {
    let current = place.require(aws).await?;
    let nothing = Properties::new();
    Ok(Told::new(&nothing)
        .some("arn", current.web_acl().map(|acl| acl.arn()))
        .some("lockToken", current.lock_token())
        .put("capacity", capacity)
        .finish())
}

/// Refuses to delete an ACL that protects something; the emulator would not.
async fn unassociated(aws: &Clients, arn: &str) -> Result<(), Refusal> {
    let call = aws.wafv2().list_resources_for_web_acl().web_acl_arn(arn).resource_type(ResourceType::ApiGateway);
    let answer = call.send().await.map_err(refused(SERVICE))?;
    match answer.resource_arns().first() {
        None => Ok(()),
        Some(resource) => {
            let message = format!("WAFAssociatedItemException: the web ACL is associated with {resource}");
            Err(Refusal::invalid(SERVICE, "WAF-TARGET", message))
        }
    }
}

fn known_rule(known: &Properties, name: &str) -> Properties {
    let rules = known.get("rules").and_then(Value::as_array);
    let rule = rules.into_iter().flatten().find(|rule| rule["name"] == name);
    rule.and_then(Value::as_object).cloned().unwrap_or_default()
}

/// Tags in the form of the service, which takes no empty list.
fn tags(tags: BTreeMap<String, String>) -> Result<Option<Vec<Tag>>, Refusal> {
    let tag = |(key, value)| built(SERVICE, Tag::builder().key(key).value(value).build());
    let tags = tags.into_iter().map(tag).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(tags).filter(|tags| !tags.is_empty()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_outside_the_alphabet_are_refused() {
        for name in ["a b", &"a".repeat(129)] {
            let inputs = json!({"name": name, "scope": "REGIONAL"});
            let error = Definition::wanted(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: "NAME-LIMIT", .. }), "{error:?}");
        }
    }
}
