//! Functions, gateways, schedules and hosts.

use components::Site;
use pulumi_aws::policy::Statement;

use crate::baseline::role::allow;

/// Reading them.
pub(super) fn statements(site: &Site) -> Vec<Statement> {
    let region = site.region();
    let base = site.base();
    vec![
        // Ids of APIs are AWS's choice.
        allow("apigateway", ["GET"]).sid("Gateways").resource(format!("arn:aws:apigateway:{region}::/*")),
        // Answers a link to the code as well.
        allow(
            "lambda",
            [
                "GetAlias",
                "GetFunction",
                "GetFunctionCodeSigningConfig",
                "GetFunctionConcurrency",
                "GetFunctionConfiguration",
                "GetFunctionEventInvokeConfig",
                "GetPolicy",
                "GetProvisionedConcurrencyConfig",
                "ListTags",
                "ListVersionsByFunction",
            ],
        )
        .sid("Functions")
        .resource(site.arn("lambda", &format!("function:{}", site.name("*")))),
        // Ids of mappings are AWS's choice.
        allow("lambda", ["GetEventSourceMapping", "ListTags"])
            .sid("Mappings")
            .resource(site.arn("lambda", "event-source-mapping:*")),
        allow("scheduler", ["GetSchedule", "GetScheduleGroup", "ListTagsForResource"]).sid("Schedules").resources([
            site.arn("scheduler", &format!("schedule/{base}/*")),
            site.arn("scheduler", &format!("schedule-group/{base}")),
        ]),
        allow("events", ["DescribeRule", "ListTagsForResource", "ListTargetsByRule"])
            .sid("Rules")
            .resource(site.arn("events", &format!("rule/{}", site.name("*")))),
        allow("wafv2", ["GetLoggingConfiguration", "GetWebACL", "GetWebACLForResource", "ListTagsForResource"])
            .sid("Firewall")
            .resources([
                site.arn("wafv2", &format!("regional/webacl/{base}*/*")),
                format!("arn:aws:apigateway:{region}::/restapis/*"),
            ]),
        allow("ecr", ["Describe*", "GetLifecyclePolicy", "ListTagsForResource"])
            .sid("Images")
            .resource(site.arn("ecr", &format!("repository/{}", site.name("*")))),
        // On `*`, and by pattern: these services describe lists, not single resources.
        Statement::allow([
            "application-autoscaling:Describe*",
            "application-autoscaling:ListTagsForResource",
            "autoscaling:Describe*",
            "ec2:Describe*",
            "ecs:Describe*",
            "ecs:ListTagsForResource",
            "elasticache:Describe*",
            "elasticache:ListTagsForResource",
        ])
        .sid("Hosts")
        .resource("*"),
        // Quotas are named by code, not by owner; this one is Lambda's concurrent executions.
        allow("servicequotas", ["GetServiceQuota"])
            .sid("Quotas")
            .resource(site.arn("servicequotas", "lambda/L-B99A9384")),
    ]
}
