//! HTTP APIs.

use serde_json::{Value, json};
use switchboard_emulator::{Clients, Properties, Refusal};

use super::upstream::{get, upstream};
use crate::emulator::{clients, endpoint};
use crate::lifecycle::{Resource, kind_of, lifecycle, refusal, refused_by};

const API: &str = "aws:apigatewayv2/api:Api";
const INTEGRATION: &str = "aws:apigatewayv2/integration:Integration";
const ROUTE: &str = "aws:apigatewayv2/route:Route";
const STAGE: &str = "aws:apigatewayv2/stage:Stage";

async fn api(aws: &Clients, name: &str) -> Resource {
    Resource::create(aws, API, json!({"name": name, "protocolType": "HTTP"})).await
}

#[tokio::test]
async fn apis() {
    let aws = clients();
    let inputs = json!({
        "name": "life", "protocolType": "HTTP", "description": "one", "tags": {"env": "dev", "gone": "x"},
    });
    let changed = json!({"name": "life-2", "protocolType": "HTTP", "tags": {"env": "prod"}});
    let (first, second) = lifecycle(&aws, API, inputs, changed).await;
    let arn = first["arn"].as_str().unwrap();
    let id = arn.strip_prefix("arn:aws:apigateway:us-east-2::/apis/").unwrap();
    assert_eq!(first["apiEndpoint"], format!("{}/_aws/execute-api/{id}", endpoint()));
    assert_eq!(first["executionArn"], format!("arn:aws:execute-api:us-east-2:000000000000:{id}"));
    assert_eq!((second.get("description"), second.get("version")), (None, None));
    assert!(matches!(
        refusal(&aws, API, json!({"name": "ws", "protocolType": "WEBSOCKET"})).await,
        Refusal::Unsupported { property, .. } if property == "protocolType"
    ));
}

#[tokio::test]
async fn integrations() {
    let aws = clients();
    let api = api(&aws, "integrations").await;
    let inputs = json!({
        "apiId": api.id, "integrationType": "AWS_PROXY", "payloadFormatVersion": "2.0", "timeoutMilliseconds": 11000,
        "integrationUri": "arn:aws:lambda:us-east-2:000000000000:function:ingress:live", "description": "ingress",
    });
    let changed = json!({
        "apiId": api.id, "integrationType": "AWS_PROXY", "timeoutMilliseconds": 12000,
        "integrationUri": "arn:aws:lambda:us-east-2:000000000000:function:other:live",
    });
    let (_, second) = lifecycle(&aws, INTEGRATION, inputs, changed).await;
    let there = Resource::create(&aws, INTEGRATION, json!({"apiId": api.id, "integrationType": "AWS_PROXY"})).await;
    let imported = format!("{}/{}", api.id, there.id);
    let told = kind_of(INTEGRATION).read(&aws, &imported, &Properties::new()).await.unwrap().unwrap();
    assert_eq!((&told["apiId"], &told["integrationType"]), (&json!(api.id), &json!("AWS_PROXY")));
    let made_up = ["description", "integrationMethod", "connectionType", "payloadFormatVersion", "requestParameters"];
    assert!(made_up.iter().all(|name| !second.contains_key(*name)), "{second:?}");
    let long = json!({"apiId": api.id, "integrationType": "AWS_PROXY", "timeoutMilliseconds": 30001});
    assert_eq!(refused_by(&aws, INTEGRATION, long).await, "EDGE-TIMEOUT");
    api.delete(&aws).await;
}

#[tokio::test]
async fn routes() {
    let aws = clients();
    let api = api(&aws, "routes").await;
    let route = |key: &str, target: &str| json!({"apiId": api.id, "routeKey": key, "target": target});
    let other = Resource::create(&aws, ROUTE, route("ANY /taken", "integrations/a")).await;
    assert!(matches!(refusal(&aws, ROUTE, route("ANY /taken", "integrations/b")).await, Refusal::Exists { .. }));
    let inputs = route("ANY /webhooks/richpanel", "integrations/a");
    let (_, second) = lifecycle(&aws, ROUTE, inputs, route("POST /webhooks/richpanel", "integrations/b")).await;
    assert_eq!((second.get("authorizationType"), second.get("operationName")), (None, None));
    other.delete(&aws).await;
    api.delete(&aws).await;
}

