use serde_json::{Value, json};
use switchboard_domain::Environment;

use super::rehearsal::{edge_args, inputs, node, preview, rehearse};
use super::*;

fn http(ctx: &Context, alarms: &Alarms, args: EdgeArgs) -> Result<WebhookEdge, ComponentError> {
    WebhookEdge::http(ctx, alarms, "edge", args, ResourceOptions::new())
}

fn rest(ctx: &Context, alarms: &Alarms, args: EdgeArgs) -> Result<WebhookEdge, ComponentError> {
    WebhookEdge::rest(ctx, alarms, "edge", args, ResourceOptions::new())
}

fn with_domain() -> EdgeArgs {
    let domain = CustomDomain { name: "hooks.example.com".to_owned(), certificate_arn: "arn:certificate".to_owned() };
    EdgeArgs { custom_domain: Some(domain), ..edge_args() }
}

#[tokio::test]
async fn an_http_edge_serves_its_paths_and_no_other() {
    let (graph, edge) = rehearse(Environment::Prod, |ctx, alarms| http(ctx, alarms, edge_args())).await;
    let edge = edge.unwrap();
    assert_eq!(edge.url().peek().await.unwrap(), "https://abc.execute-api.example");
    assert_eq!((edge.kind(), edge.stage().is_none(), edge.domain_target().is_none()), (EdgeKind::Http, true, true));
    let api = inputs(&graph, "aws:apigatewayv2/api:Api", "edge");
    let expected = json!({"name": "rp-mw-prod-edge", "protocolType": "HTTP", "disableExecuteApiEndpoint": false});
    assert_eq!(api, expected);
    let integration = json!({
        "apiId": "edge-id", "integrationType": "AWS_PROXY", "integrationUri": "arn:invoke:ingress:live",
        "payloadFormatVersion": "2.0", "timeoutMilliseconds": 11_000,
    });
    assert_eq!(inputs(&graph, "aws:apigatewayv2/integration:Integration", "edge"), integration);
    let keys: Vec<_> =
        graph.of_type("aws:apigatewayv2/route:Route").map(|it| it.inputs["routeKey"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), 2);
    assert!(keys.contains(&"ANY /webhooks/richpanel") && keys.contains(&"ANY /health"), "{keys:?}");
    let stage = inputs(&graph, "aws:apigatewayv2/stage:Stage", "edge");
    assert_eq!(
        (&stage["name"], &stage["autoDeploy"], &stage["defaultRouteSettings"]),
        (&json!("$default"), &json!(true), &json!({"throttlingBurstLimit": 50, "throttlingRateLimit": 20}))
    );
    assert_eq!(
        stage["accessLogSettings"]["format"],
        concat!(
            r#"{"env":"prod","errorResponseType":"$context.error.responseType","#,
            r#""integrationLatency":"$context.integrationLatency","#,
            r#""integrationRequestId":"$context.integration.requestId","#,
            r#""integrationStatus":"$context.integrationStatus","requestId":"$context.requestId","#,
            r#""requestTimeEpoch":"$context.requestTimeEpoch","responseLatency":"$context.responseLatency","#,
            r#""responseLength":"$context.responseLength","routeKey":"$context.routeKey","status":"$context.status"}"#
        )
    );
}

#[tokio::test]
async fn each_path_may_call_the_alias_and_nothing_else_may() {
    for (kind, source) in [
        (EdgeKind::Http, "arn:execute-api:edge/*/*/webhooks/richpanel"),
        (EdgeKind::Rest, "arn:execute-api:edge/live/*/webhooks/richpanel"),
    ] {
        let make = |ctx: &Context, alarms: &Alarms| match kind {
            EdgeKind::Http => http(ctx, alarms, edge_args()),
            EdgeKind::Rest => rest(ctx, alarms, edge_args()),
        };
        let (graph, _) = rehearse(Environment::Prod, make).await;
        assert_eq!(graph.of_type("aws:lambda/permission:Permission").count(), 2);
        let mut permission = inputs(&graph, "aws:lambda/permission:Permission", "edge-webhooks-richpanel");
        let id = permission["statementId"].take();
        assert!(id.as_str().unwrap().starts_with("edge-webhooks-richpanel-"), "{id}");
        let expected = json!({
            "statementId": null, "action": "lambda:InvokeFunction", "principal": "apigateway.amazonaws.com",
            "function": "rp-mw-prod-ingress", "qualifier": "live", "sourceArn": source,
        });
        assert_eq!(permission, expected);
    }
}

