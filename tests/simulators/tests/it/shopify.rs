//! The store's client against the simulated store.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{Millis, Secret};
use switchboard_shopify::{Metafield, OrderId, OrderName, ShopifyClient, ShopifyConfig};

use crate::harness::Harness;

async fn with_order() -> Harness {
    let sim = Harness::start().await;
    let order = json!({
        "id": 5550001, "name": "#10442", "order_number": 10442, "email": "ann@customer.example", "tags": "vip, rush",
        "created_at": "2026-01-10T09:00:00-05:00", "financial_status": "paid", "fulfillment_status": "fulfilled",
        "shipping_address": {"zip": "10001", "city": "Hidden"}, "total_price": "99.00",
        "customer": {"id": 3, "email": "ann@customer.example", "first_name": "Ann"},
        "shipping_lines": [{"title": "Standard"}],
        "metafields": [{"namespace": "custom", "key": "eta", "value": "2026-02-01"}],
        "fulfillments": [{"id": 8, "status": "success", "shipment_status": "in_transit", "tracking_company": "UPS",
            "tracking_number": "1Z999AA10123456784", "tracking_url": "https://ups.example/1Z"}],
    });
    let (status, body) = sim.raw(Method::POST, "/_sim/orders", Some(json!({ "order": order }))).await;
    assert_eq!((status, &body["order_id"]), (200, &json!("5550001")));
    sim
}

fn id() -> OrderId {
    OrderId::parse("5550001").unwrap()
}

fn name(text: &str) -> OrderName {
    OrderName::parse(text).unwrap()
}

#[tokio::test]
async fn an_order_by_id_has_the_asked_fields_and_no_others() {
    let sim = with_order().await;
    let answered = sim.shopify().order_by_id(&id()).await;
    let order = answered.result.unwrap().unwrap();
    assert_eq!(order["id"], "gid://shopify/Order/5550001");
    assert_eq!(order["displayFulfillmentStatus"], "FULFILLED");
    assert_eq!(order["tags"], json!(["vip", "rush"]));
    assert_eq!(
        order["fulfillments"][0]["trackingInfo"],
        json!([{"company": "UPS", "number": "1Z999AA10123456784", "url": "https://ups.example/1Z"}])
    );
    assert_eq!(order["shippingLines"]["nodes"][0]["title"], "Standard");
    for absent in ["shippingAddress", "metafield", "metafields", "totalPrice"] {
        assert!(order.get(absent).is_none(), "{absent}");
    }
    assert!(!order.to_string().contains("Hidden") && !order.to_string().contains("99.00"));
    let info = answered.info;
    assert_eq!((info.http.operation, info.http.http_status), ("order_by_id", Some(200)));
    assert!(info.http.request_id.unwrap().starts_with("req-"));
    assert_eq!(info.served_version, Some(sim.running.shopify_api_version.clone()));
    assert_eq!(info.throttle.unwrap().wait(), Millis(0));
}

#[tokio::test]
async fn zip_and_metafield_when_configured() {
    let sim = with_order().await;
    let config = ShopifyConfig { with_zip: true, preorder_eta: Metafield::parse("custom.eta"), ..sim.shopify_config() };
    let order = ShopifyClient::new(config).unwrap().order_by_id(&id()).await.result.unwrap().unwrap();
    assert_eq!(order["shippingAddress"], json!({"zip": "10001"}));
    assert_eq!(order["metafield"]["value"], "2026-02-01");
}

#[tokio::test]
async fn an_unknown_id_is_none() {
    let sim = with_order().await;
    let unknown = OrderId::parse("1").unwrap();
    assert_eq!(sim.shopify().order_by_id(&unknown).await.result.unwrap(), None);
}

