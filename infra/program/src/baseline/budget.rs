//! What an account may cost in a month.

use pulumi::{Component, Output};
use pulumi_aws::budgets::{Budget, BudgetArgs, BudgetCostFilterArgs, BudgetNotificationArgs};

use super::account::below;
use super::topic::Topic;

/// Shares of the budget, per cent, at which what was spent is told.
const STEPS: [u32; 3] = [50, 80, 100];

/// A monthly budget. Billing data is 8 to 24 hours late: it tells, it brakes nothing.
pub(crate) struct MonthlyBudget<'a> {
    /// Name of the resource in the stack.
    pub(crate) name: &'a str,
    /// Name on AWS.
    pub(crate) physical: String,
    /// US dollars.
    pub(crate) usd: u32,
    /// Costs of this member account only; those of the account that holds the budget without it.
    pub(crate) member: Option<Output<String>>,
}

/// Creates it; it is told by mail through the topic, also when the forecast goes over the whole.
pub(crate) fn budget(parent: &Component, budget: MonthlyBudget<'_>, topic: &Topic) -> Budget {
    let notify = |kind: &str, percent: u32| {
        BudgetNotificationArgs::new()
            .comparison_operator("GREATER_THAN")
            .notification_type(kind)
            .threshold(percent)
            .threshold_type("PERCENTAGE")
            .subscriber_sns_topic_arns([topic.arn.clone()])
    };
    let spent = STEPS.map(|percent| notify("ACTUAL", percent));
    let notifications: Vec<_> = spent.into_iter().chain([notify("FORECASTED", 100)]).collect();
    let mut args = BudgetArgs::new()
        .name(budget.physical)
        .budget_type("COST")
        .time_unit("MONTHLY")
        .limit_amount(budget.usd.to_string())
        .limit_unit("USD")
        .notifications(notifications);
    if let Some(account) = budget.member {
        args = args.cost_filters([BudgetCostFilterArgs::new().name("LinkedAccount").values([account])]);
    }
    Budget::new(parent.context(), budget.name, args, below(parent).depends_on(&topic.policy))
}
