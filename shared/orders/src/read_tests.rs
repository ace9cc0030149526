use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::carrier::Carrier;
use crate::shipment::TrackingEntry;

fn rest() -> Value {
    json!({
        "id": 55120, "name": "#10442", "order_number": 10442, "email": " Anna@Mail.example ", "phone": "+1 555 010 4477",
        "customer": {"id": 1, "email": "anna@mail.example"},
        "created_at": "2026-09-01T10:00:00-04:00", "cancelled_at": null, "closed_at": null,
        "fulfillment_status": "fulfilled", "financial_status": "paid", "tags": "VIP, Pre-Order",
        "order_status_url": "https://shop.example/s/1",
        "shipping_address": {"zip": "90210 ", "address1": "1 Hidden Street"},
        "line_items": [{"product_id": 7, "fulfillable_quantity": 0}, {"product_id": 7}, {"product_id": null}],
        "fulfillments": [
            {"id": 1, "status": "cancelled", "tracking_number": "1ZCANCELLED"},
            {"id": 2, "status": "success", "shipment_status": "in_transit", "created_at": "2026-09-02T10:00:00Z",
             "tracking_company": "UPS", "tracking_number": "1Z999AA1", "tracking_numbers": ["none", "1Z999AA1"],
             "tracking_urls": ["https://a.example/none", "https://a.example/1"]}
        ],
        "shipping_lines": [{"title": " ", "code": "Standard"}],
        "refunds": [{"id": 1, "created_at": "2026-09-03T00:00:00Z"}]
    })
}

#[test]
fn rest_and_graphql_shapes_give_the_same_order() {
    let graphql = json!({"order": {
        "id": "gid://shopify/Order/55120", "name": "#10442", "number": 10442, "email": "anna@mail.example",
        "phone": "+15550104477", "customer": {"defaultEmailAddress": {"emailAddress": "Anna@Mail.Example"}},
        "createdAt": "2026-09-01T14:00:00Z", "displayFulfillmentStatus": "FULFILLED",
        "displayFinancialStatus": "PAID", "tags": ["VIP", "Pre-Order"], "statusPageUrl": "https://shop.example/s/1",
        "shippingAddress": {"zip": "90210"},
        "lineItems": {"edges": [{"node": {"product": {"id": "gid://shopify/Product/7"}}}]},
        "fulfillments": [
            {"id": "gid://shopify/Fulfillment/1", "status": "CANCELLED"},
            {"id": "gid://shopify/Fulfillment/2", "status": "SUCCESS", "displayStatus": "IN_TRANSIT",
             "createdAt": "2026-09-02T10:00:00Z",
             "trackingInfo": [{"company": "UPS", "number": "1Z999AA1", "url": "https://a.example/1"}]}
        ],
        "shippingLines": {"nodes": [{"code": "Standard"}]},
        "refunds": [{"createdAt": "2026-09-03T00:00:00Z"}]
    }});
    let (rest, graphql) = (Order::from_shopify(&rest()).unwrap(), Order::from_shopify(&graphql).unwrap());
    assert_eq!(rest, graphql);
    assert_eq!(rest.id.as_deref(), Some("55120"));
    assert_eq!(rest.number.as_deref(), Some("10442"));
    assert_eq!((rest.financial, rest.fulfilment), (Financial::Paid, Fulfilment::Fulfilled));
    assert_eq!(rest.tags, ["vip", "pre-order"]);
    assert_eq!(rest.product_ids, ["7"]);
    assert_eq!(rest.shipping_method.as_deref(), Some("Standard"));
    assert_eq!(rest.shipments.len(), 1);
    assert_eq!(
        rest.shipments[0].tracking,
        [TrackingEntry { number: "1Z999AA1".into(), url: Some("https://a.example/1".into()) }]
    );
    assert_eq!(rest.identity.emails.len(), 1);
    assert_eq!(rest.identity.phone.as_ref().map(|p| p.expose().as_str()), Some("+15550104477"));
    assert!(!format!("{}", serde_json::to_value(&rest).unwrap()).contains("Hidden"));
}