#[tokio::test]
async fn a_permission_waits_for_the_alias_that_it_is_for() {
    for kind in [EdgeKind::Http, EdgeKind::Rest] {
        let make = |ctx: &Context, alarms: &Alarms| {
            let args = pulumi_aws::lambda::AliasArgs::new().function_name("ingress").function_version("1");
            let alias = pulumi_aws::lambda::Alias::new(ctx, "live", args, ResourceOptions::new());
            let mut args = edge_args();
            args.target.invoke_arn = alias.arn().into();
            if kind == EdgeKind::Http { http(ctx, alarms, args) } else { rest(ctx, alarms, args) }
        };
        let (graph, _) = rehearse(Environment::Dev, make).await;
        let permission = node(&graph, "aws:lambda/permission:Permission", "edge-health");
        assert!(permission["dependencies"].to_string().contains("alias:Alias::live"), "{permission}");
    }
}

#[tokio::test]
async fn a_rest_edge_deploys_after_everything_that_it_serves() {
    let (graph, edge) = rehearse(Environment::Prod, |ctx, alarms| rest(ctx, alarms, edge_args())).await;
    let edge = edge.unwrap();
    assert_eq!(edge.url().peek().await.unwrap(), "https://abc.execute-api.example/live");
    assert!(edge.stage().is_some());
    let leaf = inputs(&graph, "aws:apigateway/resource:Resource", "edge-webhooks-richpanel");
    assert_eq!(leaf, json!({"restApi": "edge-id", "parentId": "edge-webhooks-id", "pathPart": "richpanel"}));
    let method = inputs(&graph, "aws:apigateway/method:Method", "edge-health");
    let expected = json!({
        "restApi": "edge-id", "resourceId": "edge-health-id", "httpMethod": "ANY", "authorization": "NONE",
    });
    assert_eq!(method, expected);
    let integration = inputs(&graph, "aws:apigateway/integration:Integration", "edge-health");
    let picked = ["type", "integrationHttpMethod", "uri", "timeoutMilliseconds"].map(|key| integration[key].clone());
    assert_eq!(json!(picked), json!(["AWS_PROXY", "POST", "arn:invoke:ingress:live", 11_000]));
    let api = inputs(&graph, "aws:apigateway/restApi:RestApi", "edge");
    assert_eq!(api["endpointConfiguration"], json!({"types": "REGIONAL"}));

    let deployment = node(&graph, "aws:apigateway/deployment:Deployment", "edge");
    assert_eq!(deployment["inputs"]["triggers"]["redeploy"].as_str().unwrap().len(), 64);
    let after = deployment["dependencies"].to_string();
    for name in ["edge-webhooks-richpanel", "edge-health", "edge-default-4xx", "edge-throttled"] {
        assert!(after.contains(&format!("::{name}\"")), "{name} in {after}");
    }
    assert_eq!(deployment["options"]["deleteBeforeReplace"], Value::Null);
}

#[tokio::test]
async fn a_rest_stage_logs_errors_only_and_its_group_is_there_before() {
    let (graph, _) = rehearse(Environment::Staging, |ctx, alarms| rest(ctx, alarms, edge_args())).await;
    let stage = node(&graph, "aws:apigateway/stage:Stage", "edge");
    assert_eq!((&stage["inputs"]["stageName"], &stage["inputs"]["xrayTracingEnabled"]), (&json!("live"), &json!(true)));
    assert!(stage["dependencies"].to_string().contains("::edge-execution\""), "{stage}");
    let group = inputs(&graph, "aws:cloudwatch/logGroup:LogGroup", "edge-execution");
    assert_eq!(group, json!({"name": "API-Gateway-Execution-Logs_edge-id/live", "retentionInDays": 30}));
    let settings = inputs(&graph, "aws:apigateway/methodSettings:MethodSettings", "edge");
    let expected = json!({
        "dataTraceEnabled": false, "loggingLevel": "ERROR", "throttlingBurstLimit": 50, "throttlingRateLimit": 20,
    });
    assert_eq!((&settings["methodPath"], &settings["settings"]), (&json!("*/*"), &expected));
    let format = stage["inputs"]["accessLogSettings"]["format"].as_str().unwrap();
    for forbidden in ["identity", "authorizer", "messageString", "integrationErrorMessage", "$context.path"] {
        assert!(!format.contains(forbidden), "{forbidden}");
    }
    let line: serde_json::Map<String, Value> = serde_json::from_str(format).unwrap();
    assert!(line.values().all(Value::is_string) && line["env"] == "staging" && line.contains_key("wafStatus"));
}

