//! EventBridge Scheduler.

use serde_json::{Value, json};

use crate::emulator::{ACCOUNT, REGION, clients};
use crate::iam::trust;
use crate::lifecycle::{Resource, lifecycle, refused_by};

const GROUP: &str = "aws:scheduler/scheduleGroup:ScheduleGroup";
const SCHEDULE: &str = "aws:scheduler/schedule:Schedule";
const ROLE: &str = "aws:iam/role:Role";

#[tokio::test]
async fn groups() {
    let aws = clients();
    let inputs = json!({"name": "life-group", "tags": {"env": "dev", "gone": "x", "too": "y"}});
    let changed = json!({"name": "life-group", "tags": {"env": "prod"}});
    let (first, _) = lifecycle(&aws, GROUP, inputs, changed).await;
    assert_eq!(first["arn"], format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/life-group"));
    assert_eq!(first["state"], "ACTIVE");
}

fn schedule(role: &str) -> Value {
    json!({
        "name": "repair",
        "groupName": "jobs",
        "scheduleExpression": "rate(1 minutes)",
        "scheduleExpressionTimezone": "UTC",
        "flexibleTimeWindow": {"mode": "OFF"},
        "state": "DISABLED",
        "description": "d",
        "target": {
            "arn": "arn:aws:lambda:us-east-2:000000000000:function:jobs:live",
            "roleArn": role,
            "input": "{\"job\": \"repair\"}",
            "retryPolicy": {"maximumRetryAttempts": 1, "maximumEventAgeInSeconds": 60},
            "deadLetterConfig": {"arn": "arn:aws:sqs:us-east-2:000000000000:async-dlq"},
        },
    })
}

#[tokio::test]
async fn schedules() {
    let aws = clients();
    let group = Resource::create(&aws, GROUP, json!({"name": "jobs"})).await;
    let role = json!({"name": "scheduler-role", "assumeRolePolicy": trust("scheduler.amazonaws.com")});
    let role = Resource::create(&aws, ROLE, role).await;
    let inputs = schedule(role.output("arn"));
    let mut changed = json!({
        "name": "repair", "groupName": "jobs", "scheduleExpression": "cron(30 3 * * ? *)",
        "flexibleTimeWindow": {"mode": "FLEXIBLE", "maximumWindowInMinutes": 5},
    });
    changed["target"] = json!({"arn": inputs["target"]["arn"], "roleArn": role.output("arn")});
    let (first, second) = lifecycle(&aws, SCHEDULE, inputs, changed).await;
    assert_eq!(first["arn"], format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/jobs/repair"));
    for name in ["state", "description", "scheduleExpressionTimezone"] {
        assert_eq!(second.get(name), None, "{name}");
    }
    group.delete(&aws).await;
    role.delete(&aws).await;
}

#[tokio::test]
async fn the_role_must_let_the_scheduler_in() {
    let aws = clients();
    let role = json!({"name": "not-for-schedules", "assumeRolePolicy": trust("lambda.amazonaws.com")});
    let role = Resource::create(&aws, ROLE, role).await;
    assert_eq!(refused_by(&aws, SCHEDULE, schedule(role.output("arn"))).await, "SCHED-TRUST");
    let nobody = "arn:aws:iam::000000000000:role/nobody";
    assert_eq!(refused_by(&aws, SCHEDULE, schedule(nobody)).await, "SCHED-TRUST");
    role.delete(&aws).await;
}
