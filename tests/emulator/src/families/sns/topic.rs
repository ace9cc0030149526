//! Topics.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_sns::types::Tag;

use super::{SERVICE, attributes, set_attribute};
use crate::clients::Clients;
use crate::families::cloudwatch::values::{built, properties, with};
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, gone, refused};
use crate::told::Told;

const RULE: &str = "SNS-TOPIC-NAME";
/// Characters of a name.
const NAME_LIMIT: usize = 256;

/// Properties that are texts, and their attributes.
const TEXTS: [(&str, &str); 2] = [("displayName", "DisplayName"), ("kmsMasterKeyId", "KmsMasterKeyId")];
/// Properties that are flags, and their attributes.
const FLAGS: [(&str, &str); 2] =
    [("fifoTopic", "FifoTopic"), ("contentBasedDeduplication", "ContentBasedDeduplication")];

/// `aws:sns/topic:Topic`; the id is the ARN.
pub(super) struct Topic;

#[async_trait]
impl Kind for Topic {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        check(&inputs)?;
        let mut attributes = wanted(&inputs)?;
        // A topic that is not first in, first out has no such attribute, not even a false one.
        attributes.retain(|_, value| !value.is_empty() && value != "false");
        let call = aws.sns().create_topic().name(inputs.required("name")?);
        let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let call = call.set_attributes(Some(attributes)).set_tags(Some(tags(inputs.tags()?)?));
        let answer = call.send().await.map_err(refused(SERVICE))?;
        let id = answer.topic_arn.unwrap_or_default();
        Ok(Created { outputs: outputs(aws, &id), id })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let Some(attributes) = attributes(aws, id).await? else { return Ok(None) };
        let attribute = |name: &str| attributes.get(name).map(String::as_str);
        let mut told = Told::new(known).put("name", id.rsplit(':').next().unwrap_or_default());
        for (property, name) in TEXTS {
            told = told.unless(property, attribute(name), "");
        }
        for (property, name) in FLAGS {
            told = told.unless(property, Some(attribute(name) == Some("true")), false);
        }
        let answer = aws.sns().list_tags_for_resource().resource_arn(id).send().await.map_err(refused(SERVICE))?;
        let pair = |tag: &Tag| (tag.key().to_owned(), tag.value().to_owned());
        let told = told.json("policy", attribute("Policy")).tags(answer.tags().iter().map(pair).collect());
        Ok(Some(with(told, outputs(aws, id)).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        check(&new)?;
        let before = wanted(&old)?;
        for (name, value) in wanted(&new)? {
            if before.get(name) != Some(&value) {
                set_attribute(aws, id, name, &value).await?;
            }
        }
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        if !set.is_empty() {
            let call = aws.sns().tag_resource().resource_arn(id).set_tags(Some(tags(set)?));
            call.send().await.map_err(refused(SERVICE))?;
        }
        if !removed.is_empty() {
            let call = aws.sns().untag_resource().resource_arn(id).set_tag_keys(Some(removed));
            call.send().await.map_err(refused(SERVICE))?;
        }
        Ok(outputs(aws, id))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.sns().delete_topic().topic_arn(id).send().await.map_err(refused(SERVICE)))
    }
}

fn outputs(aws: &Clients, arn: &str) -> Properties {
    properties([("arn", arn.into()), ("owner", aws.account().into())])
}

fn tags(tags: BTreeMap<String, String>) -> Result<Vec<Tag>, Refusal> {
    let tag = |(key, value)| built(SERVICE, Tag::builder().key(key).value(value).build());
    tags.into_iter().map(tag).collect()
}

/// Attributes as the inputs want them, by their names.
fn wanted(inputs: &Inputs<'_>) -> Result<BTreeMap<&'static str, String>, Refusal> {
    let mut attributes = BTreeMap::new();
    for (property, name) in TEXTS {
        attributes.insert(name, inputs.text(property)?.unwrap_or_default().to_owned());
    }
    for (property, name) in FLAGS {
        attributes.insert(name, inputs.flag(property)?.unwrap_or_default().to_string());
    }
    Ok(attributes)
}

fn check(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    inputs.only(&["name", "displayName", "kmsMasterKeyId", "fifoTopic", "contentBasedDeduplication"])?;
    let name = inputs.required("name")?;
    let fifo = inputs.flag("fifoTopic")?.unwrap_or_default();
    let stem = name.strip_suffix(".fifo");
    if fifo != stem.is_some() {
        return refuse(format!("`{name}`: exactly the names of FIFO topics end with .fifo"));
    }
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let stem = stem.unwrap_or(name);
    if stem.is_empty() || name.len() > NAME_LIMIT || !stem.chars().all(allowed) {
        return refuse(format!("`{name}`: a name has 1 to {NAME_LIMIT} of A-Z, a-z, 0-9, - and _"));
    }
    if inputs.flag("contentBasedDeduplication")? == Some(true) && !fifo {
        return refuse(format!("`{name}`: content-based deduplication is for FIFO topics only"));
    }
    Ok(())
}

fn refuse(reason: String) -> Result<(), Refusal> {
    Err(Refusal::invalid(SERVICE, RULE, format!("Invalid parameter: {reason}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wrong_names_are_refused() {
        let cases = [
            (json!({"name": "a.fifo"}), ".fifo"),
            (json!({"name": "a", "fifoTopic": true}), ".fifo"),
            (json!({"name": "a b"}), "1 to 256"),
            (json!({"name": "a".repeat(257)}), "1 to 256"),
            (json!({"name": "a", "contentBasedDeduplication": true}), "FIFO topics only"),
        ];
        for (topic, text) in cases {
            let error = check(&Inputs::new(SERVICE, topic.as_object().unwrap())).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: RULE, .. }), "{error:?}");
            assert!(error.to_string().contains(text), "{error}");
        }
    }
}
