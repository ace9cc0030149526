//! Settings of a table that have calls of their own: expiry of rows, point-in-time recovery, tags.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{
    PointInTimeRecoverySpecification, PointInTimeRecoveryStatus, Tag, TimeToLiveSpecification, TimeToLiveStatus,
};
use serde_json::{Value, json};

use super::SERVICE;
use super::indexes::built;
use crate::clients::Clients;
use crate::kind::Properties;
use crate::properties::Inputs;
use crate::refusal::{Refusal, refused};

/// Property with the attribute that rows expire by.
pub(super) const TTL: &str = "ttl";
/// Property with the setting of point-in-time recovery.
pub(super) const PITR: &str = "pointInTimeRecovery";

/// Sets the attribute that rows expire by. Where the setting is gone, `olds` says what to switch off.
pub(super) async fn set_ttl(aws: &Clients, table: &str, news: &Inputs<'_>, olds: &Inputs<'_>) -> Result<(), Refusal> {
    let (old, new) = (olds.object(TTL)?, news.object(TTL)?);
    let enabled = match &new {
        Some(new) => new.flag("enabled")?.unwrap_or(false),
        None => false,
    };
    let was = match &old {
        Some(old) => old.flag("enabled")?.unwrap_or(false),
        None => false,
    };
    let named = if enabled { new.as_ref() } else { old.as_ref().or(new.as_ref()) };
    let Some(named) = named.filter(|_| enabled || was) else { return Ok(()) };
    let attribute = named.required("attributeName")?;
    let specification = TimeToLiveSpecification::builder().attribute_name(attribute).enabled(enabled).build();
    let specification = specification.map_err(|error| built(named, &error))?;
    let call = aws.dynamodb().update_time_to_live().table_name(table).time_to_live_specification(specification);
    call.send().await.map_err(refused(SERVICE))?;
    Ok(())
}

/// What rows expire by now; `None` if they do not and the state does not know the setting.
pub(super) async fn ttl(aws: &Clients, table: &str, known: &Properties) -> Result<Option<Value>, Refusal> {
    let answer = aws.dynamodb().describe_time_to_live().table_name(table).send().await.map_err(refused(SERVICE))?;
    let Some(description) = answer.time_to_live_description else { return Ok(None) };
    let enabled =
        matches!(description.time_to_live_status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling));
    if !enabled && known.get(TTL).is_none_or(Value::is_null) {
        return Ok(None);
    }
    Ok(Some(match description.attribute_name {
        Some(name) => json!({"attributeName": name, "enabled": enabled}),
        None => json!({"enabled": enabled}),
    }))
}

/// Sets point-in-time recovery.
pub(super) async fn set_pitr(aws: &Clients, table: &str, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let (enabled, days) = match inputs.object(PITR)? {
        Some(setting) => (setting.flag("enabled")?.unwrap_or(false), setting.small("recoveryPeriodInDays")?),
        None => (false, None),
    };
    let specification = PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(enabled);
    let specification = specification.set_recovery_period_in_days(days.filter(|_| enabled)).build();
    let specification = specification.map_err(|error| built(inputs, &error))?;
    let call = aws.dynamodb().update_continuous_backups().table_name(table);
    let call = call.point_in_time_recovery_specification(specification);
    call.send().await.map_err(refused(SERVICE))?;
    Ok(())
}

/// The setting of point-in-time recovery now. The emulator does not tell the period: it is the state's.
pub(super) async fn pitr(aws: &Clients, table: &str, known: &Properties) -> Result<Option<Value>, Refusal> {
    let answer =
        aws.dynamodb().describe_continuous_backups().table_name(table).send().await.map_err(refused(SERVICE))?;
    let backups = answer.continuous_backups_description;
    let recovery = backups.and_then(|backups| backups.point_in_time_recovery_description);
    let status = recovery.as_ref().and_then(|recovery| recovery.point_in_time_recovery_status.clone());
    let enabled = status == Some(PointInTimeRecoveryStatus::Enabled);
    let known = known.get(PITR).filter(|known| !known.is_null());
    if !enabled && known.is_none() {
        return Ok(None);
    }
    let days = recovery.and_then(|recovery| recovery.recovery_period_in_days).map(Value::from);
    let days = days.or_else(|| known.and_then(|known| known.get("recoveryPeriodInDays")).cloned());
    Ok(Some(match days {
        Some(days) => json!({"enabled": enabled, "recoveryPeriodInDays": days}),
        None => json!({"enabled": enabled}),
    }))
}

/// The tags as calls have them.
pub(super) fn tags(inputs: &Inputs<'_>, tags: BTreeMap<String, String>) -> Result<Vec<Tag>, Refusal> {
    let tag = |(key, value): (String, String)| Tag::builder().key(key).value(value).build();
    tags.into_iter().map(tag).collect::<Result<_, _>>().map_err(|error| built(inputs, &error))
}
