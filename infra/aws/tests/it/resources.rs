//! Inputs as they are sent: the provider's names and values for what a program wrote in Rust.

use std::collections::BTreeMap;

use pulumi::{Archive, Asset, Input, Output, Resource as _, ResourceOptions};
use pulumi_aws::{
    apigateway, apigatewayv2, autoscaling, cloudwatch, dynamodb, ec2, iam, lambda, s3, scheduler, sqs, ssm, wafv2,
};
use serde_json::json;

use crate::program::{graph, inputs};

fn options() -> ResourceOptions {
    ResourceOptions::new()
}

#[tokio::test]
async fn names_are_those_of_the_provider_and_numbers_are_numbers() {
    let sent = inputs(|ctx| {
        let args = sqs::QueueArgs::new()
            .name("events.fifo")
            .fifo_queue(true)
            .visibility_timeout_seconds(180)
            .sqs_managed_sse_enabled(true)
            .tags([("team", "support")]);
        sqs::Queue::new(ctx, "it", args, options());
    });
    assert_eq!(
        sent.await,
        json!({
            "name": "events.fifo", "fifoQueue": true, "visibilityTimeoutSeconds": 180, "sqsManagedSseEnabled": true,
            "tags": { "team": "support" },
        })
    );
}

#[tokio::test]
async fn nested_arguments_archives_and_enumerations_of_a_function() {
    let sent = inputs(|ctx| {
        let args = lambda::FunctionArgs::new()
            .code(Archive::file("target/worker.zip"))
            .role(Output::new("arn:role".to_owned()))
            .runtime(lambda::Runtime::CustomAL2023)
            .architectures(["x86_64"])
            .environment(lambda::FunctionEnvironmentArgs::new().variables(BTreeMap::from([("A", "b")])))
            .tracing_config(lambda::FunctionTracingConfigArgs::new().mode("Active"))
            .logging_config(lambda::FunctionLoggingConfigArgs::new().log_format("JSON").log_group("/aws/lambda/x"));
        lambda::Function::new(ctx, "it", args, options());
    });
    assert_eq!(
        sent.await,
        json!({
            "code": { "archive": { "path": "target/worker.zip" } }, "role": "arn:role", "runtime": "provided.al2023",
            "architectures": ["x86_64"], "environment": { "variables": { "A": "b" } },
            "tracingConfig": { "mode": "Active" }, "loggingConfig": { "logFormat": "JSON", "logGroup": "/aws/lambda/x" },
        })
    );
}

#[tokio::test]
async fn an_open_enumeration_takes_text_and_a_closed_one_its_values() {
    let sent = inputs(|ctx| {
        let args = lambda::FunctionArgs::new().role("r").runtime("provided.al2099");
        lambda::Function::new(ctx, "it", args, options());
    });
    assert_eq!(sent.await["runtime"], "provided.al2099");
    let sent = inputs(|ctx| {
        let metrics = [autoscaling::Metric::GroupMaxSize, autoscaling::Metric::GroupTotalInstances];
        let args = autoscaling::GroupArgs::new().min_size(1).max_size(1).enabled_metrics(metrics);
        autoscaling::Group::new(ctx, "it", args, options());
    });
    assert_eq!(sent.await["enabledMetrics"], json!(["GroupMaxSize", "GroupTotalInstances"]));
}

#[tokio::test]
async fn edges_of_both_kinds() {
    let sent = inputs(|ctx| {
        let throttle =
            apigatewayv2::StageDefaultRouteSettingsArgs::new().throttling_burst_limit(50).throttling_rate_limit(20.5);
        let args = apigatewayv2::StageArgs::new()
            .api_id("a1")
            .name("$default")
            .auto_deploy(true)
            .default_route_settings(throttle)
            .access_log_settings(apigatewayv2::StageAccessLogSettingsArgs::new().destination_arn("arn").format("{}"));
        apigatewayv2::Stage::new(ctx, "it", args, options());
    });
    assert_eq!(
        sent.await,
        json!({
            "apiId": "a1", "name": "$default", "autoDeploy": true,
            "defaultRouteSettings": { "throttlingBurstLimit": 50, "throttlingRateLimit": 20.5 },
            "accessLogSettings": { "destinationArn": "arn", "format": "{}" },
        })
    );
    let sent = inputs(|ctx| {
        let args = apigateway::IntegrationArgs::new()
            .rest_api("r")
            .resource_id("p")
            .http_method("ANY")
            .type_("AWS_PROXY")
            .integration_http_method("POST");
        apigateway::Integration::new(ctx, "it", args, options());
    });
    assert_eq!(
        sent.await,
        json!({
            "restApi": "r", "resourceId": "p", "httpMethod": "ANY", "type": "AWS_PROXY", "integrationHttpMethod": "POST",
        })
    );
}

