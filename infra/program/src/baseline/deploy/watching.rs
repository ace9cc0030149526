//! Log groups, alarms, dashboards, topics, budgets.

use components::Site;
use pulumi_aws::policy::Statement;

use crate::baseline::role::allow;

/// Creating, changing and deleting them; reading no log line.
pub(super) fn statements(site: &Site) -> Vec<Statement> {
    let own = site.name("*");
    let base = site.base();
    let account = site.account();
    let groups = ["/aws/lambda/", "/aws/vendedlogs/", "/aws/ecs/", "", "aws-waf-logs-"]
        .map(|folder| format!("{folder}{base}*"))
        .into_iter()
        // API Gateway names the group of execution logs by the id of the API.
        .chain(["API-Gateway-Execution-Logs_*".to_owned()])
        .map(|group| site.arn("logs", &format!("log-group:{group}")));
    vec![
        allow(
            "logs",
            [
                "CreateLogGroup",
                "DeleteLogGroup",
                "DeleteMetricFilter",
                "DeleteRetentionPolicy",
                "PutMetricFilter",
                "PutRetentionPolicy",
                "TagResource",
                "UntagResource",
            ],
        )
        .sid("LogGroups")
        .resources(groups),
        // On `*`: deliveries of access logs and the policies that admit them are the account's.
        allow(
            "logs",
            [
                "CreateLogDelivery",
                "DeleteLogDelivery",
                "DeleteResourcePolicy",
                "GetLogDelivery",
                "ListLogDeliveries",
                "PutResourcePolicy",
                "UpdateLogDelivery",
            ],
        )
        .sid("LogDelivery")
        .resource("*"),
        allow("cloudwatch", ["DeleteAlarms", "PutCompositeAlarm", "PutMetricAlarm", "TagResource", "UntagResource"])
            .sid("Alarms")
            .resource(site.arn("cloudwatch", &format!("alarm:{own}"))),
        allow("cloudwatch", ["DeleteDashboards", "PutDashboard"])
            .sid("Dashboards")
            .resource(format!("arn:aws:cloudwatch::{account}:dashboard/{base}*")),
        allow("sns", ["CreateTopic", "DeleteTopic", "SetTopicAttributes", "Subscribe", "TagResource", "UntagResource"])
            .sid("Topics")
            .resource(site.arn("sns", &own)),
        // On `*`: SNS knows no resource type for subscriptions.
        allow("sns", ["SetSubscriptionAttributes", "Unsubscribe"]).sid("Subscriptions").resource("*"),
        allow("budgets", ["ModifyBudget", "TagResource", "UntagResource"])
            .sid("Budgets")
            .resource(format!("arn:aws:budgets::{account}:budget/{base}*")),
    ]
}
