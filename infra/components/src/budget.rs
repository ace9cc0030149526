//! What the account may cost in a month.
//!
//! What you get by default:
//! - a budget in US dollars over everything that the account pays for;
//! - a warning at 50, 80 and 100 % of what was paid, and when the forecast exceeds 100 %;
//! - it comes after the topic's policy, without which it could not tell anybody.
//!
//! It is no brake: billing data is 8 to 24 hours late. The account needs IAM access to billing, switched on once by hand.
//!
//! Refused: a limit of 0.

use pulumi::{Component, Context, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::Given;
use pulumi_aws::budgets::{Budget, BudgetArgs, BudgetNotificationArgs};

use crate::alarm::{Alarms, Severity};
use crate::error::ComponentError;

/// The budget of a month.
#[derive(Clone)]
pub struct MonthlyBudget {
    component: Component,
}

impl MonthlyBudget {
    /// A budget of this many US dollars.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] if the limit is 0.
    pub fn new(
        ctx: &Context,
        alarms: &Alarms,
        name: &str,
        limit_usd: u32,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        if limit_usd == 0 {
            let reason = "must be at least 1 US dollar: every cost would exceed 0";
            return Err(ComponentError::invalid(format!("MonthlyBudget {name}"), "limit_usd", reason));
        }
        let component = ctx.component("switchboard:index:MonthlyBudget", name, inputs! {}, options);
        let topic = alarms.topics().of(Severity::Warn).arn();
        let notify = |kind: &str, percent: u32| -> BudgetNotificationArgs<Given, Given, Given, Given> {
            BudgetNotificationArgs::new()
                .notification_type(kind)
                .comparison_operator("GREATER_THAN")
                .threshold(percent)
                .threshold_type("PERCENTAGE")
                .subscriber_sns_topic_arns([topic.clone()])
        };
        let args = BudgetArgs::new()
            .name(alarms.site().name(name))
            .budget_type("COST")
            .time_unit("MONTHLY")
            .limit_amount(limit_usd.to_string())
            .limit_unit("USD")
            .notifications([
                notify("ACTUAL", 50),
                notify("ACTUAL", 80),
                notify("ACTUAL", 100),
                notify("FORECASTED", 100),
            ]);
        let below = ResourceOptions::new().parent(&component).depends_on(alarms.topics());
        let budget = Budget::new(ctx, name, args, below);
        component.register_outputs(inputs! { "arn" => budget.arn() });
        Ok(Self { component })
    }
}

impl Resource for MonthlyBudget {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use switchboard_domain::Environment;

    use super::*;
    use crate::webhook_edge::rehearsal::{node, rehearse};

    #[tokio::test]
    async fn people_are_told_before_and_when_it_is_spent() {
        let make =
            |ctx: &Context, alarms: &Alarms| MonthlyBudget::new(ctx, alarms, "monthly", 120, ResourceOptions::new());
        let (graph, _) = rehearse(Environment::Prod, make).await;
        let budget = node(&graph, "aws:budgets/budget:Budget", "monthly");
        let notify = |kind: &str, percent: u32| {
            json!({
                "notificationType": kind, "comparisonOperator": "GREATER_THAN", "threshold": percent,
                "thresholdType": "PERCENTAGE", "subscriberSnsTopicArns": ["arn:alerts-warn"],
            })
        };
        let expected = json!({
            "name": "rp-mw-prod-monthly", "budgetType": "COST", "timeUnit": "MONTHLY",
            "limitAmount": "120", "limitUnit": "USD",
            "notifications": [
                notify("ACTUAL", 50), notify("ACTUAL", 80), notify("ACTUAL", 100), notify("FORECASTED", 100),
            ],
        });
        assert_eq!(budget["inputs"], expected);
        assert!(budget["dependencies"].to_string().contains("topicPolicy:TopicPolicy::alerts-warn"), "{budget}");
    }

    #[tokio::test]
    async fn a_budget_of_nothing_is_refused() {
        let make =
            |ctx: &Context, alarms: &Alarms| MonthlyBudget::new(ctx, alarms, "monthly", 0, ResourceOptions::new());
        let (_, budget) = rehearse(Environment::Dev, make).await;
        assert!(budget.err().unwrap().starts_with("MonthlyBudget monthly: limit_usd must be at least 1 US dollar"));
    }
}