#[tokio::test]
async fn a_web_acl_is_deep_and_may_contain_itself() {
    let visibility = wafv2::WebAclVisibilityConfigArgs::new()
        .cloudwatch_metrics_enabled(true)
        .metric_name("rate")
        .sampled_requests_enabled(false);
    let geo = wafv2::WebAclRuleStatementGeoMatchStatementArgs::new().country_codes(["AQ"]);
    let not = wafv2::WebAclRuleStatementNotStatementArgs::new()
        .statement(wafv2::WebAclRuleStatementArgs::new().geo_match_statement(geo));
    // A name that is an alias: the package repeats the type here.
    let rule_visibility: Input<wafv2::WebAclVisibilityConfig> = wafv2::WebAclRuleVisibilityConfigArgs::new()
        .cloudwatch_metrics_enabled(true)
        .metric_name("rule")
        .sampled_requests_enabled(false)
        .into();
    let rule = wafv2::WebAclRuleArgs::new()
        .name("no-penguins")
        .priority(1)
        .action(wafv2::WebAclRuleActionArgs::new().block(wafv2::WebAclRuleActionBlockArgs::new()))
        .statement(wafv2::WebAclRuleStatementArgs::new().not_statement(not))
        .visibility_config(rule_visibility);
    let sent = inputs(|ctx| {
        let args = wafv2::WebAclArgs::new()
            .scope("REGIONAL")
            .default_action(wafv2::WebAclDefaultActionArgs::new().allow(wafv2::WebAclDefaultActionAllowArgs::new()))
            .visibility_config(visibility)
            .rules([rule]);
        wafv2::WebAcl::new(ctx, "it", args, options());
    });
    assert_eq!(
        sent.await,
        json!({
            "scope": "REGIONAL", "defaultAction": { "allow": {} },
            "visibilityConfig": { "cloudwatchMetricsEnabled": true, "metricName": "rate", "sampledRequestsEnabled": false },
            "rules": [{
                "name": "no-penguins", "priority": 1, "action": { "block": {} },
                "statement": { "notStatement": { "statement": { "geoMatchStatement": { "countryCodes": ["AQ"] } } } },
                "visibilityConfig":
                    { "cloudwatchMetricsEnabled": true, "metricName": "rule", "sampledRequestsEnabled": false },
            }],
        })
    );
}

#[tokio::test]
async fn lists_of_nested_arguments() {
    let sent = inputs(|ctx| {
        let key = |name: &str| dynamodb::TableAttributeArgs::new().name(name).type_("S");
        let args = dynamodb::TableArgs::new()
            .billing_mode("PAY_PER_REQUEST")
            .hash_key("pk")
            .attributes(vec![key("pk"), key("sk")])
            .ttl(dynamodb::TableTtlArgs::new().attribute_name("expires").enabled(true));
        dynamodb::Table::new(ctx, "it", args, options());
    });
    assert_eq!(
        sent.await,
        json!({
            "billingMode": "PAY_PER_REQUEST", "hashKey": "pk", "ttl": { "attributeName": "expires", "enabled": true },
            "attributes": [{ "name": "pk", "type": "S" }, { "name": "sk", "type": "S" }],
        })
    );
    let sent = inputs(|ctx| {
        let metric = cloudwatch::MetricAlarmMetricQueryMetricArgs::new()
            .metric_name("Errors")
            .namespace("AWS/Lambda")
            .period(60)
            .stat("Sum");
        let queries = [cloudwatch::MetricAlarmMetricQueryArgs::new().id("m1").metric(metric).return_data(true)];
        let args = cloudwatch::MetricAlarmArgs::new()
            .comparison_operator("GreaterThanThreshold")
            .evaluation_periods(1)
            .metric_queries(queries);
        cloudwatch::MetricAlarm::new(ctx, "it", args, options());
    });
    assert_eq!(
        sent.await["metricQueries"],
        json!([{
            "id": "m1", "returnData": true,
            "metric": { "metricName": "Errors", "namespace": "AWS/Lambda", "period": 60, "stat": "Sum" },
        }])
    );
}

