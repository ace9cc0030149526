//! REST APIs.

use serde_json::{Value, json};
use switchboard_emulator::{Clients, Refusal};

use super::upstream::{get, upstream};
use crate::emulator::{REGION, clients, endpoint};
use crate::lifecycle::{Resource, kind_of, lifecycle, refusal, refused_by};

const ACCOUNT: &str = "aws:apigateway/account:Account";
const API: &str = "aws:apigateway/restApi:RestApi";
const DEPLOYMENT: &str = "aws:apigateway/deployment:Deployment";
const INTEGRATION: &str = "aws:apigateway/integration:Integration";
const METHOD: &str = "aws:apigateway/method:Method";
const METHOD_SETTINGS: &str = "aws:apigateway/methodSettings:MethodSettings";
const RESOURCE: &str = "aws:apigateway/resource:Resource";
const RESPONSE: &str = "aws:apigateway/response:Response";
const STAGE: &str = "aws:apigateway/stage:Stage";

async fn api(aws: &Clients, name: &str) -> Resource {
    let inputs = json!({"name": name, "endpointConfiguration": {"types": "REGIONAL"}});
    Resource::create(aws, API, inputs).await
}

/// A method of the API's root, without an integration.
fn method(api: &Resource) -> Value {
    json!({
        "restApi": api.id, "resourceId": api.output("rootResourceId"), "httpMethod": "ANY", "authorization": "NONE",
    })
}

fn mock(api: &Resource) -> Value {
    json!({"restApi": api.id, "resourceId": api.output("rootResourceId"), "httpMethod": "ANY", "type": "MOCK"})
}

/// An API with a method, an integration, and a deployment of both.
async fn deployed(aws: &Clients, name: &str) -> (Resource, Resource) {
    let api = api(aws, name).await;
    Resource::create(aws, METHOD, method(&api)).await;
    Resource::create(aws, INTEGRATION, mock(&api)).await;
    let deployment = Resource::create(aws, DEPLOYMENT, json!({"restApi": api.id, "triggers": {"redeploy": "1"}})).await;
    (api, deployment)
}

pub(super) async fn stage(aws: &Clients, name: &str) -> (Resource, Resource) {
    let (api, deployment) = deployed(aws, name).await;
    let inputs = json!({"restApi": api.id, "stageName": "live", "deployment": deployment.id});
    let stage = Resource::create(aws, STAGE, inputs).await;
    (api, stage)
}

#[tokio::test]
async fn apis() {
    let aws = clients();
    let policy = "{ \"Version\": \"2012-10-17\", \"Statement\": [] }";
    let inputs = json!({
        "name": "life", "description": "one", "endpointConfiguration": {"types": "REGIONAL"}, "policy": policy,
        "tags": {"env": "dev", "gone": "x"},
    });
    let changed = json!({
        "name": "life-2", "endpointConfiguration": {"types": "REGIONAL"}, "tags": {"env": "prod"},
    });
    let (first, second) = lifecycle(&aws, API, inputs, changed).await;
    let id = first["arn"].as_str().unwrap().strip_prefix("arn:aws:apigateway:us-east-2::/restapis/").unwrap();
    assert_eq!(first["executionArn"], format!("arn:aws:execute-api:us-east-2:000000000000:{id}"));
    assert!(!first["rootResourceId"].as_str().unwrap().is_empty());
    assert_eq!((second.get("description"), second.get("policy")), (None, None));
}

#[tokio::test]
async fn resources_and_methods() {
    let aws = clients();
    let api = api(&aws, "resources").await;
    let root = api.output("rootResourceId");
    let part = |part: &str| json!({"restApi": api.id, "parentId": root, "pathPart": part});
    let (first, second) = lifecycle(&aws, RESOURCE, part("webhooks"), part("hooks")).await;
    assert_eq!((&first["path"], &second["path"]), (&json!("/webhooks"), &json!("/hooks")));

    let mut inputs = method(&api);
    inputs["requestParameters"] = json!({"method.request.header.X-Token": true});
    let mut changed = inputs.clone();
    changed["authorization"] = json!("AWS_IAM");
    lifecycle(&aws, METHOD, inputs.clone(), changed).await;
    let there = Resource::create(&aws, METHOD, inputs.clone()).await;
    assert!(matches!(refusal(&aws, METHOD, inputs).await, Refusal::Exists { .. }));
    let without = method(&api).as_object().cloned().unwrap();
    let error = kind_of(METHOD).update(&aws, &there.id, &there.properties, &without).await.unwrap_err();
    assert!(error.to_string().contains("replace the method"), "{error}");
    api.delete(&aws).await;
}

