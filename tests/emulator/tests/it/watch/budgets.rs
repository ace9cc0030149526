//! Budgets.

use serde_json::{Value, json};

use crate::emulator::clients;
use crate::lifecycle::{lifecycle, refused_by};

const BUDGET: &str = "aws:budgets/budget:Budget";

fn budget(amount: &str, more: Value) -> Value {
    let mut budget = json!({
        "name": "life-monthly", "budgetType": "COST", "timeUnit": "MONTHLY", "limitAmount": amount, "limitUnit": "USD",
    });
    budget.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    budget
}

fn notification(threshold: f64, subscribers: Value) -> Value {
    let mut notification = json!({
        "comparisonOperator": "GREATER_THAN", "notificationType": "ACTUAL", "threshold": threshold,
        "thresholdType": "PERCENTAGE",
    });
    notification.as_object_mut().unwrap().extend(subscribers.as_object().cloned().unwrap());
    notification
}

#[tokio::test]
async fn budgets() {
    let aws = clients();
    let by_topic = json!({"subscriberSnsTopicArns": ["arn:aws:sns:us-east-2:000000000000:warn"]});
    let by_mail = json!({"subscriberEmailAddresses": ["a@shop.example", "b@shop.example"]});
    let inputs = budget(
        "200",
        json!({
            "notifications": [notification(80.5, by_topic.clone()), notification(99.5, by_mail)],
            "timePeriodStart": "2026-11-01_00:00", "tags": {"env": "dev", "gone": "x"},
        }),
    );
    let changed = budget("250", json!({"notifications": [notification(50.5, by_topic)], "tags": {"env": "prod"}}));
    let (first, second) = lifecycle(&aws, BUDGET, inputs, changed).await;
    assert_eq!(first["arn"], "arn:aws:budgets::000000000000:budget/life-monthly");
    assert_eq!(second.get("timePeriodEnd"), None);
    let free = budget("0", json!({}));
    assert_eq!(refused_by(&aws, BUDGET, free).await, "BUDGET-SHAPE");
}