#[tokio::test]
async fn gateway_answers_have_the_shape_of_our_errors() {
    let (graph, _) = rehearse(Environment::Prod, |ctx, alarms| rest(ctx, alarms, edge_args())).await;
    assert_eq!(graph.of_type("aws:apigateway/response:Response").count(), 6);
    let missing = inputs(&graph, "aws:apigateway/response:Response", "edge-missing-authentication-token");
    assert_eq!(missing["statusCode"], "404");
    for answer in graph.of_type("aws:apigateway/response:Response") {
        let template = &answer.to_json()["inputs"]["responseTemplates"]["application/json"];
        let body: Value = serde_json::from_str(template.as_str().unwrap()).unwrap();
        assert_eq!(body["error"]["request_id"], "$context.requestId");
        assert!(body["error"]["code"].is_string() && body["error"]["message"].is_string(), "{body}");
    }
}

#[tokio::test]
async fn what_is_deployed_changes_the_trigger_and_nothing_else_does() {
    let trigger = async |args: EdgeArgs| {
        let (graph, _) = rehearse(Environment::Prod, |ctx, alarms| rest(ctx, alarms, args)).await;
        inputs(&graph, "aws:apigateway/deployment:Deployment", "edge")["triggers"]["redeploy"].to_string()
    };
    let first = trigger(edge_args()).await;
    assert_eq!(trigger(EdgeArgs { throttle_rate: 5, log_retention_days: 7, ..edge_args() }).await, first);
    let mut path = edge_args();
    path.paths.push("/ready".to_owned());
    let mut wait = edge_args();
    wait.target.timeout_s = 9;
    let mut function = edge_args();
    function.target.function_name.push('2');
    for changed in [path, wait, function] {
        assert_ne!(trigger(changed).await, first);
    }
}

#[tokio::test]
async fn a_preview_shows_the_trigger_and_does_not_need_the_api() {
    let (graph, _) = preview(Environment::Prod, |ctx, alarms| rest(ctx, alarms, edge_args())).await;
    let deployment = inputs(&graph, "aws:apigateway/deployment:Deployment", "edge");
    assert_eq!(deployment["restApi"], json!({"unknown": true}));
    assert!(deployment["triggers"]["redeploy"].is_string());
    let alarm = inputs(&graph, "aws:cloudwatch/metricAlarm:MetricAlarm", "a4-edge-warn");
    assert_eq!(alarm["dimensions"]["ApiName"], "rp-mw-prod-edge");
}