#[tokio::test]
async fn secret_inputs_and_outputs_are_marked() {
    let graph = graph(|ctx| {
        let args = ssm::ParameterArgs::new().type_(ssm::ParameterType::SecureString).value("hidden").name("/a");
        ssm::Parameter::new(ctx, "it", args, options());
    });
    let node = graph.await.node("it").unwrap().to_json();
    assert_eq!(node["inputs"], json!({ "type": "SecureString", "name": "/a", "value": { "secret": "hidden" } }));
    assert_eq!(node["options"]["additionalSecretOutputs"], json!(["value", "valueWo"]));
    assert_eq!(node["options"]["version"], "7.48.0");
}

#[tokio::test]
async fn former_types_and_defaults_are_sent_as_by_the_node_sdk() {
    let graph = graph(|ctx| {
        s3::Bucket::new(ctx, "bucket", s3::BucketArgs::new(), options());
        ec2::SecurityGroup::new(ctx, "default", ec2::SecurityGroupArgs::new(), options());
        ec2::SecurityGroup::new(ctx, "own", ec2::SecurityGroupArgs::new().description("edge"), options());
    });
    let graph = graph.await;
    let of = |name: &str| graph.node(name).unwrap().to_json();
    assert_eq!(of("bucket")["options"]["aliases"], json!([{ "type": "aws:s3/bucketV2:BucketV2" }]));
    assert_eq!(of("default")["inputs"], json!({ "description": "Managed by Pulumi" }));
    assert_eq!(of("own")["inputs"], json!({ "description": "edge" }));
}

#[tokio::test]
async fn a_nested_type_named_like_a_resource_is_told_apart() {
    let sent = inputs(|ctx| {
        let configuration = s3::BucketVersioningVersioningConfigurationArgs::new().status("Enabled");
        let args = s3::BucketVersioningArgs::new().bucket("b").versioning_configuration(configuration);
        s3::BucketVersioning::new(ctx, "it", args, options());
    });
    assert_eq!(sent.await, json!({ "bucket": "b", "versioningConfiguration": { "status": "Enabled" } }));
    let sent = inputs(|ctx| {
        let args = s3::BucketArgs::new().versioning(s3::BucketVersioningTypeArgs::new().enabled(true));
        s3::Bucket::new(ctx, "it", args, options());
    });
    assert_eq!(sent.await, json!({ "versioning": { "enabled": true } }));
}

#[tokio::test]
async fn a_file_or_an_archive_where_either_is_taken() {
    let sent = inputs(|ctx| {
        let args = s3::BucketObjectv2Args::new().bucket("b").key("k").source(Asset::file("worker"));
        s3::BucketObjectv2::new(ctx, "it", args, options());
    });
    assert_eq!(sent.await["source"], json!({ "asset": { "path": "worker" } }));
}

#[tokio::test]
async fn outputs_carry_dependencies_into_inputs() {
    let graph = graph(|ctx| {
        let role = iam::Role::new(ctx, "role", iam::RoleArgs::new().assume_role_policy("{}"), options());
        let window = scheduler::ScheduleFlexibleTimeWindowArgs::new().mode("OFF");
        let target = scheduler::ScheduleTargetArgs::new().arn("arn:f").role_arn(role.arn());
        let args = scheduler::ScheduleArgs::new()
            .flexible_time_window(window)
            .schedule_expression("rate(1 minutes)")
            .target(target);
        scheduler::Schedule::new(ctx, "schedule", args, ResourceOptions::new().depends_on(&role));
    });
    let graph = graph.await;
    let (role, schedule) = (graph.node("role").unwrap(), graph.node("schedule").unwrap());
    assert_eq!(schedule.property_dependencies["target"], [role.urn.clone()].into());
    assert_eq!(schedule.dependencies, [role.urn.clone()].into());
}

#[tokio::test]
async fn an_existing_resource_is_read_by_its_id() {
    let graph = graph(|ctx| {
        let key = pulumi_aws::kms::Key::get(ctx, "key", "1234", options());
        assert_eq!(key.name(), "key");
        ctx.export("id", key.id());
    });
    let graph = graph.await;
    let node = graph.node("key").unwrap();
    assert_eq!((node.type_.as_str(), node.read.as_deref()), ("aws:kms/key:Key", Some("1234")));
    assert_eq!(graph.outputs["id"].as_str(), Some("1234"));
}
