//! The structured order number of a ticket, as it was written. Digits are extracted and filtered by the order rules.

use serde_json::Value;

use crate::loose::{first_text, text_of};

/// Longest value taken for an order number, bytes.
const MAX_BYTES: usize = 64;

/// `order_number`, `orderNumber`, `order_no`; then the same inside `order`, with `name`; then custom fields whose key
/// contains "order". The first value that holds a group of 3 to 20 digits wins.
pub(super) fn read(ticket: &Value) -> Option<String> {
    let direct = ["order_number", "orderNumber", "order_no"].iter().filter_map(|key| ticket.get(key));
    let order = ticket.get("order");
    let nested = ["number", "order_number", "name"].iter().filter_map(|key| order?.get(key));
    direct
        .chain(nested)
        .filter_map(text_of)
        .chain(["custom_fields", "customFields"].iter().filter_map(|key| ticket.get(key)).flat_map(custom_fields))
        .map(|text| text.trim().to_owned())
        .find(|text| text.len() <= MAX_BYTES && has_number(text))
}

/// Values of fields whose key contains "order": an object of keys, or a list of `{key|name|id, value}`.
fn custom_fields(fields: &Value) -> Vec<String> {
    let named = |key: &str| key.to_lowercase().contains("order");
    match fields {
        Value::Object(map) => map.iter().filter(|(key, _)| named(key)).filter_map(|(_, v)| text_of(v)).collect(),
        Value::Array(list) => list
            .iter()
            .filter(|field| first_text(field, &["key", "name", "title", "id"]).is_some_and(|key| named(&key)))
            .filter_map(|field| text_of(field.get("value")?))
            .collect(),
        _ => Vec::new(),
    }
}

fn has_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|run| (3..=20).contains(&run.len()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_in_order_of_precedence() {
        let table = [
            (json!({"order_number": 10442, "order": {"number": 9999}}), Some("10442")),
            (json!({"orderNumber": " #10442 "}), Some("#10442")),
            (json!({"order_no": "SB-10442"}), Some("SB-10442")),
            (json!({"order_number": "n/a", "order": {"name": "#7731"}}), Some("#7731")),
            (json!({"order": {"order_number": "7731"}}), Some("7731")),
            (json!({"custom_fields": {"Shop Order ID": "55120", "size": "123456"}}), Some("55120")),
            (
                json!({"customFields": [{"key": "colour", "value": "1234"}, {"name": "order", "value": 8812}]}),
                Some("8812"),
            ),
            (json!({"custom_fields": {"order_status": "late by 2 days"}}), None),
            (json!({"order_number": "12"}), None),
            (json!({"order_number": "1".repeat(21)}), None),
            (json!({"order_number": ["10442"], "order": "10442"}), None),
            (json!({}), None),
        ];
        for (ticket, expected) in table {
            assert_eq!(read(&ticket).as_deref(), expected, "{ticket}");
        }
    }
}
