//! The store's orders.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use serde_json::{Value, json};

use super::object;
use crate::context::Context;
use crate::reply::Reply;
use crate::shopify::normalised;

/// `{"order": {REST order}, "link_ticket"?: id or null}`: stores the order, replacing one of the same id, and links it.
pub(super) async fn add(State(context): State<Arc<Context>>, body: Bytes) -> Reply {
    let body = match object(&body) {
        Ok(body) => body,
        Err(message) => return Reply::error(400, &message),
    };
    let Some((id, order)) = body.get("order").and_then(normalised) else {
        return Reply::error(400, "order must be an object with an id and a name or order_number");
    };
    let ticket = match body.get("link_ticket") {
        None | Some(Value::Null) => None,
        Some(Value::String(ticket)) => Some(ticket.as_str()),
        Some(_) => return Reply::error(400, "link_ticket must be a ticket id or null"),
    };
    context.change(|world, _| {
        if let Some(ticket) = ticket {
            let Some(ticket) = world.ticket_mut(ticket) else { return Reply::error(404, "no such ticket") };
            ticket.linked_order = Some(id.clone());
        }
        world.orders.insert(id.clone(), order);
        Reply::ok(json!({"order_id": id, "linked": ticket.is_some()}))
    })
}