#[tokio::test]
async fn integrations() {
    let aws = clients();
    let api = api(&aws, "integrations").await;
    Resource::create(&aws, METHOD, method(&api)).await;
    let proxy = |function: &str, timeout: u32| {
        let mut inputs = mock(&api);
        inputs["type"] = json!("AWS_PROXY");
        inputs["integrationHttpMethod"] = json!("POST");
        inputs["timeoutMilliseconds"] = json!(timeout);
        inputs["uri"] = json!(format!(
            "arn:aws:apigateway:us-east-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-2:000000000000:function:{function}:live/invocations"
        ));
        inputs
    };
    let mut inputs = proxy("ingress", 11_000);
    inputs["passthroughBehavior"] = json!("NEVER");
    let (_, second) = lifecycle(&aws, INTEGRATION, inputs, proxy("other", 12_000)).await;
    assert_eq!((second.get("passthroughBehavior"), second.get("requestTemplates")), (None, None));
    assert_eq!(refused_by(&aws, INTEGRATION, proxy("ingress", 29_001)).await, "EDGE-TIMEOUT");
    api.delete(&aws).await;
}

#[tokio::test]
async fn gateway_responses() {
    let aws = clients();
    let api = api(&aws, "responses").await;
    let inputs = json!({
        "restApiId": api.id, "responseType": "MISSING_AUTHENTICATION_TOKEN", "statusCode": "404",
        "responseTemplates": {"application/json": "{\"error\":\"not_found\"}"},
        "responseParameters": {"gatewayresponse.header.X-A": "'1'"},
    });
    let changed = json!({"restApiId": api.id, "responseType": "MISSING_AUTHENTICATION_TOKEN", "statusCode": "410"});
    let (_, second) = lifecycle(&aws, RESPONSE, inputs, changed).await;
    assert_eq!((second.get("responseTemplates"), second.get("responseParameters")), (None, None));
    let family = json!({"restApiId": api.id, "responseType": "DEFAULT_5XX"});
    Resource::create(&aws, RESPONSE, family).await.delete(&aws).await;
    api.delete(&aws).await;
}

#[tokio::test]
async fn deployments() {
    let aws = clients();
    let api = api(&aws, "deployments").await;
    let inputs = json!({"restApi": api.id, "triggers": {"redeploy": "1"}, "description": "one"});
    assert_eq!(refused_by(&aws, DEPLOYMENT, inputs.clone()).await, "EDGE-REST-DEPLOY");
    Resource::create(&aws, METHOD, method(&api)).await;
    assert_eq!(refused_by(&aws, DEPLOYMENT, inputs.clone()).await, "EDGE-REST-DEPLOY");
    Resource::create(&aws, INTEGRATION, mock(&api)).await;
    let changed = json!({"restApi": api.id, "triggers": {"redeploy": "1"}});
    let (first, second) = lifecycle(&aws, DEPLOYMENT, inputs, changed).await;
    assert_eq!(first["createdDate"], second["createdDate"]);
    assert_eq!(second.get("description"), None);
    api.delete(&aws).await;
}

#[tokio::test]
async fn a_deployment_that_a_stage_points_at_stays() {
    let aws = clients();
    let (api, stage) = stage(&aws, "pointed").await;
    let deployment = stage.output("deployment");
    let known = json!({"restApi": api.id}).as_object().cloned().unwrap();
    let error = kind_of(DEPLOYMENT).delete(&aws, deployment, &known).await.unwrap_err();
    assert!(matches!(error, Refusal::Invalid { rule: "EDGE-REST-DEPLOY", .. }), "{error}");
    let deployment = deployment.to_owned();
    stage.delete(&aws).await;
    kind_of(DEPLOYMENT).delete(&aws, &deployment, &known).await.unwrap();
    api.delete(&aws).await;
}

