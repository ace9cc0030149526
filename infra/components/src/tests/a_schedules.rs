use pulumi::ResourceOptions;
use serde_json::json;
use switchboard_domain::Environment::Dev;

use super::{after, alarms, built, document, inputs, one, refused};
use crate::{
    Alarms, Cadence, CodeAsset, ComponentError, FunctionArgs, Invocation, RustFunction, Schedules, SchedulesArgs,
    StandardQueue,
};

const SCHEDULE: &str = "aws:scheduler/schedule:Schedule";

/// Schedules that may call `jobs`, and that function.
fn schedules(ctx: &pulumi::Context, alarms: &Alarms) -> Result<(Schedules, RustFunction), ComponentError> {
    let failed = StandardQueue::new(ctx, alarms, "async-dlq", ResourceOptions::new())?;
    let jobs = FunctionArgs {
        invocation: Invocation::Asynchronous { on_failure_arn: failed.arn().into() },
        ..FunctionArgs::new(CodeAsset::zip("jobs.zip"))
    };
    let jobs = RustFunction::new(ctx, alarms, "jobs", jobs, ResourceOptions::new())?;
    let args = SchedulesArgs {
        functions: vec![alarms.site().live_arn(jobs.name())],
        dead_letter_arn: failed.arn().into(),
        permissions_boundary: Some("arn:aws:iam::123456789012:policy/boundary".to_owned()),
    };
    Ok((Schedules::new(ctx, alarms, "jobs", args, ResourceOptions::new())?, jobs))
}

#[tokio::test]
async fn a_job_is_called_on_time_and_given_up_early() {
    let graph = built(Dev, |ctx, alarms| {
        let (schedules, jobs) = schedules(ctx, alarms)?;
        schedules.add(ctx, "retry", Cadence::Minutes(1), &jobs, &json!({ "job": "retry" }), true)?;
        schedules.add(ctx, "token-refresh", Cadence::Hours(4), &jobs, &json!({}), false)?;
        schedules.add(ctx, "report", Cadence::Cron("0 6 * * ? *".to_owned()), &jobs, &json!({}), true)?;
        schedules.add(ctx, "repair", Cadence::Minutes(2), &jobs, &json!({}), true).map(drop)
    })
    .await;
    let retry = one(&graph, SCHEDULE, "retry");
    let expected = json!({
        "name": "rp-dev-retry", "groupName": "rp-dev", "flexibleTimeWindow": { "mode": "OFF" },
        "scheduleExpression": "rate(1 minutes)", "scheduleExpressionTimezone": "UTC", "state": "ENABLED",
        "target": {
            "arn": "arn:aws:lambda:us-east-2:123456789012:function:rp-dev-jobs:live", "roleArn": "arn:of:rp-dev-scheduler",
            "input": r#"{"job":"retry"}"#,
            "retryPolicy": { "maximumRetryAttempts": 1, "maximumEventAgeInSeconds": 60 },
            "deadLetterConfig": { "arn": "arn:aws:sqs:us-east-2:123456789012:rp-dev-async-dlq" },
        },
    });
    assert_eq!(inputs(retry), expected);
    assert_eq!(after(retry), ["Alias jobs", "Queue async-dlq", "Role jobs", "RolePolicy jobs", "ScheduleGroup jobs"]);
    let when = |name: &str| {
        let schedule = inputs(one(&graph, SCHEDULE, name));
        let age = schedule["target"]["retryPolicy"]["maximumEventAgeInSeconds"].as_u64().unwrap();
        let text = |name: &str| schedule[name].as_str().unwrap().to_owned();
        (text("scheduleExpression"), text("state"), age)
    };
    assert_eq!(when("token-refresh"), ("rate(4 hours)".to_owned(), "DISABLED".to_owned(), 300));
    assert_eq!(when("report"), ("cron(0 6 * * ? *)".to_owned(), "ENABLED".to_owned(), 300));
    assert_eq!(when("repair").2, 120);
}

