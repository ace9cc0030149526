//! The order linked to a conversation, and the helpdesk's own copy of it.

use serde_json::{Value, json};
use switchboard_domain::Timestamp;

use super::read::not_found;
use crate::faults::LinkMode;
use crate::reply::Reply;
use crate::world::World;

/// Id of the one store connection.
const APP_CLIENT: &str = "shopify-1";

/// GET the link: the store's order id and the connection, or an empty object.
pub(super) fn link(world: &World, id: Option<&str>) -> Reply {
    match world.faults.order_link {
        LinkMode::Normal => {}
        LinkMode::Empty => return Reply::ok(json!({})),
        LinkMode::NotFound => return not_found(),
        LinkMode::Error => return Reply::error(world.faults.error_status, "internal error"),
    }
    let Some(ticket) = id.and_then(|id| world.ticket(id)) else { return not_found() };
    Reply::ok(match &ticket.linked_order {
        Some(order) => json!({"orderId": order, "appClientId": APP_CLIENT}),
        None => json!({}),
    })
}

/// GET the detail, with epoch-millisecond times.
pub(super) fn detail(world: &World, app: Option<&str>, order: Option<&str>) -> Reply {
    let known = (app == Some(APP_CLIENT)).then(|| world.orders.get(order?)).flatten();
    known.map_or_else(not_found, |order| Reply::ok(object(order)))
}

fn object(order: &Value) -> Value {
    let get = |key: &str| order.get(key).cloned().unwrap_or(Value::Null);
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let items: Vec<Value> = list(order, "line_items")
        .iter()
        .map(|item| json!({"productId": item.get("product_id"), "quantity": item.get("quantity")}))
        .collect();
    let fulfillment: Vec<Value> = list(order, "fulfillments")
        .iter()
        .map(|shipment| {
            json!({
                "id": shipment.get("id"), "status": shipment.get("status"),
                "createdAt": millis(shipment.get("created_at")), "updatedAt": millis(shipment.get("updated_at")),
                "tracking": [{
                    "trackingNumber": shipment.get("tracking_number"),
                    "trackingCompany": shipment.get("tracking_company"),
                    "trackingUrl": shipment.get("tracking_url"),
                    "shippingDate": millis(shipment.get("created_at")),
                }],
                "items": [],
            })
        })
        .collect();
    let cancelled = !get("cancelled_at").is_null();
    let fulfilment = match get("fulfillment_status").as_str() {
        Some("partial") => "partially_fulfilled".to_owned(),
        Some(other) => other.to_owned(),
        None => "unfulfilled".to_owned(),
    };
    json!({
        "orderId": get("id"), "orderDbKey": get("id"), "orderName": get("name"), "currency": get("currency"),
        "createdAt": millis(order.get("created_at")), "updatedAt": millis(order.get("updated_at")),
        "status": if cancelled { "cancelled" } else { "open" }, "fulfillmentStatus": fulfilment,
        "financialStatus": get("financial_status"), "paymentStatus": get("financial_status"),
        "statusUrl": get("order_status_url"), "shippingMethod": order.pointer("/shipping_lines/0/title"),
        "items": items, "fulfillment": fulfillment,
    })
}

fn millis(value: Option<&Value>) -> Value {
    let at = value.and_then(Value::as_str).and_then(|text| text.parse::<Timestamp>().ok());
    at.map_or(Value::Null, |at| json!(at.as_millis()))
}