fn stage(api: &str, settings: Value) -> Value {
    json!({"apiId": api, "name": "$default", "autoDeploy": true, "defaultRouteSettings": settings})
}

#[tokio::test]
async fn stages() {
    let aws = clients();
    let api = api(&aws, "stages").await;
    let throttled = json!({"throttlingBurstLimit": 50, "throttlingRateLimit": 20});
    let mut inputs = stage(&api.id, throttled.clone());
    inputs["accessLogSettings"] = json!({
        "destinationArn": "arn:aws:logs:us-east-2:000000000000:log-group:/aws/vendedlogs/life-edge",
        "format": "{ \"requestId\": \"$context.requestId\" }",
    });
    inputs["routeSettings"] = json!([{"routeKey": "ANY /a", "throttlingBurstLimit": 5, "throttlingRateLimit": 2.5}]);
    inputs["tags"] = json!({"env": "dev", "gone": "x"});
    let mut changed = stage(&api.id, json!({"throttlingBurstLimit": 60, "throttlingRateLimit": 20}));
    changed["tags"] = json!({"env": "prod"});
    let (first, second) = lifecycle(&aws, STAGE, inputs, changed).await;
    assert_eq!(first["invokeUrl"], format!("{}/", api.output("apiEndpoint")));
    assert_eq!(first["executionArn"], format!("{}/$default", api.output("executionArn")));
    let gone = ["accessLogSettings", "routeSettings", "stageVariables", "description"];
    assert!(gone.iter().all(|name| !second.contains_key(*name)), "{second:?}");

    let there = Resource::create(&aws, STAGE, stage(&api.id, throttled.clone())).await;
    assert!(matches!(refusal(&aws, STAGE, stage(&api.id, throttled)).await, Refusal::Exists { .. }));
    let logged = stage(&api.id, json!({"loggingLevel": "INFO"}));
    assert_eq!(refused_by(&aws, STAGE, logged).await, "EDGE-HTTP-STAGE");
    there.delete(&aws).await;
    api.delete(&aws).await;
}

#[tokio::test]
async fn drift_of_a_stage_shows() {
    let aws = clients();
    let api = api(&aws, "drift").await;
    let settings = json!({"throttlingBurstLimit": 50, "throttlingRateLimit": 20});
    let stage = Resource::create(&aws, STAGE, stage(&api.id, settings)).await;
    let settings = aws_sdk_apigatewayv2::types::RouteSettings::builder().throttling_burst_limit(1).build();
    let call = aws.apigatewayv2().update_stage().api_id(&api.id).stage_name("$default");
    call.default_route_settings(settings).send().await.unwrap();
    let told = stage.read(&aws, &stage.properties).await;
    assert_eq!(told["defaultRouteSettings"], json!({"throttlingBurstLimit": 1, "throttlingRateLimit": 0}));
    api.delete(&aws).await;
}

#[tokio::test]
async fn the_address_of_an_api_serves_its_default_stage_from_the_root() {
    let aws = clients();
    let api = api(&aws, "wired").await;
    let proxy = json!({
        "apiId": api.id, "integrationType": "HTTP_PROXY", "integrationMethod": "ANY", "integrationUri": upstream(),
    });
    let integration = Resource::create(&aws, INTEGRATION, proxy).await;
    let target = format!("integrations/{}", integration.id);
    let route = json!({"apiId": api.id, "routeKey": "ANY /webhooks/richpanel", "target": target});
    Resource::create(&aws, ROUTE, route).await;
    let throttled = json!({"throttlingBurstLimit": 50, "throttlingRateLimit": 20});
    let default = Resource::create(&aws, STAGE, stage(&api.id, throttled)).await;
    let named = Resource::create(&aws, STAGE, json!({"apiId": api.id, "name": "blue", "autoDeploy": true})).await;

    let addresses = [api.output("apiEndpoint"), default.output("invokeUrl"), named.output("invokeUrl")];
    for address in addresses {
        let answer = get(&format!("{}/webhooks/richpanel", address.trim_end_matches('/')));
        assert_eq!((answer.status, answer.body.as_str()), (200, "GET /webhooks/richpanel HTTP/1.1"), "{address}");
    }
    assert_eq!(get(&format!("{}/elsewhere", api.output("apiEndpoint"))).status, 404);
    api.delete(&aws).await;
}