#[tokio::test]
async fn a_custom_domain_is_the_only_way_in() {
    let (graph, edge) = rehearse(Environment::Prod, |ctx, alarms| http(ctx, alarms, with_domain())).await;
    let edge = edge.unwrap();
    assert_eq!(edge.url().peek().await.unwrap(), "https://hooks.example.com");
    assert_eq!(edge.domain_target().unwrap().peek().await.unwrap(), "d-http.example");
    assert_eq!(inputs(&graph, "aws:apigatewayv2/api:Api", "edge")["disableExecuteApiEndpoint"], true);
    let domain = inputs(&graph, "aws:apigatewayv2/domainName:DomainName", "edge-domain");
    let expected =
        json!({"certificateArn": "arn:certificate", "endpointType": "REGIONAL", "securityPolicy": "TLS_1_2"});
    assert_eq!(domain["domainNameConfiguration"], expected);
    let mapping = inputs(&graph, "aws:apigatewayv2/apiMapping:ApiMapping", "edge-domain");
    assert_eq!(mapping, json!({"apiId": "edge-id", "domainName": "edge-domain-id", "stage": "$default"}));

    let (graph, edge) = rehearse(Environment::Prod, |ctx, alarms| rest(ctx, alarms, with_domain())).await;
    let edge = edge.unwrap();
    assert_eq!(edge.url().peek().await.unwrap(), "https://hooks.example.com");
    assert_eq!(edge.domain_target().unwrap().peek().await.unwrap(), "d-abc.example");
    assert_eq!(inputs(&graph, "aws:apigateway/restApi:RestApi", "edge")["disableExecuteApiEndpoint"], true);
    let mapping = inputs(&graph, "aws:apigateway/basePathMapping:BasePathMapping", "edge-domain");
    assert_eq!(mapping, json!({"restApi": "edge-id", "domainName": "hooks.example.com", "stageName": "live"}));
}

#[tokio::test]
async fn alarms_read_the_metrics_of_the_kind() {
    let (graph, edge) = rehearse(Environment::Prod, |ctx, alarms| http(ctx, alarms, edge_args())).await;
    assert_eq!(edge.unwrap().critical().len(), 2);
    let alarm = |graph, name| inputs(graph, "aws:cloudwatch/metricAlarm:MetricAlarm", name);
    let errors = alarm(&graph, "a1-edge-warn");
    assert_eq!((&errors["metricName"], &errors["threshold"]), (&json!("5xx"), &json!(1)));
    assert_eq!(errors["dimensions"], json!({"ApiId": "edge-id", "Stage": "$default"}));
    assert_eq!(alarm(&graph, "a1-edge-critical")["threshold"], 5);
    let throttled = alarm(&graph, "a3-edge-warn");
    assert_eq!(
        (&throttled["metricName"], &throttled["dimensions"], &throttled["evaluationPeriods"]),
        (&json!("edge.throttled"), &json!({"env": "prod"}), &json!(5))
    );
    let latency = alarm(&graph, "a4-edge-warn");
    assert_eq!((&latency["extendedStatistic"], &latency["threshold"]), (&json!("p95"), &json!(500)));

    let (graph, _) = rehearse(Environment::Prod, |ctx, alarms| rest(ctx, alarms, edge_args())).await;
    assert_eq!(alarm(&graph, "a1-edge-warn")["metricName"], "5XXError");
    let rate = alarm(&graph, "a1-edge-rate-critical");
    assert_eq!(rate["metricQueries"][0]["expression"], "IF(c>=100,100*FILL(e,0)/c,0)");
    let count = &rate["metricQueries"][2]["metric"];
    assert_eq!(count["dimensions"], json!({"ApiName": "rp-mw-prod-edge", "Stage": "live"}));
    assert_eq!((&count["metricName"], &count["stat"]), (&json!("Count"), &json!("SampleCount")));
}

#[tokio::test]
async fn what_cannot_work_is_refused_with_what_to_do() {
    let mut slow = edge_args();
    slow.target.timeout_s = 29;
    let cases = [
        (EdgeArgs { throttle_burst: 0, ..edge_args() }, "throttle_rate, throttle_burst must both be at least 1"),
        (EdgeArgs { log_retention_days: 31, ..edge_args() }, "log_retention_days of 31 days is unknown"),
        (EdgeArgs { paths: Vec::new(), ..edge_args() }, "paths must name at least one path"),
        (slow.clone(), "target.timeout_s of 29 s must be 1 to 28 s"),
    ];
    for (args, why) in cases {
        let (graph, edge) = rehearse(Environment::Dev, |ctx, alarms| rest(ctx, alarms, args)).await;
        let error = edge.err().unwrap();
        assert!(error.starts_with(&format!("WebhookEdge edge: {why}")), "{error}");
        assert!(graph.node("edge").is_none(), "nothing is registered of what is refused");
    }
    let (_, edge) = rehearse(Environment::Dev, |ctx, alarms| http(ctx, alarms, slow)).await;
    assert!(edge.is_ok(), "an HTTP API waits a second longer");
}