#[test]
fn helpdesk_copy_maps_to_the_same_vocabulary() {
    let order = Order::from_richpanel(&json!({
        "orderId": "55120", "orderName": "10442", "createdAt": 1_788_264_000_000_i64, "status": "Cancelled by agent",
        "paymentStatus": "partially refunded", "fulfillmentStatus": "partially_fulfilled", "email": "A@b.example",
        "shippingMethod": "Express", "fulfillment": [{"id": 3, "status": "delivered", "tracking": [
            {"trackingNumber": "[]"}, {"trackingNumber": "940011112222", "trackingCompany": "USPS",
             "trackingUrl": "https://t.example/9", "shippingDate": 1_788_264_000_000_i64}]}]
    }))
    .unwrap();
    assert_eq!(order.name.as_deref(), Some("#10442"));
    assert_eq!(order.state, OrderState::Cancelled);
    assert_eq!((order.financial, order.fulfilment), (Financial::PartiallyRefunded, Fulfilment::Partial));
    assert_eq!(order.shipments[0].carrier, Some(Carrier::Usps));
    assert_eq!(order.shipments[0].tracking.len(), 1);
    assert!(order.shipments[0].is_delivered() && order.shipments[0].shipped_at.is_some());
    assert_eq!(order.identity.emails, [Redacted::new("a@b.example".to_owned())]);
}

#[test]
fn one_wrong_field_costs_only_that_field() {
    let good = Order::from_shopify(&rest()).unwrap();
    let keys: Vec<String> = rest().as_object().unwrap().keys().cloned().collect();
    for key in keys {
        for junk in [json!([[]]), json!({"x": {}}), json!(-1.5), json!(true), json!(""), json!([null, 3])] {
            let mut value = rest();
            value[&key] = junk;
            let order = Order::from_shopify(&value).unwrap();
            if key != "id" {
                assert_eq!(order.id, good.id, "{key}");
            }
            if key != "created_at" {
                assert_eq!(order.created_at, good.created_at, "{key}");
            }
        }
    }
}

#[test]
fn lists_and_objects_in_place_of_a_tracking_number_are_none() {
    for junk in [json!([]), json!({}), json!(["1Z999AA1"]), json!("[]"), json!("null"), json!("  "), json!(null)] {
        let order = Order::from_shopify(&json!({"id": 1, "fulfillments": [{"tracking_number": junk}]})).unwrap();
        assert!(order.shipments[0].tracking.is_empty(), "{junk}");
    }
}

#[test]
fn silence_about_fulfilment_is_filled_from_the_shipments() {
    let shipped = json!([{"id": 1, "tracking_number": "1Z999AA1"}]);
    for (value, expected) in [
        (json!({"id": 1}), Fulfilment::Unfulfilled),
        (json!({"id": 1, "fulfillment_status": null, "fulfillments": shipped}), Fulfilment::Fulfilled),
        (json!({"id": 1, "fulfillments": shipped, "line_items": [{"fulfillable_quantity": 1}]}), Fulfilment::Partial),
        (json!({"id": 1, "fulfillment_status": "unfulfilled", "fulfillments": shipped}), Fulfilment::Unfulfilled),
        (json!({"id": 1, "displayFulfillmentStatus": "ON_HOLD"}), Fulfilment::Unfulfilled),
        (json!({"id": 1, "fulfillment_status": ["x"]}), Fulfilment::Unknown),
    ] {
        assert_eq!(Order::from_shopify(&value).unwrap().fulfilment, expected, "{value}");
    }
}

#[test]
fn day_fields_are_found_in_every_place() {
    for value in [
        json!({"id": 1, "metafields": [{"namespace": "custom", "key": "eta", "value": "45"}]}),
        json!({"id": 1, "metafields": {"nodes": [{"namespace": "custom", "key": "eta", "value": 45}]}}),
        json!({"id": 1, "metafield": {"namespace": "custom", "key": "eta", "value": "45"}}),
        json!({"id": 1, "metafields": {"custom.eta": 45}}),
        json!({"id": 1, "custom.eta": {"value": "45"}}),
    ] {
        assert_eq!(Order::from_shopify(&value).unwrap().day_fields.get("custom.eta"), Some(&45), "{value}");
    }
    for junk in [json!(0), json!(121), json!(4.5), json!("soon"), json!([45]), json!(-3)] {
        let order = Order::from_shopify(&json!({"id": 1, "eta": junk})).unwrap();
        assert_eq!(order.day_fields.get("eta"), None, "{junk}");
    }
}

#[test]
fn only_unidentifiable_values_are_refused() {
    assert_eq!(Order::from_shopify(&json!([])), Err(OrderShapeError::NotAnObject));
    assert_eq!(Order::from_richpanel(&json!({})), Err(OrderShapeError::Unidentified));
    assert_eq!(OrderShapeError::Unidentified.code(), "order_unidentified");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("fulfillments".to_owned()),
        Just("created_at".to_owned()),
        Just("nodes".to_owned()),
        Just("tracking_numbers".to_owned()),
        Just("customer".to_owned()),
        Just("tags".to_owned()),
        Just("id".to_owned()),
        "[a-z_]{1,8}",
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(key.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_value_makes_the_reader_panic(value in any_json()) {
        let _ = Order::from_shopify(&value);
        let _ = Order::from_richpanel(&value);
    }
}
