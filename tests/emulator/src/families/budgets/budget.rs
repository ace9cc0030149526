//! A budget with its notifications.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_budgets::types::{Budget as Definition, BudgetType, ResourceTag, Spend, TimeUnit};
use serde_json::Value;

use super::{RULE, SERVICE, notification, time_period};
use crate::clients::Clients;
use crate::families::cloudwatch::values::{built, properties, with};
use crate::kind::{Created, Kind, Properties};
use crate::properties::{Inputs, tag_changes};
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Characters of a name.
const NAME_LIMIT: usize = 100;
/// When a budget ends that says nothing about it.
const NEVER: &str = "2087-06-15_00:00";

const SUPPORTED: [&str; 9] = [
    "name",
    "accountId",
    "budgetType",
    "limitAmount",
    "limitUnit",
    "notifications",
    "timePeriodEnd",
    "timePeriodStart",
    "timeUnit",
];

/// `aws:budgets/budget:Budget`; the id is `<account>:<name>`.
pub(super) struct Budget;

#[async_trait]
impl Kind for Budget {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = Inputs::new(SERVICE, inputs);
        let definition = definition(&inputs)?;
        let (account, name) = (inputs.text("accountId")?.unwrap_or(aws.account()), inputs.required("name")?);
        let call = aws
            .budgets()
            .create_budget()
            .account_id(account)
            .budget(definition)
            .set_notifications_with_subscribers(Some(notification::wanted(&inputs)?))
            .set_resource_tags(Some(tags(inputs.tags()?)?));
        call.send().await.map_err(refused(SERVICE))?;
        Ok(Created { id: format!("{account}:{name}"), outputs: outputs(account, name) })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (account, name) = place(id)?;
        let call = aws.budgets().describe_budget().account_id(account).budget_name(name);
        let answer = found(call.send().await.map_err(refused(SERVICE)))?;
        let Some(budget) = answer.and_then(|answer| answer.budget) else { return Ok(None) };
        let call = aws.budgets().list_tags_for_resource().resource_arn(arn(account, name));
        let tags = call.send().await.map_err(refused(SERVICE))?.resource_tags.unwrap_or_default();
        let notifications = notification::told(aws, account, name).await?;
        let told = tell(&budget, known)?
            .set("notifications", notifications)
            .tags(tags.into_iter().map(|tag| (tag.key, tag.value)).collect());
        Ok(Some(with(told, outputs(account, name)).finish()))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let (account, name) = place(id)?;
        let (old, new) = (Inputs::new(SERVICE, old), Inputs::new(SERVICE, new));
        let call = aws.budgets().update_budget().account_id(account).new_budget(definition(&new)?);
        let wanted = notification::wanted(&new)?;
        call.send().await.map_err(refused(SERVICE))?;
        if old.value("notifications") != new.value("notifications") {
            notification::replace(aws, account, name, wanted).await?;
        }
        let (set, removed) = tag_changes(&old.tags()?, &new.tags()?);
        if !set.is_empty() {
            let call =
                aws.budgets().tag_resource().resource_arn(arn(account, name)).set_resource_tags(Some(tags(set)?));
            call.send().await.map_err(refused(SERVICE))?;
        }
        if !removed.is_empty() {
            let call = aws.budgets().untag_resource().resource_arn(arn(account, name));
            call.set_resource_tag_keys(Some(removed)).send().await.map_err(refused(SERVICE))?;
        }
        Ok(outputs(account, name))
    }

    async fn delete(&self, aws: &Clients, id: &str, _: &Properties) -> Result<(), Refusal> {
        let (account, name) = place(id)?;
        let call = aws.budgets().delete_budget().account_id(account).budget_name(name);
        gone(call.send().await.map_err(refused(SERVICE)))
    }
}

fn place(id: &str) -> Result<(&str, &str), Refusal> {
    id.split_once(':').ok_or_else(|| Refusal::Missing {
        service: SERVICE,
        message: format!("`{id}` is no budget's id; it is <account>:<name>"),
    })
}

