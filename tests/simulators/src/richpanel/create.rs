//! A customer writes in: `POST /v1/tickets`. It stands for the world outside and is not counted as the account's call.

use serde_json::{Map, Value, json};
use switchboard_domain::Timestamp;

use super::Request;
use super::read::ticket_object;
use crate::context::Context;
use crate::reply::Reply;
use crate::ticket::{Contact, Status};
use crate::world::{Message, NewTicket, World};

/// Fields that a ticket keeps as it was given them.
const KEPT: [&str; 6] = ["order_number", "orderNumber", "order_no", "order", "custom_fields", "customFields"];

/// Creates the ticket and its first message, and answers with the ticket. `id` may be chosen. A key may be left out,
/// but not be wrong.
pub(super) fn create(
    world: &mut World,
    request: &Request<'_>,
    body: Option<&Value>,
    now: Timestamp,
    context: &Context,
) -> Reply {
    let key = request.headers.get("x-richpanel-key");
    if key.is_some_and(|key| !key.to_str().is_ok_and(|key| world.keys.contains(key))) {
        return Reply::error(401, "invalid api key");
    }
    let Some(body) = body.filter(|body| body.is_object()) else {
        return Reply::error(400, "the body is not a JSON object");
    };
    let ticket = body.get("ticket").filter(|ticket| ticket.is_object()).unwrap_or(body);
    let text = |path: &str| ticket.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let channel = text("/via/channel").or_else(|| text("/channel")).unwrap_or_else(|| "email".to_owned());
    let contact = contact(ticket);
    if channel.starts_with("email") && contact.email.is_none() {
        return Reply::error(422, "an email ticket needs via.source.from.address");
    }
    let status = match text("/status").map(|status| status.to_lowercase()).as_deref() {
        Some("closed" | "resolved" | "solved") => Status::Closed,
        _ => Status::Open,
    };
    let new = NewTicket {
        id: text("/id"),
        channel,
        subject: text("/subject"),
        priority: text("/priority").unwrap_or_else(|| "LOW".to_owned()),
        contact,
        recipient: text("/via/source/to/address"),
        status,
        tags: strings(ticket.get("tags")),
        extra: kept(ticket),
    };
    let Some(id) = world.create(new, now, &context.random) else { return Reply::error(409, "the ticket exists") };
    let reopen = std::mem::replace(&mut world.faults.reopen_on_reply, false); // the first message opens nothing
    if let Some(comment) = ticket.get("comment") {
        world.customer_message(&id, message(comment), now, &context.random);
    }
    world.faults.reopen_on_reply = reopen;
    let body = world.ticket(&id).map(|ticket| ticket_object(world, ticket, now));
    Reply::new(201, body.unwrap_or_else(|| json!({ "id": id })))
}

/// A message from `{body, plain_body?, html?, attachments?, created_at?}`.
pub(crate) fn message(comment: &Value) -> Message {
    let text = |key: &str| comment.get(key).and_then(Value::as_str).map(str::to_owned);
    let html = text("html");
    let plain = text("plain_body").or_else(|| text("body"));
    let attachments = match comment.get("attachments") {
        Some(Value::Array(list)) => u32::try_from(list.len()).unwrap_or(u32::MAX),
        Some(count) => count.as_u64().and_then(|count| u32::try_from(count).ok()).unwrap_or(0),
        None => 0,
    };
    let created_at = text("created_at").and_then(|at| at.parse().ok());
    // A message of HTML alone has no plain body, so that readers must strip it.
    let plain = if plain.is_none() && html.is_none() { Some(String::new()) } else { plain };
    Message { plain, html, attachments, created_at }
}

fn contact(ticket: &Value) -> Contact {
    let text = |paths: &[&str]| {
        paths.iter().find_map(|path| ticket.pointer(path)?.as_str()).map(str::to_owned).filter(|text| !text.is_empty())
    };
    let address = text(&[
        "/via/source/from/address",
        "/via/source/from/email",
        "/via/source/from",
        "/customer_profile/email",
        "/customer/email",
    ]);
    let phone = text(&["/via/source/from/phone", "/customer_profile/phone", "/customer/phone"]);
    Contact {
        email: address.clone().filter(|address| address.contains('@')),
        phone: phone.or_else(|| address.clone().filter(|address| address.starts_with('+'))),
        address,
        first_name: text(&["/customer_profile/firstName", "/customer_profile/first_name", "/via/source/from/name"]),
        last_name: text(&["/customer_profile/lastName", "/customer_profile/last_name"]),
    }
}

fn strings(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn kept(ticket: &Value) -> Map<String, Value> {
    KEPT.iter().filter_map(|key| Some(((*key).to_owned(), ticket.get(key)?.clone()))).collect()
}