#[tokio::test]
async fn a_name_search_returns_strangers_first() {
    let sim = with_order().await;
    let similar = json!({"order": {"id": 7, "name": "#104420", "email": "third@x.example"}});
    sim.raw(Method::POST, "/_sim/orders", Some(similar)).await;
    let names = |orders: Vec<Value>| orders.iter().map(|o| o["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let found = sim.shopify().order_by_name(&name("#10442")).await.result.unwrap();
    assert_eq!(found[0]["email"], "someone.else@decoy.example");
    assert_eq!(names(found), ["#104429", "#104420", "#10442"]);
    assert_eq!(names(sim.shopify().order_by_name(&name("777")).await.result.unwrap()), ["#7779"]);
    sim.faults(json!({"shopify_decoys": false})).await;
    assert!(sim.shopify().order_by_name(&name("777")).await.result.unwrap().is_empty());
}

#[tokio::test]
async fn the_shop_answers() {
    let sim = Harness::start().await;
    let shop = sim.shopify().shop().await.result.unwrap();
    assert_eq!((shop.name.as_deref(), shop.plan.as_deref()), (Some("Example Shop"), Some("Basic")));
}

#[tokio::test]
async fn failures_of_the_store() {
    use FailureKind::*;
    let sim = with_order().await;
    let table = [
        (json!({"error_rate": 1}), Ambiguous, Some(500), None),
        (json!({"refuse_rate": 1}), Ambiguous, None, None),
        (json!({"lost_answer_rate": 1}), Ambiguous, None, None),
        (json!({"truncate_rate": 1}), Ambiguous, Some(200), None),
        (json!({"rate_429_rate": 1, "retry_after_s": 2}), RateLimited, Some(429), Some(Millis(2_000))),
        (json!({"shopify_throttle_rate": 1}), RateLimited, Some(200), Some(Millis(2_000))),
        (json!({"shopify_unauthorized": true}), Auth, Some(401), None),
    ];
    for (faults, kind, status, wait) in table {
        sim.faults(faults.clone()).await;
        let failure = sim.shopify().order_by_id(&id()).await.result.unwrap_err();
        sim.healthy().await;
        assert_eq!((failure.kind, failure.http_status, failure.retry_after), (kind, status, wait), "{faults}");
    }
    let wrong = sim.shopify().with_token(&Secret::new("shpat_other".into())).unwrap();
    assert_eq!(wrong.shop().await.result.unwrap_err().kind, Auth);
    let config = ShopifyConfig { timeout: Millis(200), ..sim.shopify_config() };
    sim.faults(json!({"latency_ms": 2_000})).await;
    let slow = ShopifyClient::new(config).unwrap().shop().await;
    assert_eq!(slow.result.unwrap_err().kind, Ambiguous);
    assert!(slow.info.http.latency >= Millis(190));
}

#[tokio::test]
async fn an_unsupported_version_is_served_by_another() {
    let sim = with_order().await;
    sim.faults(json!({"shopify_served_version": "2025-01"})).await;
    let answered = sim.shopify().shop().await;
    assert!(answered.result.is_ok());
    assert_eq!(answered.info.served_version.as_deref(), Some("2025-01"));
}

#[tokio::test]
async fn writes_and_identity_searches_are_recorded() {
    let sim = with_order().await;
    let ask = |query: &'static str| {
        let request = sim
            .http
            .post(format!("{}/admin/api/2026-01/graphql.json", sim.running.url()))
            .header("x-shopify-access-token", sim.running.shopify_token.expose())
            .body(json!({ "query": query }).to_string());
        async move { request.send().await.unwrap().text().await.unwrap() }
    };
    assert!(ask("mutation { orderClose(input: {}) { id } }").await.contains("errors"));
    assert!(ask("mutation { orderClose(id: \"x\") { id } }").await.contains("ACCESS_DENIED"));
    assert!(ask("{ orders(first: 1, query: \"email:a@b.example\") { nodes { id } } }").await.contains("errors"));
    assert!(ask("{ customers(first: 1) { nodes { id } } }").await.contains("undefinedField"));
    assert!(ask("{ order(id: \"gid://shopify/Order/5550001\") { madeUp } }").await.contains("undefinedField"));
    assert_eq!(sim.raw(Method::GET, "/admin/api/2026-01/orders.json", None).await.0, 404);
    assert_eq!(sim.violated(), ["shopify_mutation", "shopify_identity_search", "unlisted_call", "unlisted_call"]);
}
