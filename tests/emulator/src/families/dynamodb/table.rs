//! Tables.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeyType, TableClass};
use serde_json::json;

use super::SERVICE;
use super::indexes::{self, INDEXES};
use super::settings::{self, PITR, TTL};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// How long a table may take to be ready.
const PATIENCE: Duration = Duration::from_secs(60);

/// `aws:dynamodb/table:Table`. The id is the name.
#[derive(Debug)]
pub(super) struct Table;

#[async_trait]
impl Kind for Table {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let nothing = Properties::new();
        let inputs = checked(inputs)?;
        let name = inputs.required("name")?;
        let indexes: Vec<_> = indexes::indexes(&inputs)?.into_values().collect();
        let call = aws
            .dynamodb()
            .create_table()
            .table_name(name)
            .set_attribute_definitions(Some(indexes::attributes(&inputs)?))
            .set_key_schema(Some(indexes::schema(&inputs, indexes::key(&inputs)?)?))
            .set_global_secondary_indexes((!indexes.is_empty()).then_some(indexes))
            .billing_mode(billing(&inputs)?)
            .set_provisioned_throughput(indexes::throughput(&inputs)?)
            .set_table_class(inputs.text("tableClass")?.map(TableClass::from))
            .set_deletion_protection_enabled(inputs.flag("deletionProtectionEnabled")?)
            .set_tags(Some(settings::tags(&inputs, inputs.tags()?)?));
        call.send().await.map_err(refused(SERVICE))?;
        ready(aws, name).await?;
        settings::set_ttl(aws, name, &inputs, &Inputs::new(SERVICE, &nothing)).await?;
        if inputs.value(PITR).is_some() {
            settings::set_pitr(aws, name, &inputs).await?;
        }
        Ok(Created { id: name.to_owned(), outputs: outputs(aws, name) })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let client = aws.dynamodb();
        let answer = found(client.describe_table().table_name(id).send().await.map_err(refused(SERVICE)))?;
        let Some(table) = answer.and_then(|answer| answer.table) else { return Ok(None) };
        let arn = table.table_arn.clone().unwrap_or_default();
        let tags = client.list_tags_of_resource().resource_arn(&arn).send().await.map_err(refused(SERVICE))?;
        let key = |kind: &KeyType| {
            let member = table.key_schema().iter().find(|member| member.key_type() == kind);
            member.map(|member| member.attribute_name().to_owned())
        };
        let attribute = |attribute: &AttributeDefinition| {
            let kind = attribute.attribute_type().as_str();
            json!({"name": attribute.attribute_name(), "type": kind})
        };
        let billing = table.billing_mode_summary().and_then(|summary| summary.billing_mode());
        let class = table.table_class_summary().and_then(|summary| summary.table_class());
        let mut told = Told::new(known)
            .put("name", id)
            .put("arn", arn)
            .some("hashKey", key(&KeyType::Hash))
            .some("rangeKey", key(&KeyType::Range))
            .set("attributes", table.attribute_definitions().iter().map(attribute).collect())
            .set(INDEXES, table.global_secondary_indexes().iter().map(|index| indexes::told(index, known)).collect())
            .unless("billingMode", billing.map(BillingMode::as_str), BillingMode::Provisioned.as_str())
            .unless("tableClass", class.map(TableClass::as_str), TableClass::Standard.as_str())
            .unless("deletionProtectionEnabled", table.deletion_protection_enabled, false)
            .some(TTL, settings::ttl(aws, id, known).await?)
            .some(PITR, settings::pitr(aws, id, known).await?);
        if let Some(throughput) = table.provisioned_throughput() {
            told = told.unless("readCapacity", throughput.read_capacity_units(), 0).unless(
                "writeCapacity",
                throughput.write_capacity_units(),
                0,
            );
        }
        let tags = tags.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect();
        Ok(Some(told.tags(tags).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (old, new) = (Inputs::new(SERVICE, old), checked(new)?);
        indexes::all_indexed(&new)?;
        let updates = indexes::updates(&old, &new)?;
        set_table(aws, id, &old, &new).await?;
        for update in updates {
            let call = aws.dynamodb().update_table().table_name(id).global_secondary_index_updates(update);
            let call = call.set_attribute_definitions(Some(indexes::attributes(&new)?));
            call.send().await.map_err(refused(SERVICE))?;
            ready(aws, id).await?;
        }
        if old.value(TTL) != new.value(TTL) {
            settings::set_ttl(aws, id, &new, &old).await?;
        }
        if old.value(PITR) != new.value(PITR) {
            settings::set_pitr(aws, id, &new).await?;
        }
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        let arn = arn(aws, id);
        if !removed.is_empty() {
            let call = aws.dynamodb().untag_resource().resource_arn(&arn).set_tag_keys(Some(removed));
            call.send().await.map_err(refused(SERVICE))?;
        }
        if !set.is_empty() {
            let tags = settings::tags(&new, set)?;
            let call = aws.dynamodb().tag_resource().resource_arn(&arn).set_tags(Some(tags));
            call.send().await.map_err(refused(SERVICE))?;
        }
        Ok(outputs(aws, id))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        gone(aws.dynamodb().delete_table().table_name(id).send().await.map_err(refused(SERVICE)))
    }
}

fn checked(inputs: &Properties) -> Result<Inputs<'_>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&[
        "name",
        "hashKey",
        "rangeKey",
        "attributes",
        INDEXES,
        "billingMode",
        "readCapacity",
        "writeCapacity",
        "tableClass",
        "deletionProtectionEnabled",
        TTL,
        PITR,
    ])?;
    Ok(inputs)
}

