//! What the middleware must never send to a language model, as seen from outside.

use serde_json::Value;
use switchboard_domain::Timestamp;

use super::request::{Asked, Wire};
use crate::violation::Rule;
use crate::world::World;

/// Characters of all texts of one request, by the middleware's own promise.
const MOST_CHARACTERS: usize = 8_000;
/// Shorter values occur by chance.
const LEAST_IDENTIFYING: usize = 6;

/// Parameters that carry tools, files, state or identifiers.
const EXTRAS: [&str; 14] = [
    "background",
    "conversation",
    "functions",
    "include",
    "metadata",
    "prediction",
    "previous_response_id",
    "prompt",
    "prompt_cache_key",
    "safety_identifier",
    "tool_choice",
    "tools",
    "user",
    "web_search_options",
];

/// Judges a request by its raw body.
pub(super) fn judge(world: &mut World, wire: Wire, operation: &'static str, body: &[u8], now: Timestamp) {
    let Ok(request) = serde_json::from_slice::<Value>(body) else { return };
    let kept_by_default = wire == Wire::Responses;
    if request.get("store").and_then(Value::as_bool).unwrap_or(kept_by_default) {
        world.violate(Rule::ModelStored, now, None, operation);
    }
    if EXTRAS.iter().any(|key| request.get(*key).is_some_and(|value| !value.is_null())) {
        world.violate(Rule::ModelExtras, now, None, operation);
    }
    let text = request.to_string().to_lowercase();
    if identities(world).any(|identity| text.contains(&identity)) {
        world.violate(Rule::ModelSawIdentity, now, None, operation);
    }
}

/// Judges the length of a request that was read.
pub(super) fn judge_length(world: &mut World, asked: &Asked, operation: &'static str, now: Timestamp) {
    let characters = asked.instructions.chars().count() + asked.question.chars().count();
    if characters > MOST_CHARACTERS {
        world.violate(Rule::ModelInputTooLong, now, None, operation);
    }
}

/// Addresses and phones of all customers, tracking numbers of all orders.
fn identities(world: &World) -> impl Iterator<Item = String> {
    let contacts = world.tickets.values().flat_map(|ticket| {
        let contact = &ticket.contact;
        [&contact.address, &contact.email, &contact.phone].into_iter().flatten().map(String::as_str)
    });
    let orders = world.orders.values().flat_map(|order| {
        let fulfillments = order.get("fulfillments").and_then(Value::as_array).into_iter().flatten();
        let numbers = fulfillments.filter_map(|one| one.get("tracking_number").and_then(Value::as_str));
        numbers.chain(order.get("email").and_then(Value::as_str))
    });
    contacts.chain(orders).filter(|text| text.len() >= LEAST_IDENTIFYING).map(str::to_lowercase)
}
