//! What people do: customers write, agents answer and close.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use switchboard_domain::{Millis, Timestamp};

use super::{Shared, object};
use crate::context::Context;
use crate::reply::Reply;
use crate::richpanel::{message, ticket_object};
use crate::ticket::{By, SimComment, SimTicket, Status};
use crate::world::{AGENT, fresh_comment_id};

/// Most comments that one call adds, and most bytes of their text together.
const MAX_HISTORY: u64 = 2_000;
const MAX_HISTORY_BYTES: u64 = 2_500_000;

/// `{"ticket_id", "body"?, "html"?, "attachments"?, "created_at"?}`: the customer writes again.
pub(super) async fn add_message(State(context): Shared, body: Bytes) -> Reply {
    let body = match object(&body) {
        Ok(body) => body,
        Err(message) => return Reply::error(400, &message),
    };
    let Some(id) = body.get("ticket_id").and_then(Value::as_str) else {
        return Reply::error(400, "ticket_id is required");
    };
    let comment = context.change(|world, now| world.customer_message(id, message(&body), now, &context.random));
    comment.map_or_else(no_ticket, |comment| Reply::new(201, json!({"ticket_id": id, "comment_id": comment})))
}

/// The ticket as the API shows it, and what the API does not show.
pub(super) async fn show(State(context): Shared, Path(id): Path<String>) -> Reply {
    context.change(|world, now| {
        let Some(ticket) = world.ticket(&id) else { return no_ticket() };
        Reply::ok(json!({"ticket": ticket_object(world, ticket, now), "delivered": ticket.delivered}))
    })
}

/// The ticket is gone from the API; the report keeps it.
pub(super) async fn delete(State(context): Shared, Path(id): Path<String>) -> Reply {
    change_ticket(&context, &id, |ticket, _| {
        ticket.deleted = true;
        json!({"deleted": true})
    })
}

/// `{"body"?, "author_id"?, "public"?}`: a person answers.
pub(super) async fn agent_reply(State(context): Shared, Path(id): Path<String>, body: Bytes) -> Reply {
    let body = if body.is_empty() { json!({}) } else { serde_json::from_slice(&body).unwrap_or(Value::Null) };
    if !body.is_object() {
        return Reply::error(400, "the body must be a JSON object");
    }
    let text = |key: &str, default: &str| body.get(key).and_then(Value::as_str).unwrap_or(default).to_owned();
    let comment_id = fresh_comment_id(&context.random);
    change_ticket(&context, &id, |ticket, now| {
        ticket.comments.push(SimComment {
            id: comment_id.clone(),
            by: By::Operator(text("author_id", AGENT)),
            plain: Some(text("body", "Let me look into this for you.")),
            html: None,
            attachments: 0,
            created_at: now,
            visible_at: now,
            public: body.get("public").and_then(Value::as_bool).unwrap_or(true),
        });
        ticket.updated_at = now;
        json!({ "comment_id": comment_id })
    })
}

/// A person closes the ticket.
pub(super) async fn close(State(context): Shared, Path(id): Path<String>) -> Reply {
    change_ticket(&context, &id, |ticket, now| {
        ticket.set_status(Status::Closed, "agent", now);
        json!({"status": ticket.status})
    })
}

/// `{"comments": n, "bytes": n}`: older customer comments, one second apart before the ticket's first, without webhooks.
/// The ticket's JSON grows by about `bytes`, as each text stands in it twice, plain and as HTML.
pub(super) async fn add_history(State(context): Shared, Path(id): Path<String>, body: Bytes) -> Reply {
    let body = match object(&body) {
        Ok(body) => body,
        Err(message) => return Reply::error(400, &message),
    };
    let number = |key: &str, limit: u64| body.get(key).and_then(Value::as_u64).unwrap_or(0).min(limit);
    let count = number("comments", MAX_HISTORY).max(1);
    let each = usize::try_from(number("bytes", MAX_HISTORY_BYTES) / count / 2).unwrap_or(0);
    change_ticket(&context, &id, |ticket, _| {
        let first = ticket.created_at;
        let older = (0..count).map(|index| {
            let at = first.saturating_sub(Millis::from_secs(i64::try_from(count - index).unwrap_or(0)));
            SimComment {
                id: fresh_comment_id(&context.random),
                by: By::Customer,
                plain: Some("x".repeat(each)),
                html: None,
                attachments: 0,
                created_at: at,
                visible_at: at,
                public: true,
            }
        });
        let newer = std::mem::take(&mut ticket.comments);
        ticket.comments = older.chain(newer).collect();
        json!({"comments": ticket.comments.len()})
    })
}

fn change_ticket(context: &Arc<Context>, id: &str, change: impl FnOnce(&mut SimTicket, Timestamp) -> Value) -> Reply {
    context.change(|world, now| world.ticket_mut(id).map_or_else(no_ticket, |ticket| Reply::ok(change(ticket, now))))
}

fn no_ticket() -> Reply {
    Reply::error(404, "no such ticket")
}
