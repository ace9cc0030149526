//! Functions, schedules, event rules.

use components::Site;
use pulumi_aws::policy::{Operator, Statement};

use crate::baseline::role::allow;

/// Creating, changing and deleting them; not calling them.
pub(super) fn statements(site: &Site) -> Vec<Statement> {
    let own = site.name("*");
    let base = site.base();
    let functions = site.arn("lambda", &format!("function:{own}"));
    // Ids of mappings are AWS's choice: the function that they feed tells ours.
    let mappings = site.arn("lambda", "event-source-mapping:*");
    vec![
        allow(
            "lambda",
            [
                "AddPermission",
                "CreateAlias",
                "CreateFunction",
                "DeleteAlias",
                "DeleteFunction",
                "DeleteFunctionConcurrency",
                "DeleteFunctionEventInvokeConfig",
                "DeleteProvisionedConcurrencyConfig",
                "PublishVersion",
                "PutFunctionConcurrency",
                "PutFunctionEventInvokeConfig",
                "PutProvisionedConcurrencyConfig",
                "RemovePermission",
                "TagResource",
                "UntagResource",
                "UpdateAlias",
                "UpdateFunctionCode",
                "UpdateFunctionConfiguration",
                "UpdateFunctionEventInvokeConfig",
            ],
        )
        .sid("Functions")
        .resource(functions.clone()),
        // On `*`: a mapping that does not exist yet has no ARN.
        allow("lambda", ["CreateEventSourceMapping"]).sid("NewMappings").resource("*").condition(
            Operator::ArnLike,
            "lambda:FunctionArn",
            [functions.clone()],
        ),
        allow("lambda", ["DeleteEventSourceMapping", "UpdateEventSourceMapping"])
            .sid("Mappings")
            .resource(mappings.clone())
            .condition(Operator::ArnLike, "lambda:FunctionArn", [functions]),
        allow("lambda", ["TagResource", "UntagResource"]).sid("MappingTags").resource(mappings),
        allow(
            "scheduler",
            [
                "CreateSchedule",
                "CreateScheduleGroup",
                "DeleteSchedule",
                "DeleteScheduleGroup",
                "TagResource",
                "UntagResource",
                "UpdateSchedule",
            ],
        )
        .sid("Schedules")
        .resources([
            site.arn("scheduler", &format!("schedule/{base}/*")),
            site.arn("scheduler", &format!("schedule-group/{base}")),
        ]),
        allow(
            "events",
            [
                "DeleteRule",
                "DisableRule",
                "EnableRule",
                "PutRule",
                "PutTargets",
                "RemoveTargets",
                "TagResource",
                "UntagResource",
            ],
        )
        .sid("Rules")
        .resource(site.arn("events", &format!("rule/{own}"))),
    ]
}