#[tokio::test]
async fn the_role_is_for_schedules_of_this_group_only() {
    let graph = built(Dev, |ctx, alarms| schedules(ctx, alarms).map(drop)).await;
    assert_eq!(inputs(one(&graph, "aws:scheduler/scheduleGroup:ScheduleGroup", "jobs")), json!({ "name": "rp-dev" }));
    let by_name = |type_: &'static str| {
        let mut all = graph.of_type(type_);
        all.find(|node| node.inputs["name"] == pulumi::Value::String("rp-dev-scheduler".to_owned())).unwrap()
    };
    let role = by_name("aws:iam/role:Role");
    assert_eq!(inputs(role)["permissionsBoundary"], json!("arn:aws:iam::123456789012:policy/boundary"));
    let trust = json!([{
        "Sid": "Schedules", "Effect": "Allow", "Principal": { "Service": "scheduler.amazonaws.com" },
        "Action": "sts:AssumeRole",
        "Condition": { "StringEquals": {
            "aws:SourceAccount": "123456789012",
            "aws:SourceArn": "arn:aws:scheduler:us-east-2:123456789012:schedule-group/rp-dev",
        } },
    }]);
    assert_eq!(document(role, "assumeRolePolicy")["Statement"], trust);
    let statements = json!([
        {
            "Sid": "Call", "Effect": "Allow", "Action": "lambda:InvokeFunction",
            "Resource": "arn:aws:lambda:us-east-2:123456789012:function:rp-dev-jobs:live",
        },
        {
            "Sid": "SetAside", "Effect": "Allow", "Action": "sqs:SendMessage",
            "Resource": "arn:aws:sqs:us-east-2:123456789012:rp-dev-async-dlq",
        },
    ]);
    assert_eq!(document(by_name("aws:iam/rolePolicy:RolePolicy"), "policy")["Statement"], statements);
    let group = r#"{"ScheduleGroup":"rp-dev"}"#;
    let expected = [
        format!(
            "j1-jobs-dropped-warn: AWS/Scheduler InvocationDroppedCount {group} Sum 300 2/2 GreaterThan= 1 -> warn, R005"
        ),
        format!(
            "j1-jobs-target-errors-warn: AWS/Scheduler TargetErrorCount {group} Sum 300 2/2 GreaterThan= 1 -> warn, R005"
        ),
    ];
    assert_eq!(alarms(&graph, "Schedules::jobs"), expected);
}

#[tokio::test]
async fn what_the_scheduler_would_refuse_or_misuse_is_refused() {
    let cases = [
        ("retry", Cadence::Minutes(0), "Schedule retry: cadence is a rate of 0"),
        ("retry", Cadence::Hours(0), "cadence is a rate of 0"),
        ("retry", Cadence::Cron("30 3 * * ?".to_owned()), "cadence is `30 3 * * ?`, but must be six fields"),
        ("Retry", Cadence::Minutes(1), "name must hold lower-case letters"),
        ("a-job-with-a-name-that-is-as-long-as-a-whole-sentence-of-words", Cadence::Minutes(1), "AWS takes 64"),
    ];
    for (job, cadence, reason) in cases {
        let error = refused(Dev, move |ctx, alarms| {
            let (schedules, jobs) = schedules(ctx, alarms)?;
            schedules.add(ctx, job, cadence, &jobs, &json!({}), true).map(drop)
        })
        .await;
        assert!(error.contains(reason), "expected `{reason}`: {error}");
    }
    for (name, reason) in [("worker", "which the role may not call"), ("jobs", "make it Invocation::Asynchronous")] {
        let error = refused(Dev, move |ctx, alarms| {
            let failed = StandardQueue::new(ctx, alarms, "async-dlq", ResourceOptions::new())?;
            let args = SchedulesArgs {
                functions: vec![alarms.site().live_arn("jobs")],
                dead_letter_arn: failed.arn().into(),
                permissions_boundary: None,
            };
            let schedules = Schedules::new(ctx, alarms, "jobs", args, ResourceOptions::new())?;
            let args = FunctionArgs::new(CodeAsset::zip("jobs.zip"));
            let function = RustFunction::new(ctx, alarms, name, args, ResourceOptions::new())?;
            schedules.add(ctx, "retry", Cadence::Minutes(1), &function, &json!({}), true).map(drop)
        })
        .await;
        assert!(error.contains(reason), "expected `{reason}`: {error}");
    }
}

#[tokio::test]
async fn a_group_without_functions_or_with_a_fifo_queue_is_refused() {
    let live = "arn:aws:lambda:us-east-2:123456789012:function:rp-dev-jobs:live".to_owned();
    for (functions, queue, reason) in [
        (vec![], "arn:aws:sqs:us-east-2:123456789012:q", "functions are none"),
        (vec![live], "arn:aws:sqs:us-east-2:123456789012:q.fifo", "AWS takes no FIFO queue here"),
    ] {
        let args = SchedulesArgs { functions, dead_letter_arn: queue.into(), permissions_boundary: None };
        let error = refused(Dev, move |ctx, alarms| {
            Schedules::new(ctx, alarms, "jobs", args, ResourceOptions::new()).map(drop)
        })
        .await;
        assert!(error.contains(reason), "expected `{reason}`: {error}");
    }
}
