//! Orders are stored in the REST shape and served in the GraphQL shape.

use serde_json::{Value, json};

/// Order id and the order as stored: id as a number in digits, name with `#`. `None` if it has no id.
pub(crate) fn normalised(order: &Value) -> Option<(String, Value)> {
    let id = digits(order.get("id")?)?;
    let mut order = order.clone();
    let fields = order.as_object_mut()?;
    let number = fields.get("order_number").or_else(|| fields.get("number")).and_then(digits_or_text);
    let name = fields.get("name").and_then(Value::as_str).map(str::to_owned).or(number)?;
    fields.insert("name".to_owned(), json!(format!("#{}", name.trim_start_matches('#'))));
    Some((id, order))
}

/// The order as GraphQL has it; every field of the schema is there, absent ones as null.
pub(super) fn graphql(order: &Value) -> Value {
    let get = |key: &str| order.get(key).cloned().unwrap_or(Value::Null);
    let name = get("name");
    let number = name.as_str().and_then(|name| name.trim_start_matches('#').parse::<u64>().ok());
    let fulfilment = match get("fulfillment_status").as_str() {
        None => json!("UNFULFILLED"),
        Some("partial") => json!("PARTIALLY_FULFILLED"),
        Some(other) => json!(other.to_uppercase()),
    };
    let shipping: Vec<Value> = list(order, "shipping_lines")
        .map(|line| json!({"title": at(line, "title"), "code": at(line, "code"), "deliveryCategory": at(line, "delivery_category")}))
        .collect();
    let items: Vec<Value> = list(order, "line_items")
        .map(|item| {
            json!({
                "quantity": at(item, "quantity"),
                "unfulfilledQuantity": at(item, "fulfillable_quantity"),
                "product": gid("Product", item.get("product_id")).map(|id| json!({ "id": id })),
            })
        })
        .collect();
    let refunds: Vec<Value> = list(order, "refunds")
        .map(|refund| json!({"id": gid("Refund", refund.get("id")), "createdAt": at(refund, "created_at")}))
        .collect();
    json!({
        "id": gid("Order", order.get("id")), "name": name, "number": number,
        "email": get("email"), "phone": get("phone"), "customer": customer(order.get("customer")),
        "createdAt": get("created_at"), "processedAt": get("processed_at"), "updatedAt": get("updated_at"),
        "cancelledAt": get("cancelled_at"), "cancelReason": upper(&get("cancel_reason")), "closedAt": get("closed_at"),
        "displayFulfillmentStatus": fulfilment, "displayFinancialStatus": upper(&get("financial_status")),
        "statusPageUrl": get("order_status_url"), "tags": tags(&get("tags")),
        "shippingAddress": order.get("shipping_address").filter(|a| a.is_object()).map(|a| json!({"zip": at(a, "zip")})),
        "lineItems": connection(items), "fulfillments": list(order, "fulfillments").map(shipment).collect::<Vec<_>>(),
        "shippingLine": shipping.first(), "shippingLines": connection(shipping), "refunds": refunds,
        "metafields": list(order, "metafields").map(|field| json!({
            "namespace": at(field, "namespace"), "key": at(field, "key"), "value": at(field, "value"),
        })).collect::<Vec<_>>(),
    })
}

fn shipment(shipment: &Value) -> Value {
    let strings = |plural: &str, single: &str| -> Vec<Value> {
        let many: Vec<Value> = list(shipment, plural).cloned().collect();
        if many.is_empty() { vec![at(shipment, single)] } else { many }
    };
    let numbers = strings("tracking_numbers", "tracking_number");
    let urls = strings("tracking_urls", "tracking_url");
    let company = at(shipment, "tracking_company");
    let tracking: Vec<Value> = (0..numbers.len().max(urls.len()))
        .map(|index| json!({"company": company, "number": numbers.get(index), "url": urls.get(index)}))
        .filter(|info| !(info["number"].is_null() && info["url"].is_null() && info["company"].is_null()))
        .collect();
    let display = match at(shipment, "shipment_status") {
        Value::Null => json!("FULFILLED"),
        status => upper(&status),
    };
    json!({
        "id": gid("Fulfillment", shipment.get("id")), "status": upper(&at(shipment, "status")), "displayStatus": display,
        "createdAt": at(shipment, "created_at"), "updatedAt": at(shipment, "updated_at"),
        "deliveredAt": at(shipment, "delivered_at"), "trackingInfo": tracking,
    })
}

fn customer(customer: Option<&Value>) -> Value {
    customer.filter(|customer| customer.is_object()).map_or(Value::Null, |customer| {
        json!({
            "id": gid("Customer", customer.get("id")), "email": at(customer, "email"), "phone": at(customer, "phone"),
        })
    })
}

fn connection(nodes: Vec<Value>) -> Value {
    let edges: Vec<Value> = nodes.iter().map(|node| json!({ "node": node })).collect();
    json!({"nodes": nodes, "edges": edges})
}

fn list<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    object.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn at(object: &Value, key: &str) -> Value {
    object.get(key).cloned().unwrap_or(Value::Null)
}

fn upper(value: &Value) -> Value {
    value.as_str().map_or(Value::Null, |text| json!(text.to_uppercase()))
}

fn tags(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(
            text.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(Value::from).collect::<Vec<_>>(),
        ),
        Value::Array(_) => value.clone(),
        _ => json!([]),
    }
}

fn gid(kind: &str, id: Option<&Value>) -> Option<String> {
    Some(format!("gid://shopify/{kind}/{}", digits(id?)?))
}

/// Digits of a number, a string of digits or a global id.
fn digits(value: &Value) -> Option<String> {
    let text = digits_or_text(value)?;
    let digits = text.rsplit('/').next().unwrap_or_default();
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
}

fn digits_or_text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rest_becomes_graphql() {
        let (id, order) = normalised(&json!({
            "id": 5550001, "order_number": 10442, "fulfillment_status": "partial", "tags": "a, b",
            "fulfillments": [{"id": 9, "status": "success", "shipment_status": "in_transit", "tracking_company": "UPS",
                "tracking_numbers": ["1Z1", "1Z2"], "tracking_urls": ["https://t/1"]}],
            "line_items": [{"product_id": 7, "quantity": 2, "fulfillable_quantity": 1}],
        }))
        .unwrap();
        let seen = graphql(&order);
        assert_eq!(id, "5550001");
        assert_eq!(seen["id"], "gid://shopify/Order/5550001");
        assert_eq!((&seen["name"], &seen["number"]), (&json!("#10442"), &json!(10442)));
        assert_eq!(seen["displayFulfillmentStatus"], "PARTIALLY_FULFILLED");
        assert_eq!(seen["tags"], json!(["a", "b"]));
        assert_eq!(seen["fulfillments"][0]["displayStatus"], "IN_TRANSIT");
        assert_eq!(
            seen["fulfillments"][0]["trackingInfo"],
            json!([{"company": "UPS", "number": "1Z1", "url": "https://t/1"}, {"company": "UPS", "number": "1Z2", "url": null}])
        );
        assert_eq!(seen["lineItems"]["nodes"][0]["product"]["id"], "gid://shopify/Product/7");
        assert_eq!(normalised(&json!({"name": "#1"})), None);
        assert_eq!(normalised(&json!({"id": "gid://shopify/Order/8", "name": "1"})).unwrap().0, "8");
    }
}
