//! Parameters of Systems Manager.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_ssm::types::{ParameterStringFilter, ParameterTier, ParameterType, ResourceTypeForTagging as Tagged, Tag};

use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

const SERVICE: &str = "ssm";

/// Most characters of a parameter's name, its path counted, and of its parts.
const NAME_LENGTH: usize = 1011;
const LEVELS: usize = 15;

/// The properties that the call that writes a parameter takes.
const WRITTEN: [&str; 8] =
    ["type", "value", "insecureValue", "description", "allowedPattern", "tier", "dataType", "keyId"];

/// The properties that are nothing when they are gone from the inputs; others stay as the service has them.
const CLEARED: [&str; 2] = ["description", "allowedPattern"];

pub(crate) const KINDS: super::Family = &[("aws:ssm/parameter:Parameter", &Parameter)];

/// `aws:ssm/parameter:Parameter`. The id is the name.
#[derive(Debug)]
struct Parameter;

#[async_trait]
impl Kind for Parameter {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = checked(inputs)?;
        let name = inputs.required("name")?;
        let tags = inputs.tags()?;
        let overwrite = inputs.flag("overwrite")?.unwrap_or(false);
        write(aws, &inputs, overwrite).await?;
        tag(aws, name, tags).await?;
        Ok(Created { id: name.to_owned(), outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let client = aws.ssm();
        let value = client.get_parameter().name(id).with_decryption(true).send().await.map_err(refused(SERVICE));
        let Some(parameter) = found(value)?.and_then(|answer| answer.parameter) else { return Ok(None) };
        let by_name = ParameterStringFilter::builder().key("Name").option("Equals").values(id).build();
        let by_name = by_name.map_err(|error| Inputs::new(SERVICE, known).refuse("name", error.to_string()))?;
        let described =
            client.describe_parameters().parameter_filters(by_name).send().await.map_err(refused(SERVICE))?;
        let described = described.parameters.unwrap_or_default().into_iter().next();
        let call = client.list_tags_for_resource().resource_type(Tagged::Parameter).resource_id(id);
        let tags = call.send().await.map_err(refused(SERVICE))?.tag_list.unwrap_or_default();
        let insecure = known.get("insecureValue").is_some_and(|value| !value.is_null());
        let mut told = Told::new(known)
            .some("name", parameter.name)
            .some("arn", parameter.arn)
            .put("version", parameter.version)
            .put(if insecure { "insecureValue" } else { "value" }, parameter.value.unwrap_or_default())
            .some("type", parameter.r#type.map(|kind| kind.as_str().to_owned()))
            .some("dataType", parameter.data_type)
            .keep(&["overwrite"]);
        if let Some(described) = described {
            told = told
                .unless("description", described.description, "")
                .unless("allowedPattern", described.allowed_pattern, "")
                .some("tier", described.tier.map(|tier| tier.as_str().to_owned()))
                .some("keyId", described.key_id);
        }
        let tags = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
        Ok(Some(told.tags(tags).finish()))
    }

    /// As in the real provider, a change of anything but tags writes the whole parameter anew, its value with it.
    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), checked(new)?);
        let rewritten =
            |name: &&str| old.value(name) != new.value(name) && (new.value(name).is_some() || CLEARED.contains(name));
        if WRITTEN.iter().any(rewritten) {
            write(aws, &new, true).await?;
        }
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        if !removed.is_empty() {
            let call = aws.ssm().remove_tags_from_resource().resource_type(Tagged::Parameter).resource_id(id);
            call.set_tag_keys(Some(removed)).send().await.map_err(refused(SERVICE))?;
        }
        tag(aws, id, set).await?;
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.ssm().delete_parameter().name(id).send().await.map_err(refused(SERVICE)))
    }
}

async fn write(aws: &Clients, inputs: &Inputs<'_>, overwrite: bool) -> Result<(), Refusal> {
    let text = |name: &str| Ok::<_, Refusal>(inputs.text(name)?.map(str::to_owned));
    let call = aws.ssm().put_parameter().name(inputs.required("name")?).overwrite(overwrite);
    let call = call.r#type(ParameterType::from(inputs.required("type")?)).value(value(inputs)?);
    let call = call.description(inputs.text("description")?.unwrap_or_default());
    let call = call.set_allowed_pattern(text("allowedPattern")?).set_data_type(text("dataType")?);
    let call = call.set_key_id(text("keyId")?).set_tier(inputs.text("tier")?.map(ParameterTier::from));
    call.send().await.map_err(refused(SERVICE))?;
    Ok(())
}

async fn tag(aws: &Clients, name: &str, tags: BTreeMap<String, String>) -> Result<(), Refusal> {
    if tags.is_empty() {
        return Ok(());
    }
    let built = tags.into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    let built = built.collect::<Result<Vec<_>, _>>();
    let built = built.map_err(|error| Inputs::new(SERVICE, &Properties::new()).refuse("tags", error.to_string()))?;
    let call = aws.ssm().add_tags_to_resource().resource_type(Tagged::Parameter).resource_id(name);
    call.set_tags(Some(built)).send().await.map_err(refused(SERVICE))?;
    Ok(())
}

fn checked(inputs: &Properties) -> Result<Inputs<'_>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    let names: Vec<&str> = WRITTEN.into_iter().chain(["name", "overwrite"]).collect();
    inputs.only(&names)?;
    name_of(inputs.required("name")?)?;
    value(&inputs)?;
    Ok(inputs)
}

/// The value, which the real service wants not empty and without the marks of a reference.
fn value<'a>(inputs: &Inputs<'a>) -> Result<&'a str, Refusal> {
    let value = match inputs.text("value")? {
        Some(value) => value,
        None => inputs.required("insecureValue")?,
    };
    if value.is_empty() {
        let message = "ValidationException: the value is empty: Member must have length greater than or equal to 1; \
                       leave the parameter out to say nothing";
        return Err(Refusal::invalid(SERVICE, "SSM-VALUE", message));
    }
    if value.contains("{{") {
        let message = "ValidationException: Parameter value can't nest another parameter; take `{{` out of the value";
        return Err(Refusal::invalid(SERVICE, "SSM-VALUE", message));
    }
    Ok(value)
}

fn name_of(name: &str) -> Result<(), Refusal> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "/_.-".contains(character);
    let levels = name.trim_start_matches('/').split('/').count();
    if !name.is_empty() && name.len() <= NAME_LENGTH && levels <= LEVELS && name.chars().all(allowed) {
        return Ok(());
    }
    let message = format!(
        "ValidationException: `{name}` is no name of a parameter: at most {NAME_LENGTH} letters, digits and /_.- in at \
         most {LEVELS} levels"
    );
    Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(name: &str, value: &str) -> Option<&'static str> {
        let inputs = json!({"name": name, "type": "String", "insecureValue": value});
        crate::refusal::rule(checked(inputs.as_object().unwrap()))
    }

    #[test]
    fn values_have_rules() {
        assert_eq!(rule("/switchboard/dev/kill/automation", "off"), None);
        assert_eq!(rule("/a", ""), Some("SSM-VALUE"));
        assert_eq!(rule("/a", "x{{ssm:y}}"), Some("SSM-VALUE"));
    }

    #[test]
    fn names_have_limits() {
        assert_eq!(rule(&format!("/{}", "a".repeat(1010)), "x"), None);
        assert_eq!(rule(&format!("/{}", "a".repeat(1011)), "x"), Some("NAME-LIMIT"));
        assert_eq!(rule(&"/a".repeat(16), "x"), Some("NAME-LIMIT"));
        assert_eq!(rule("/a b", "x"), Some("NAME-LIMIT"));
    }
}