fn arn(account: &str, name: &str) -> String {
    format!("arn:aws:budgets::{account}:budget/{name}")
}

fn outputs(account: &str, name: &str) -> Properties {
    properties([("accountId", account.into()), ("arn", arn(account, name).into())])
}

fn tags(tags: BTreeMap<String, String>) -> Result<Vec<ResourceTag>, Refusal> {
    let tag = |(key, value)| built(SERVICE, ResourceTag::builder().key(key).value(value).build());
    tags.into_iter().map(tag).collect()
}

fn definition(inputs: &Inputs<'_>) -> Result<Definition, Refusal> {
    inputs.only(&SUPPORTED)?;
    let name = inputs.required("name")?;
    if name.chars().count() > NAME_LIMIT || name.contains([':', '\\']) {
        let message =
            format!("the name of a budget has {NAME_LIMIT} characters at most and no : or \\; `{name}` has not");
        return Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message));
    }
    let mut budget = Definition::builder()
        .budget_name(name)
        .budget_type(BudgetType::from(inputs.required("budgetType")?))
        .time_unit(TimeUnit::from(inputs.required("timeUnit")?))
        .set_time_period(time_period::wanted(inputs)?);
    if let Some(amount) = inputs.text("limitAmount")? {
        if !amount.parse::<f64>().is_ok_and(|amount| amount > 0.0) {
            let message = format!("InvalidParameterException: limitAmount `{amount}` is no positive number");
            return Err(Refusal::invalid(SERVICE, RULE, message));
        }
        let limit = Spend::builder().amount(amount).unit(inputs.text("limitUnit")?.unwrap_or("USD"));
        budget = budget.budget_limit(built(SERVICE, limit.build())?);
    }
    built(SERVICE, budget.build())
}

fn tell<'a>(budget: &Definition, known: &'a Properties) -> Result<Told<'a>, Refusal> {
    let amount = budget.budget_limit().map(Spend::amount);
    // AWS writes 100 as 100.0.
    let same = |known: &&Value| {
        let number = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok());
        number(known.as_str()).is_some() && number(known.as_str()) == number(amount)
    };
    let amount = known.get("limitAmount").filter(same).cloned().or_else(|| amount.map(Value::from));
    let (start, end) = time_period::told(budget.time_period())?;
    Ok(Told::new(known)
        .put("name", budget.budget_name())
        .put("budgetType", budget.budget_type().as_str())
        .put("timeUnit", budget.time_unit().as_str())
        .some("limitAmount", amount)
        .some("limitUnit", budget.budget_limit().map(Spend::unit))
        .some("timePeriodStart", start)
        .unless("timePeriodEnd", end, NEVER))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wrong_amounts_and_names_are_refused() {
        let cases = [
            (json!({"name": "a", "limitAmount": "0"}), RULE),
            (json!({"name": "a", "limitAmount": "much"}), RULE),
            (json!({"name": "a:b", "limitAmount": "1"}), "NAME-LIMIT"),
            (json!({"name": "a".repeat(101), "limitAmount": "1"}), "NAME-LIMIT"),
        ];
        for (change, expected) in cases {
            let mut inputs = json!({"budgetType": "COST", "timeUnit": "MONTHLY"}).as_object().cloned().unwrap();
            inputs.extend(change.as_object().cloned().unwrap());
            let error = definition(&Inputs::new(SERVICE, &inputs)).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule, .. } if rule == expected), "{error:?}");
        }
        let number = json!({"name": "a", "budgetType": "COST", "timeUnit": "MONTHLY", "limitAmount": 100});
        let error = definition(&Inputs::new(SERVICE, number.as_object().unwrap())).unwrap_err();
        assert_eq!(error.to_string(), "budgets: `limitAmount` must be a text");
    }
}
