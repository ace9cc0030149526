use serde_json::{Value, json};

use super::*;
use crate::preorder::PreorderRules;

const ASKED: &str = "2026-09-03T15:00:00Z";

fn order(changes: &Value) -> Order {
    let mut value = json!({
        "id": 5_510_442, "name": "#10442", "created_at": "2026-09-01T15:00:00Z", "financial_status": "paid",
        "fulfillment_status": null, "shipping_lines": [{"title": "Standard"}], "fulfillments": []
    });
    for (key, change) in changes.as_object().unwrap() {
        value[key] = change.clone();
    }
    Order::from_shopify(&value).unwrap()
}

fn parcel(id: u32, number: &str, status: &str) -> Value {
    json!({"id": id, "status": "success", "shipment_status": status, "tracking_company": "UPS",
        "tracking_number": number, "created_at": format!("2026-09-02T1{id}:00:00Z")})
}

fn assess(changes: &Value, rules: &OrderRules) -> OrderVerdict {
    assess_order(&order(changes), Some("ticket-1"), ASKED.parse().unwrap(), rules)
}

/// `template|status|fulfilment|number|human` or `human|tag` or `missing|tag`.
fn summary(verdict: &OrderVerdict) -> String {
    match verdict {
        OrderVerdict::ContextMissing { missing } => format!("missing|{}", missing.tag()),
        OrderVerdict::Human { tag } => format!("human|{}", tag.as_ref().map_or("", |t| t.as_str())),
        OrderVerdict::Reply(reply) => format!(
            "{}|{}|{}|{}|{}",
            reply.template,
            reply.order_status.as_str(),
            reply.fulfillment_status.as_str(),
            reply.tracking.as_ref().map_or("", |t| t.number.as_str()),
            if reply.also_human { "human" } else { "" }
        ),
    }
}

#[test]
fn state_table() {
    let suppressed = "human|mw-order-lookup-suppressed-state";
    let delay = "t_shipping_delay_verified";
    let status = "t_order_status_verified";
    for (changes, expected) in [
        (json!({"cancelled_at": "2026-09-02T00:00:00Z"}), suppressed.to_owned()),
        (json!({"financial_status": "voided"}), suppressed.to_owned()),
        (json!({"financial_status": "refunded"}), suppressed.to_owned()),
        (json!({"fulfillment_status": "restocked"}), suppressed.to_owned()),
        (json!({"financial_status": "partially_refunded"}), "human|".to_owned()),
        (json!({"refunds": [{"created_at": "2026-08-21T15:00:00Z"}]}), "human|".to_owned()),
        (
            json!({"refunds": [{"created_at": "2026-08-20T14:00:00Z"}]}),
            "t_order_eta_no_tracking_verified|being prepared|not shipped yet||".to_owned(),
        ),
        (json!({"refunds": [{"created_at": "soon"}]}), "human|".to_owned()),
        (json!({"financial_status": "pending"}), "human|".to_owned()),
        (json!({"financial_status": "authorized"}), "human|".to_owned()),
        (json!({"financial_status": "partially_paid"}), "human|".to_owned()),
        (
            json!({"financial_status": "novel"}),
            "t_order_eta_no_tracking_verified|being prepared|not shipped yet||".to_owned(),
        ),
        (
            json!({"fulfillment_status": "fulfilled", "fulfillments": [parcel(1, "1Z1111111", "delivered")]}),
            format!("{status}|delivered|shipped|1Z1111111|human"),
        ),
        (
            json!({"fulfillment_status": "fulfilled", "fulfillments": [parcel(1, "1Z1111111", "failure")]}),
            "human|".to_owned(),
        ),
        (
            json!({"fulfillment_status": "fulfilled", "fulfillments": [parcel(1, "1Z1111111", "attempted_delivery")]}),
            "human|".to_owned(),
        ),
        (
            json!({"fulfillment_status": "fulfilled", "fulfillments": [parcel(1, "1Z1111111", "delivered"), parcel(2, "1Z2222222", "returned")]}),
            "human|".to_owned(),
        ),
        (
            json!({"fulfillment_status": "fulfilled", "fulfillments": [parcel(1, "1Z1111111", "in_transit")]}),
            format!("{status}|shipped|shipped|1Z1111111|"),
        ),
        (
            json!({"fulfillment_status": "partial", "fulfillments": [parcel(1, "1Z1111111", "in_transit")]}),
            format!("{status}|partially shipped|partly shipped|1Z1111111|"),
        ),
        (
            json!({"fulfillment_status": "partial", "fulfillments": [parcel(1, "1Z1111111", "in_transit"), parcel(2, "1Z2222222", "in_transit")]}),
            format!("{status}|partially shipped|partly shipped|1Z2222222|human"),
        ),
        (
            json!({"fulfillment_status": "fulfilled", "fulfillments": [parcel(2, "1Z2222222", "in_transit"), parcel(1, "1Z1111111", "delivered")]}),
            format!("{status}|shipped in several parcels|shipped|1Z2222222|human"),
        ),
        (
            json!({"fulfillment_status": "fulfilled", "fulfillments": [parcel(1, "1Z1111111", "in_transit"), parcel(2, "none", "in_transit")]}),
            format!("{delay}|shipped in several parcels|shipped||human"),
        ),
        (
            json!({"fulfillment_status": "fulfilled", "fulfillments": [parcel(1, "none", "in_transit")]}),
            format!("{delay}|shipped|shipped||human"),
        ),
        (json!({"fulfillment_status": "fulfilled"}), format!("{delay}|shipped|shipped||human")),
        (
            json!({"fulfillment_status": "unfulfilled"}),
            "t_order_eta_no_tracking_verified|being prepared|not shipped yet||".to_owned(),
        ),
        (json!({"created_at": "2026-08-03T15:00:00Z"}), format!("{delay}|being prepared|not shipped yet||human")),
        (json!({"tags": "pre-order"}), format!("{delay}|being prepared|not shipped yet||human")),
        (
            json!({"fulfillment_status": "unfulfilled", "fulfillments": [parcel(1, "1Z1111111", "in_transit")]}),
            "human|".to_owned(),
        ),
        (
            json!({"fulfillment_status": "unfulfilled", "fulfillments": [parcel(1, "1Z1111111", "delivered")]}),
            format!("{status}|delivered|shipped|1Z1111111|human"),
        ),
        (json!({"fulfillment_status": "mystery"}), "human|".to_owned()),
    ] {
        assert_eq!(summary(&assess(&changes, &OrderRules::default())), expected, "{changes}");
    }
}

