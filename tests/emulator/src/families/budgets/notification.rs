//! Notifications of a budget and who gets them.

use aws_sdk_budgets::types::{
    ComparisonOperator, Notification, NotificationType, NotificationWithSubscribers, Subscriber, SubscriptionType,
    ThresholdType,
};
use serde_json::Value;

use super::{RULE, SERVICE};
use crate::clients::Clients;
use crate::families::cloudwatch::values::{built, number};
use crate::kind::Properties;
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, refused};
use crate::told::Told;

/// Notifications of a budget.
const NOTIFICATIONS: usize = 5;
/// Mail addresses of a notification; it has one topic at most.
const ADDRESSES: usize = 10;

const ADDRESSES_OF_MAIL: &str = "subscriberEmailAddresses";
const ARNS_OF_TOPICS: &str = "subscriberSnsTopicArns";

/// The notifications of the inputs.
pub(super) fn wanted(inputs: &Inputs<'_>) -> Result<Vec<NotificationWithSubscribers>, Refusal> {
    let notifications = inputs.objects("notifications")?;
    if notifications.len() > NOTIFICATIONS {
        return refuse(format!("{} notifications, of {NOTIFICATIONS} at most", notifications.len()));
    }
    notifications.iter().map(one).collect()
}

/// Puts these notifications in the place of those that the budget has.
pub(super) async fn replace(
    aws: &Clients,
    account: &str,
    budget: &str,
    wanted: Vec<NotificationWithSubscribers>,
) -> Result<(), Refusal> {
    for notification in existing(aws, account, budget).await? {
        let call = aws.budgets().delete_notification().account_id(account).budget_name(budget);
        found(call.notification(notification).send().await.map_err(refused(SERVICE)))?;
    }
    for entry in wanted {
        let call = aws
            .budgets()
            .create_notification()
            .account_id(account)
            .budget_name(budget)
            .set_notification(entry.notification)
            .set_subscribers(Some(entry.subscribers));
        call.send().await.map_err(refused(SERVICE))?;
    }
    Ok(())
}

/// The notifications that a budget has, as programs write them.
pub(super) async fn told(aws: &Clients, account: &str, budget: &str) -> Result<Vec<Value>, Refusal> {
    let mut told = Vec::new();
    for notification in existing(aws, account, budget).await? {
        let call = aws.budgets().describe_subscribers_for_notification().account_id(account).budget_name(budget);
        let call = call.notification(notification.clone());
        let answer = found(call.send().await.map_err(refused(SERVICE)))?;
        let subscribers = answer.and_then(|answer| answer.subscribers).unwrap_or_default();
        told.push(tell(&notification, &subscribers).into());
    }
    Ok(told)
}

async fn existing(aws: &Clients, account: &str, budget: &str) -> Result<Vec<Notification>, Refusal> {
    let call = aws.budgets().describe_notifications_for_budget().account_id(account).budget_name(budget);
    let answer = found(call.send().await.map_err(refused(SERVICE)))?;
    Ok(answer.and_then(|answer| answer.notifications).unwrap_or_default())
}

fn one(inputs: &Inputs<'_>) -> Result<NotificationWithSubscribers, Refusal> {
    let (addresses, topics) = (inputs.texts(ADDRESSES_OF_MAIL)?, inputs.texts(ARNS_OF_TOPICS)?);
    if addresses.is_empty() && topics.is_empty() {
        return refuse("a notification needs a subscriber");
    }
    if addresses.len() > ADDRESSES || topics.len() > 1 {
        return refuse(format!("a notification goes to {ADDRESSES} addresses and one topic at most"));
    }
    let Some(threshold) = inputs.decimal("threshold")? else {
        return Err(inputs.refuse("threshold", "is missing; set it"));
    };
    let notification = Notification::builder()
        .comparison_operator(ComparisonOperator::from(inputs.required("comparisonOperator")?))
        .notification_type(NotificationType::from(inputs.required("notificationType")?))
        .threshold(threshold)
        .threshold_type(ThresholdType::from(inputs.required("thresholdType")?));
    let by_mail = addresses.into_iter().map(|address| (SubscriptionType::Email, address));
    let by_topic = topics.into_iter().map(|topic| (SubscriptionType::Sns, topic));
    let subscriber =
        |(way, address)| built(SERVICE, Subscriber::builder().subscription_type(way).address(address).build());
    let subscribers = by_mail.chain(by_topic).map(subscriber).collect::<Result<Vec<_>, _>>()?;
    let notification = built(SERVICE, notification.build())?;
    let entry = NotificationWithSubscribers::builder().notification(notification).set_subscribers(Some(subscribers));
    built(SERVICE, entry.build())
}

fn tell(notification: &Notification, subscribers: &[Subscriber]) -> Properties {
    let of = |way: &SubscriptionType| -> Vec<Value> {
        let ours = subscribers.iter().filter(|subscriber| subscriber.subscription_type() == way);
        ours.map(|subscriber| subscriber.address().into()).collect()
    };
    let nothing = Properties::new();
    Told::new(&nothing)
        .put("comparisonOperator", notification.comparison_operator().as_str())
        .put("notificationType", notification.notification_type().as_str())
        .put("threshold", number(notification.threshold()))
        .put("thresholdType", notification.threshold_type().map_or("PERCENTAGE", ThresholdType::as_str))
        .set(ADDRESSES_OF_MAIL, of(&SubscriptionType::Email))
        .set(ARNS_OF_TOPICS, of(&SubscriptionType::Sns))
        .finish()
}

fn refuse<T>(reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::invalid(SERVICE, RULE, format!("InvalidParameterException: {}", reason.into())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn too_many_and_unsubscribed_notifications_are_refused() {
        let notification = |addresses: usize, topics: usize| {
            json!({
                "comparisonOperator": "GREATER_THAN", "notificationType": "ACTUAL", "threshold": 80,
                "thresholdType": "PERCENTAGE", "subscriberEmailAddresses": vec!["a@b.example"; addresses],
                "subscriberSnsTopicArns": vec!["arn"; topics],
            })
        };
        let cases = [
            (vec![notification(1, 0); 6], "6 notifications"),
            (vec![notification(0, 0)], "needs a subscriber"),
            (vec![notification(11, 0)], "10 addresses"),
            (vec![notification(0, 2)], "one topic"),
        ];
        for (notifications, text) in cases {
            let inputs = json!({"notifications": notifications});
            let error = wanted(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: RULE, .. }), "{error:?}");
            assert!(error.to_string().contains(text), "{error}");
        }
        let inputs = json!({"notifications": [notification(10, 1)]});
        assert_eq!(wanted(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap().len(), 1);
    }
}
