//! The store's name search: fuzzy, and in no helpful order.

use serde_json::{Value, json};

use crate::world::World;

/// Candidates for a name: another customer's similar order (if switched on), then stored orders that contain the text,
/// then the exact ones.
pub(super) fn candidates(world: &World, name: &str) -> Vec<Value> {
    let stored = |order: &Value| {
        order.get("name").and_then(Value::as_str).unwrap_or_default().trim_start_matches('#').to_lowercase()
    };
    let (exact, similar): (Vec<&Value>, Vec<&Value>) =
        world.orders.values().filter(|order| stored(order).contains(name)).partition(|order| stored(order) == name);
    let decoy = world.faults.shopify_decoys.then(|| decoy(name));
    decoy.into_iter().chain(similar.into_iter().chain(exact).cloned()).collect()
}

/// An order that belongs to somebody else and has a longer number.
fn decoy(name: &str) -> Value {
    json!({
        "id": 999_000_001, "name": format!("#{name}9"), "order_number": format!("{name}9").parse::<u64>().ok(),
        "email": "someone.else@decoy.example", "created_at": "2025-01-01T00:00:00Z", "financial_status": "paid",
        "fulfillment_status": "fulfilled",
        "fulfillments": [{"id": 1, "status": "success", "tracking_number": "DECOY0001", "tracking_company": "UPS"}],
    })
}