#[test]
fn context_gate() {
    for (changes, expected) in [
        (json!({"id": "ticket-1"}), "missing|mw-order-lookup-missing-order-id"),
        (json!({"id": null}), "missing|mw-order-lookup-missing-order-id"),
        (json!({"created_at": null}), "missing|mw-order-lookup-missing-created-at"),
        (json!({"shipping_lines": []}), "missing|mw-order-lookup-missing-tracking-or-method"),
        (json!({"shipping_lines": [{"title": "Local pickup"}]}), "missing|mw-order-lookup-missing-method-bucket"),
        (
            json!({"shipping_lines": [], "fulfillment_status": "fulfilled", "fulfillments": [{"id": 1, "tracking_company": "UPS"}]}),
            "missing|mw-order-lookup-missing-tracking-or-method",
        ),
        (
            json!({"shipping_lines": [], "fulfillment_status": "fulfilled", "fulfillments": [parcel(1, "1Z1111111", "in_transit")]}),
            "t_order_status_verified|shipped|shipped|1Z1111111|",
        ),
    ] {
        assert_eq!(summary(&assess(&changes, &OrderRules::default())), expected, "{changes}");
    }
    assert_eq!(MissingContext::OrderId.tags().len(), 3);
}

#[test]
fn estimate_and_dates_of_an_unshipped_order() {
    let OrderVerdict::Reply(reply) = assess(&json!({}), &OrderRules::default()) else { panic!("a reply") };
    assert_eq!(reply.estimate.as_ref().and_then(Estimate::text).as_deref(), Some("1-3 business days"));
    assert_eq!((reply.ordered_on.to_string(), reply.asked_on.to_string()), ("2026-09-01".into(), "2026-09-03".into()));
    assert_eq!(reply.order_name.as_deref(), Some("#10442"));
    let OrderVerdict::Reply(late) = assess(&json!({"created_at": "2026-08-03T15:00:00Z"}), &OrderRules::default())
    else {
        panic!("a reply")
    };
    assert!(late.estimate.is_some_and(|e| e.late && e.text().is_none()));
}

#[test]
fn preorder_by_field_is_told_as_such() {
    let mut rules = OrderRules::default();
    rules.estimate.preorder = PreorderRules { eta_field: Some("eta".into()), ..PreorderRules::default() };
    let OrderVerdict::Reply(reply) = assess(&json!({"eta": 45, "tags": ["preorder"]}), &rules) else {
        panic!("a reply")
    };
    assert!(reply.preorder && !reply.also_human);
    assert_eq!(reply.template, TemplateId::OrderEtaNoTrackingVerified);
    assert_eq!(reply.estimate.and_then(|e| e.text()).as_deref(), Some("43 business days"));
}

#[test]
fn status_page_is_linked_only_if_allowed() {
    let changes = json!({"order_status_url": "https://shop.example/s/1"});
    for (allowed, url) in [(false, None), (true, Some("https://shop.example/s/1"))] {
        let mut rules = OrderRules::default();
        rules.disclosure.include_status_url = allowed;
        let OrderVerdict::Reply(reply) = assess(&changes, &rules) else { panic!("a reply") };
        assert_eq!(reply.status_url.as_ref().map(|u| u.expose().as_str()), url);
    }
}
