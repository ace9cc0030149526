use pulumi::mock::Graph;
use pulumi::{Context, Input, Output, ResourceOptions};
use pulumi_aws::policy::Statement;
use serde_json::json;
use switchboard_domain::Environment::{Dev, Prod};

use super::{after, alarms, built, document, inputs, one, previewed, refused};
use crate::{
    Alarms, Architecture, CodeAsset, ComponentError, EventSource, EventSourceArgs, FifoQueueArgs, FifoQueueWithDlq,
    FunctionAlarms, FunctionArgs, Invocation, RustFunction, StandardQueue,
};

const ROLE: &str = "aws:iam/role:Role";
const ROLE_POLICY: &str = "aws:iam/rolePolicy:RolePolicy";
const FUNCTION: &str = "aws:lambda/function:Function";
const MAPPING: &str = "aws:lambda/eventSourceMapping:EventSourceMapping";

fn args() -> FunctionArgs {
    FunctionArgs::new(CodeAsset::zip("target/lambda/worker/bootstrap.zip"))
}

fn new(ctx: &Context, alarms: &Alarms, name: &str, args: FunctionArgs) -> Result<RustFunction, ComponentError> {
    RustFunction::new(ctx, alarms, name, args, ResourceOptions::new())
}

async fn worker() -> Graph {
    built(Prod, |ctx, alarms| {
        let receive = Statement::allow(["sqs:ReceiveMessage"]).sid("Consume").resource("arn:aws:sqs:us-east-2:1:q");
        let args = FunctionArgs {
            reserved_concurrency: Some(6),
            provisioned_concurrency: Some(2),
            environment: [("SWITCHBOARD_ENV".to_owned(), Input::from("prod"))].into(),
            statements: vec![receive],
            permissions_boundary: Some("arn:aws:iam::123456789012:policy/boundary".to_owned()),
            description: "Works on events".to_owned(),
            ..args()
        };
        let made = new(ctx, alarms, "worker", args)?;
        ctx.export("live", made.alias_arn());
        ctx.export("invoke", made.invoke_arn());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_function_is_published_and_called_by_its_alias() {
    let graph = worker().await;
    let expected = json!({
        "name": "rp-prod-worker", "role": "arn:of:rp-prod-worker", "runtime": "provided.al2023", "handler": "bootstrap",
        "architectures": ["x86_64"], "code": { "archive": { "path": "target/lambda/worker/bootstrap.zip" } },
        "memorySize": 512, "timeout": 60, "publish": true, "reservedConcurrentExecutions": 6,
        "loggingConfig": { "logFormat": "JSON", "logGroup": "/aws/lambda/rp-prod-worker", "systemLogLevel": "INFO" },
        "environment": { "variables": { "SWITCHBOARD_ENV": "prod" } },
        "tracingConfig": { "mode": "Active" }, "description": "Works on events",
    });
    let function = one(&graph, FUNCTION, "worker");
    assert_eq!(inputs(function), expected);
    assert_eq!(after(function), ["LogGroup worker", "Role worker", "RolePolicy worker"]);
    let group = one(&graph, "aws:cloudwatch/logGroup:LogGroup", "worker");
    assert_eq!(inputs(group), json!({ "name": "/aws/lambda/rp-prod-worker", "retentionInDays": 30 }));
    let alias = json!({ "name": "live", "functionName": "rp-prod-worker", "functionVersion": "7" });
    assert_eq!(inputs(one(&graph, "aws:lambda/alias:Alias", "worker")), alias);
    let warm = one(&graph, "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", "worker");
    let expected =
        json!({ "functionName": "rp-prod-worker", "qualifier": "live", "provisionedConcurrentExecutions": 2 });
    assert_eq!(inputs(warm), expected);
    let live = "arn:aws:lambda:us-east-2:123456789012:function:rp-prod-worker:live";
    assert_eq!(graph.outputs["live"], pulumi::Value::String(live.to_owned()));
    assert_eq!(graph.outputs["invoke"], pulumi::Value::String("arn:invoke:live".to_owned()));
    assert_eq!(graph.of_type("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").count(), 0);
}

#[tokio::test]
async fn a_role_may_write_its_log_and_what_was_given() {
    let graph = worker().await;
    let role = one(&graph, ROLE, "worker");
    assert_eq!(inputs(role)["name"], json!("rp-prod-worker"));
    assert_eq!(inputs(role)["permissionsBoundary"], json!("arn:aws:iam::123456789012:policy/boundary"));
    let trust = json!([{
        "Sid": "Lambda", "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole",
    }]);
    assert_eq!(document(role, "assumeRolePolicy")["Statement"], trust);
    let policy = one(&graph, ROLE_POLICY, "worker");
    assert_eq!(
        (&inputs(policy)["name"], &inputs(policy)["role"]),
        (&json!("rp-prod-worker"), &json!("rp-prod-worker"))
    );
    let statements = json!([
        {
            "Sid": "Logs", "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": "arn:aws:logs:us-east-2:123456789012:log-group:/aws/lambda/rp-prod-worker:*",
        },
        {
            "Sid": "Traces", "Effect": "Allow", "Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
            "Resource": "*",
        },
        { "Sid": "Consume", "Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "arn:aws:sqs:us-east-2:1:q" },
    ]);
    assert_eq!(document(policy, "policy")["Statement"], statements);
}

#[tokio::test]
async fn failures_of_asynchronous_calls_go_to_a_standard_queue() {
    let graph = built(Dev, |ctx, alarms| {
        let failed = StandardQueue::new(ctx, alarms, "async-dlq", ResourceOptions::new())?;
        let args = FunctionArgs {
            architecture: Architecture::Arm64,
            tracing: false,
            invocation: Invocation::Asynchronous { on_failure_arn: failed.arn().into() },
            alarms: FunctionAlarms::job(),
            ..args()
        };
        assert!(new(ctx, alarms, "jobs", args)?.is_asynchronous());
        Ok(())
    })
    .await;
    let config = one(&graph, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "jobs");
    let expected = json!({
        "functionName": "rp-dev-jobs", "qualifier": "live", "maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 120,
        "destinationConfig": { "onFailure": { "destination": "arn:aws:sqs:us-east-2:123456789012:rp-dev-async-dlq" } },
    });
    assert_eq!(inputs(config), expected);
    assert_eq!(after(config), ["Alias jobs", "Queue async-dlq", "RolePolicy jobs"]);
    let function = inputs(one(&graph, FUNCTION, "jobs"));
    assert_eq!((&function["architectures"], &function["tracingConfig"]), (&json!(["arm64"]), &json!(null)));
    let statements = document(one(&graph, ROLE_POLICY, "jobs"), "policy");
    assert_eq!(statements["Statement"].as_array().unwrap().len(), 1, "no traces, no statement for them");
    let name = r#"{"FunctionName":"rp-dev-jobs"}"#;
    let live = r#"{"FunctionName":"rp-dev-jobs","Resource":"rp-dev-jobs:live"}"#;
    let expected = [
        format!("j1-jobs-duration-warn: AWS/Lambda Duration {live} p99 300 3/3 GreaterThan 48000 -> warn, R005"),
        format!("j1-jobs-errors-warn: AWS/Lambda Errors {name} Sum 300 2/2 GreaterThan= 1 -> warn, R005"),
        format!("j1-jobs-throttles-warn: AWS/Lambda Throttles {name} Sum 60 5/5 GreaterThan 0 -> warn, R005"),
    ];
    assert_eq!(alarms(&graph, "RustFunction::jobs"), expected);
}

#[tokio::test]
async fn worker_and_ingress_have_alarms_of_their_own() {
    let graph = built(Prod, |ctx, alarms| {
        new(ctx, alarms, "worker", args())?;
        let ingress = FunctionArgs { timeout_s: 10, alarms: FunctionAlarms::ingress(), ..args() };
        new(ctx, alarms, "ingress", ingress).map(drop)
    })
    .await;
    let of = |name: &str| {
        let function = format!(r#"{{"FunctionName":"rp-prod-{name}"}}"#);
        let live = format!(r#"{{"FunctionName":"rp-prod-{name}","Resource":"rp-prod-{name}:live"}}"#);
        (format!("AWS/Lambda Errors {function} Sum 300 1/1"), format!("AWS/Lambda Throttles {function} Sum 60"), live)
    };
    let (errors, throttles, live) = of("worker");
    let expected = [
        format!("w1-worker-errors-critical: {errors} GreaterThan= 5 -> critical, R005"),
        format!("w2-worker-duration-warn: AWS/Lambda Duration {live} p99 300 3/3 GreaterThan 48000 -> warn, R005"),
        format!("w2-worker-throttles-warn: {throttles} 1/1 GreaterThan 0 -> warn, R005"),
    ];
    assert_eq!(alarms(&graph, "RustFunction::worker"), expected);
    let (errors, throttles, live) = of("ingress");
    let expected = [
        format!("a2-ingress-errors-critical: {errors} GreaterThan= 5 -> critical, R001"),
        format!("a2-ingress-errors-warn: {errors} GreaterThan= 1 -> warn, R001"),
        format!("a3-ingress-throttles-warn: {throttles} 5/5 GreaterThan 0 -> warn, R001"),
        format!("a4-ingress-duration-warn: AWS/Lambda Duration {live} p99 300 3/3 GreaterThan 8000 -> warn, R001"),
    ];
    assert_eq!(alarms(&graph, "RustFunction::ingress"), expected);
}

#[tokio::test]
async fn what_lambda_would_refuse_or_forget_is_refused() {
    let variable = |name: &str, value: Input<String>| [(name.to_owned(), value)].into();
    let to = |arn: &str| Invocation::Asynchronous { on_failure_arn: arn.into() };
    let fifo = "arn:aws:sqs:us-east-2:1:q.fifo";
    let later = Invocation::Asynchronous { on_failure_arn: Output::new(fifo.to_owned()).into() };
    let none = FunctionAlarms { errors: None, throttles: None, duration: None };
    let mut late = FunctionAlarms::worker();
    late.duration.as_mut().unwrap().percent = 100;
    let allow = |action: &str, resource: &str| vec![Statement::allow([action]).sid("Given").resource(resource)];
    let but_one = allow("sqs:SendMessage", "arn:q").into_iter().map(Statement::all_resources_but_these).collect();
    let many: Vec<String> = (0..300).map(|n| format!("arn:aws:sqs:us-east-2:123456789012:queue-{n}")).collect();
    let cases = [
        (
            FunctionArgs { code: CodeAsset::zip("target/lambda/worker"), ..args() },
            "code is target/lambda/worker, but must",
        ),
        (FunctionArgs { memory_mb: 127, ..args() }, "memory_mb is 127"),
        (FunctionArgs { timeout_s: 901, ..args() }, "timeout_s is 901"),
        (FunctionArgs { log_retention_days: 0, ..args() }, "log_retention_days is 0"),
        (FunctionArgs { reserved_concurrency: Some(0), ..args() }, "reserved_concurrency is 0"),
        (FunctionArgs { provisioned_concurrency: Some(0), ..args() }, "provisioned_concurrency is 0"),
        (
            FunctionArgs { reserved_concurrency: Some(2), provisioned_concurrency: Some(3), ..args() },
            "provisioned_concurrency is 3, more than the 2 reserved",
        ),
        (FunctionArgs { environment: variable("AWS_REGION", "x".into()), ..args() }, "environment sets `AWS_REGION`"),
        (FunctionArgs { environment: variable("1", "x".into()), ..args() }, "environment has the name `1`"),
        (FunctionArgs { environment: variable("KEY", Input::from("x").into_secret()), ..args() }, "a secret in `KEY`"),
        (FunctionArgs { environment: variable("BIG", "x".repeat(4_094).into()), ..args() }, "has 4097 bytes"),
        (FunctionArgs { alarms: none, ..args() }, "alarms are none"),
        (FunctionArgs { alarms: late, ..args() }, "alarms.duration.percent is 100"),
        (FunctionArgs { invocation: to(fifo), ..args() }, "on_failure_arn is arn:aws:sqs:us-east-2:1:q.fifo, but AWS"),
        (FunctionArgs { invocation: to("arn:aws:sns:us-east-2:1:t"), ..args() }, "must be the ARN of a StandardQueue"),
        (FunctionArgs { invocation: later, ..args() }, "on_failure_arn is arn:aws:sqs:us-east-2:1:q.fifo, but AWS"),
        (
            FunctionArgs { statements: vec![Statement::allow(["sqs:SendMessage"]).resource("arn:q")], ..args() },
            "statements must each have a sid",
        ),
        (FunctionArgs { statements: allow("sqs:*", "arn:q"), ..args() }, "by a wildcard in `Given`"),
        (FunctionArgs { statements: but_one, ..args() }, "every resource, or all but some, in `Given`"),
        (
            FunctionArgs {
                statements: vec![Statement::allow(["sqs:SendMessage"]).sid("Logs").resource("arn:q")],
                ..args()
            },
            "two statements have the sid `Logs`",
        ),
        (
            FunctionArgs { statements: allow("sqs:SendMessage", "*"), ..args() },
            "every resource, or all but some, in `Given`",
        ),
        (
            FunctionArgs {
                statements: vec![Statement::allow(["sqs:SendMessage"]).sid("Many").resources(many)],
                ..args()
            },
            "but IAM stores 10240",
        ),
    ];
    for (args, reason) in cases {
        let error = refused(Dev, move |ctx, alarms| new(ctx, alarms, "worker", args).map(drop)).await;
        assert!(error.contains(reason), "expected `{reason}`: {error}");
    }
    let name = "a-function-with-a-name-that-is-as-long-as-a-whole-sentence";
    let error = refused(Dev, move |ctx, alarms| new(ctx, alarms, name, args()).map(drop)).await;
    assert!(error.contains("AWS takes 64"), "{error}");
}

/// A queue for 60 s and this function.
fn source(
    ctx: &Context,
    alarms: &Alarms,
    function: FunctionArgs,
    change: impl Fn(&mut EventSourceArgs<'_>),
) -> Result<(), ComponentError> {
    let queue = FifoQueueWithDlq::new(ctx, alarms, "events", FifoQueueArgs::default(), ResourceOptions::new())?;
    let function = new(ctx, alarms, "worker", function)?;
    let mut args = EventSourceArgs::new(&queue, &function);
    change(&mut args);
    EventSource::new(ctx, "events", args, ResourceOptions::new()).map(drop)
}

#[tokio::test]
async fn a_queue_is_worked_off_item_by_item() {
    let graph = built(Dev, |ctx, alarms| source(ctx, alarms, args(), |_| {})).await;
    let mapping = one(&graph, MAPPING, "events");
    let expected = json!({
        "eventSourceArn": "arn:aws:sqs:us-east-2:123456789012:rp-dev-events.fifo",
        "functionName": "arn:aws:lambda:us-east-2:123456789012:function:rp-dev-worker:live",
        "batchSize": 5, "functionResponseTypes": ["ReportBatchItemFailures"], "enabled": true,
        "scalingConfig": { "maximumConcurrency": 5 }, "metricsConfig": { "metrics": ["EventCount"] },
    });
    assert_eq!(inputs(mapping), expected);
    assert_eq!(after(mapping), ["Alias worker", "Queue events", "RolePolicy worker"]);
}

#[tokio::test]
async fn a_preview_shows_who_calls_whom_before_anything_exists() {
    let graph = previewed(Dev, |ctx, alarms| source(ctx, alarms, args(), |_| {})).await;
    let mapping = one(&graph, MAPPING, "events");
    let live = "arn:aws:lambda:us-east-2:123456789012:function:rp-dev-worker:live";
    assert_eq!(inputs(mapping)["functionName"], json!(live));
    assert_eq!(inputs(mapping)["eventSourceArn"], json!("arn:aws:sqs:us-east-2:123456789012:rp-dev-events.fifo"));
    let queue = one(&graph, "aws:sqs/queue:Queue", "events");
    assert_eq!(document(queue, "redrivePolicy")["maxReceiveCount"], json!(5));
    assert_eq!(inputs(one(&graph, FUNCTION, "worker"))["role"], json!({ "unknown": true }));
    assert!(document(one(&graph, ROLE_POLICY, "worker"), "policy")["Statement"].is_array());
}

#[tokio::test]
async fn a_source_that_does_not_fit_is_refused() {
    type Change = fn(&mut EventSourceArgs<'_>);
    let cases: [(FunctionArgs, Change, &str); 6] = [
        (args(), |args| args.batch_size = 11, "batch_size is 11, but must be from 1 to 10"),
        (args(), |args| args.batch_size = 0, "batch_size is 0"),
        (args(), |args| args.maximum_concurrency = 1, "maximum_concurrency is 1, but must be from 2 to 1000"),
        (args(), |args| args.maximum_concurrency = 1_001, "maximum_concurrency is 1001"),
        (
            FunctionArgs { reserved_concurrency: Some(4), ..args() },
            |_| {},
            "maximum_concurrency is 5, more than the 4 reserved",
        ),
        (FunctionArgs { timeout_s: 61, ..args() }, |_| {}, "queue has a visibility of 360 s, less than 6 times"),
    ];
    for (function, change, reason) in cases {
        let error = refused(Dev, move |ctx, alarms| source(ctx, alarms, function, change)).await;
        assert!(error.contains(reason), "expected `{reason}`: {error}");
    }
}