/// In an account of its own: logging needs a role, of which there is one per account.
#[tokio::test]
async fn stages_log_only_with_the_role_of_the_account() {
    let aws = Clients::new(endpoint(), REGION, "123456789012");
    let (api, deployment) = deployed(&aws, "logging").await;
    let role = |name: &str| json!({"cloudwatchRoleArn": format!("arn:aws:iam::123456789012:role/{name}")});
    let mut inputs = json!({
        "restApi": api.id, "stageName": "live", "deployment": deployment.id, "xrayTracingEnabled": true,
        "description": "one", "variables": {"a": "1", "b": "2"}, "tags": {"env": "dev", "gone": "x"},
        "accessLogSettings": {
            "destinationArn": "arn:aws:logs:us-east-2:123456789012:log-group:edge",
            "format": "{ \"requestId\": \"$context.requestId\" }",
        },
    });
    assert_eq!(refused_by(&aws, STAGE, inputs.clone()).await, "EDGE-ACCOUNT-ROLE");
    lifecycle(&aws, ACCOUNT, role("edge-logs"), role("edge-logs-2")).await;
    let account = Resource::create(&aws, ACCOUNT, role("edge-logs")).await;
    let changed = json!({
        "restApi": api.id, "stageName": "live", "deployment": deployment.id, "variables": {"a": "3"},
        "tags": {"env": "prod"},
    });
    let (first, second) = lifecycle(&aws, STAGE, inputs.clone(), changed).await;
    assert_eq!(first["arn"], format!("arn:aws:apigateway:us-east-2::/restapis/{}/stages/live", api.id));
    assert_eq!(first["executionArn"], format!("{}/live", api.output("executionArn")));
    assert_eq!((second.get("accessLogSettings"), second.get("xrayTracingEnabled")), (None, None));
    inputs["accessLogSettings"]["format"] = json!("{ \"status\": \"$context.status\" }");
    assert_eq!(refused_by(&aws, STAGE, inputs).await, "EDGE-LOG-FORMAT");

    let inputs = json!({"restApi": api.id, "stageName": "live", "deployment": deployment.id});
    let stage = Resource::create(&aws, STAGE, inputs.clone()).await;
    assert!(matches!(refusal(&aws, STAGE, inputs).await, Refusal::Exists { .. }));
    let settings =
        |settings: Value| json!({"restApi": api.id, "stageName": "live", "methodPath": "*/*", "settings": settings});
    let logged = json!({
        "loggingLevel": "ERROR", "dataTraceEnabled": false, "throttlingBurstLimit": 50, "throttlingRateLimit": 20,
        "metricsEnabled": true,
    });
    let (_, second) =
        lifecycle(&aws, METHOD_SETTINGS, settings(logged.clone()), settings(json!({"throttlingRateLimit": 2.5}))).await;
    assert_eq!(second["settings"], json!({"throttlingRateLimit": 2.5}));
    account.delete(&aws).await;
    assert_eq!(refused_by(&aws, METHOD_SETTINGS, settings(logged)).await, "EDGE-ACCOUNT-ROLE");
    stage.delete(&aws).await;
    api.delete(&aws).await;
}

#[tokio::test]
async fn the_address_of_a_stage_serves_the_api() {
    let aws = clients();
    let api = api(&aws, "wired").await;
    let part = |parent: &str, part: &str| json!({"restApi": api.id, "parentId": parent, "pathPart": part});
    let webhooks = Resource::create(&aws, RESOURCE, part(api.output("rootResourceId"), "webhooks")).await;
    let richpanel = Resource::create(&aws, RESOURCE, part(&webhooks.id, "richpanel")).await;
    let place = json!({"restApi": api.id, "resourceId": richpanel.id, "httpMethod": "ANY"});
    let with = |more: Value| {
        let mut inputs = place.clone();
        inputs.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        inputs
    };
    Resource::create(&aws, METHOD, with(json!({"authorization": "NONE"}))).await;
    let uri = format!("{}/behind", upstream());
    let proxy = with(json!({"type": "HTTP_PROXY", "integrationHttpMethod": "GET", "uri": uri}));
    Resource::create(&aws, INTEGRATION, proxy).await;
    let unknown_path = json!({
        "restApiId": api.id, "responseType": "MISSING_AUTHENTICATION_TOKEN", "statusCode": "404",
        "responseTemplates": {"application/json": "{\"error\":\"not_found\"}"},
    });
    Resource::create(&aws, RESPONSE, unknown_path).await;
    let deployment = Resource::create(&aws, DEPLOYMENT, json!({"restApi": api.id})).await;
    let stage = json!({"restApi": api.id, "stageName": "live", "deployment": deployment.id});
    let stage = Resource::create(&aws, STAGE, stage).await;

    let address = stage.output("invokeUrl");
    let answer = get(&format!("{address}/webhooks/richpanel"));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.starts_with("GET /behind"), "{answer:?}");
    let unknown = get(&format!("{address}/elsewhere"));
    assert_eq!((unknown.status, unknown.body.as_str()), (404, "{\"error\":\"not_found\"}"));
    stage.delete(&aws).await;
    api.delete(&aws).await;
}
