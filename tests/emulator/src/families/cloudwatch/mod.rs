//! Alarms and dashboards of CloudWatch, and what other families store and read with.

mod alarm_shape;
mod composite_alarm;
mod dashboard;
pub(super) mod definition;
mod metric_alarm;
pub(super) mod values;

use std::collections::BTreeMap;

use aws_sdk_cloudwatch::types::Tag;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use self::definition::Definitions;
use crate::clients::Clients;
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{self, Refusal, gone};

/// Name of the service in errors.
const SERVICE: &str = "cloudwatch";

/// An alarm's name, in characters.
const NAME_LIMIT: usize = 255;

pub(crate) const KINDS: super::Family = &[
    ("aws:cloudwatch/compositeAlarm:CompositeAlarm", &composite_alarm::CompositeAlarm),
    ("aws:cloudwatch/dashboard:Dashboard", &dashboard::Dashboard),
    ("aws:cloudwatch/metricAlarm:MetricAlarm", &metric_alarm::MetricAlarm),
];

/// Turns an error of the client into a refusal.
fn refused<E, R>(error: SdkError<E, R>) -> Refusal
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    refusal::refused(SERVICE)(error)
}

/// Deletes an alarm of either type, and what the emulator forgot of it.
async fn delete_alarm(aws: &Clients, name: &str, definitions: Definitions) -> Result<(), Refusal> {
    gone(aws.cloudwatch().delete_alarms().alarm_names(name).send().await.map_err(refused))?;
    definitions.remove(aws, name).await
}

/// ARN of an alarm.
fn alarm_arn(aws: &Clients, name: &str) -> String {
    format!("arn:aws:cloudwatch:{}:{}:alarm:{name}", aws.region(), aws.account())
}

fn tag((key, value): (String, String)) -> Tag {
    Tag::builder().key(key).value(value).build()
}

/// Tags of an alarm. `PutMetricAlarm` sets them for a new alarm only.
async fn retag(aws: &Clients, arn: &str, old: &Inputs<'_>, new: &Inputs<'_>) -> Result<(), Refusal> {
    let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
    if !set.is_empty() {
        let tags = set.into_iter().map(tag).collect();
        let call = aws.cloudwatch().tag_resource().resource_arn(arn).set_tags(Some(tags));
        call.send().await.map_err(refused)?;
    }
    if !removed.is_empty() {
        let call = aws.cloudwatch().untag_resource().resource_arn(arn).set_tag_keys(Some(removed));
        call.send().await.map_err(refused)?;
    }
    Ok(())
}

/// Tags that an alarm has.
async fn tags(aws: &Clients, arn: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let answer = aws.cloudwatch().list_tags_for_resource().resource_arn(arn).send().await.map_err(refused)?;
    let pair = |tag: &Tag| Some((tag.key()?.to_owned(), tag.value()?.to_owned()));
    Ok(answer.tags().iter().filter_map(pair).collect())
}