fn billing(inputs: &Inputs<'_>) -> Result<BillingMode, Refusal> {
    Ok(inputs.text("billingMode")?.map_or(BillingMode::Provisioned, BillingMode::from))
}

/// Changes what one call changes: billing, class, protection.
async fn set_table(aws: &Clients, id: &str, old: &Inputs<'_>, new: &Inputs<'_>) -> Result<(), Refusal> {
    let changed = |name: &str| old.value(name) != new.value(name);
    let capacity = ["billingMode", "readCapacity", "writeCapacity"].into_iter().any(changed);
    if !capacity && !changed("tableClass") && !changed("deletionProtectionEnabled") {
        return Ok(());
    }
    let mut call = aws.dynamodb().update_table().table_name(id);
    if capacity {
        let throughput = if billing(new)? == BillingMode::Provisioned { indexes::throughput(new)? } else { None };
        call = call.billing_mode(billing(new)?).set_provisioned_throughput(throughput);
    }
    if changed("tableClass") {
        call = call.table_class(new.text("tableClass")?.map_or(TableClass::Standard, TableClass::from));
    }
    if changed("deletionProtectionEnabled") {
        call = call.deletion_protection_enabled(new.flag("deletionProtectionEnabled")?.unwrap_or(false));
    }
    call.send().await.map_err(refused(SERVICE))?;
    ready(aws, id).await
}

/// Waits until the table can be used.
async fn ready(aws: &Clients, name: &str) -> Result<(), Refusal> {
    let waiter = aws.dynamodb().wait_until_table_exists().table_name(name);
    let failed = |error: &dyn std::error::Error| Refusal::Failed {
        service: SERVICE,
        code: "not ready".to_owned(),
        message: format!("the table {name} is not active: {error}"),
    };
    waiter.wait(PATIENCE).await.map_err(|error| failed(&error))?;
    Ok(())
}

fn arn(aws: &Clients, name: &str) -> String {
    format!("arn:aws:dynamodb:{}:{}:table/{name}", aws.region(), aws.account())
}

fn outputs(aws: &Clients, name: &str) -> Properties {
    Told::new(&Properties::new()).put("arn", arn(aws, name)).finish()
}
