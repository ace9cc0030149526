//! Changing tickets.

use serde_json::{Value, json};
use switchboard_domain::{Millis, Timestamp};

use super::Moment;
use super::read::{not_found, ticket_object};
use crate::effect::{Effect, Send};
use crate::fate::chance;
use crate::faults::SimClosePayload;
use crate::reply::Reply;
use crate::ticket::{By, SimComment, Status};
use crate::violation::Rule;
use crate::world::{World, fresh_comment_id};

/// Direction of a tag write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TagChange {
    Add,
    Remove,
}

/// PUT add-tags or remove-tags; names or ids, at the body's top level.
pub(super) fn tags(
    world: &mut World,
    id: Option<&str>,
    body: Option<&Value>,
    moment: Moment<'_>,
    change: TagChange,
) -> Reply {
    let Some(id) = id.filter(|id| world.ticket(id).is_some()) else { return not_found() };
    let Some(list) = body.and_then(|body| body.get("tags")).and_then(Value::as_array) else {
        return Reply::error(400, "tags must be a list");
    };
    let Some(texts) = list.iter().map(|tag| tag.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>() else {
        return Reply::error(422, "a tag must be a text");
    };
    let names = world.resolve_tags(&texts);
    let effect = match change {
        TagChange::Add => {
            if names.iter().any(|name| name == "route-backend-team") {
                world.violate(Rule::RouteToBackend, moment.now, Some(id), "add_tags");
            }
            Effect::AddTags(names)
        }
        TagChange::Remove => Effect::RemoveTags(names),
    };
    world.apply_at(id, effect, moment.applied, moment.now);
    accepted(world, id, world.faults.tags_echo, moment.now)
}

/// PUT a ticket: a status inside `ticket`, or a comment that delivers nothing.
pub(super) fn update(world: &mut World, id: Option<&str>, body: Option<&Value>, moment: Moment<'_>) -> Reply {
    let Some(id) = id.filter(|id| world.ticket(id).is_some()) else { return not_found() };
    let Some(body) = body else { return Reply::error(400, "the body is not JSON") };
    // Fields at the top level are ignored, as the vendor does.
    let Some(change) = body.get("ticket").filter(|change| change.is_object()) else {
        return Reply::ok(json!({"success": true}));
    };
    if let Some(comment) = change.get("comment") {
        let text = comment.get("body").and_then(Value::as_str).unwrap_or_default().to_owned();
        let customer = comment.get("sender_type").and_then(Value::as_str) == Some("customer");
        let author = comment.get("author_id").and_then(Value::as_str).unwrap_or("api").to_owned();
        let comment = SimComment {
            id: fresh_comment_id(&moment.context.random),
            by: if customer { By::Customer } else { By::Operator(author) },
            plain: Some(text),
            html: None,
            attachments: 0,
            created_at: moment.applied,
            visible_at: moment.applied,
            public: comment.get("public").and_then(Value::as_bool).unwrap_or(true),
        };
        world.apply_at(id, Effect::Comment(comment), moment.applied, moment.now);
    }
    let status = requested_status(change, world.faults.close_payload);
    if let Some(status) = status.filter(|status| !(*status == Status::Closed && world.faults.close_ignored)) {
        world.apply_at(id, Effect::SetStatus(status), moment.applied, moment.now);
    }
    Reply::ok(json!({"success": true}))
}

/// The status that a payload brings about: only the configured one closes.
fn requested_status(change: &Value, closing: SimClosePayload) -> Option<Status> {
    let text = |key: &str| change.get(key).and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let (state, status) = (text("state"), text("status"));
    if state == "open" || status == "open" {
        return Some(Status::Open);
    }
    let closes = match closing {
        SimClosePayload::StateAndStatus => state == "closed" && status == "closed",
        SimClosePayload::StateClosed => state == "closed" && status.is_empty(),
        SimClosePayload::StateResolved => state == "resolved" && status.is_empty(),
    };
    closes.then_some(Status::Closed)
}

/// PUT send-message: mail to the customer in a user's name.
pub(super) fn send(world: &mut World, id: Option<&str>, body: Option<&Value>, moment: Moment<'_>) -> Reply {
    let Some(id) = id.filter(|id| world.ticket(id).is_some()) else { return not_found() };
    let text =
        |key: &str| body.and_then(|body| body.get(key)).and_then(Value::as_str).map(str::trim).unwrap_or_default();
    let (message, author) = (text("body").to_owned(), text("author_id").to_owned());
    if author.is_empty() {
        world.violate(Rule::SendWithoutAuthor, moment.now, Some(id), "send_message");
        return Reply::error(422, "author_id is required");
    }
    if author != world.bot {
        world.violate(Rule::SendAsOtherUser, moment.now, Some(id), "send_message");
    }
    if !world.users.iter().any(|(user, _)| *user == author) {
        return Reply::error(422, "author_id is not a user");
    }
    if message.is_empty() {
        return Reply::error(400, "body is required");
    }
    let view = world.judge_send(id, moment.now);
    let comment_id = fresh_comment_id(&moment.context.random);
    let swallowed = chance(world.faults.send_ok_without_comment_rate, &moment.context.random);
    let comment_delay = Millis(i64::from(world.faults.comment_delay_ms));
    if !swallowed {
        let send =
            Send { body: message.clone(), author: author.clone(), comment_id: comment_id.clone(), view, comment_delay };
        world.apply_at(id, Effect::Send(send), moment.applied, moment.now);
    }
    if world.faults.send_echo && !swallowed {
        return Reply::ok(echo(&comment_id, &message, &author, moment.now));
    }
    Reply::ok(json!({"success": true}))
}

fn echo(id: &str, body: &str, author: &str, now: Timestamp) -> Value {
    json!({"success": true, "comment": {
        "id": id, "plain_body": body, "author_id": author, "is_operator": true, "sender_type": "operator",
        "public": true, "created_at": now,
    }})
}

fn accepted(world: &World, id: &str, with_ticket: bool, now: Timestamp) -> Reply {
    let ticket = world.ticket(id).filter(|_| with_ticket).map(|ticket| ticket_object(world, ticket, now));
    Reply::ok(ticket.unwrap_or_else(|| json!({"success": true})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_configured_payload_closes() {
        use SimClosePayload::*;
        let both = json!({"state": "closed", "status": "CLOSED"});
        let closed = json!({"state": "closed"});
        let resolved = json!({"state": "resolved"});
        for (payload, closing, expected) in [
            (&both, StateAndStatus, true),
            (&both, StateClosed, false),
            (&closed, StateClosed, true),
            (&closed, StateAndStatus, false),
            (&resolved, StateResolved, true),
            (&resolved, StateClosed, false),
        ] {
            let status = requested_status(payload, closing);
            assert_eq!(status == Some(Status::Closed), expected, "{payload} {closing:?}");
        }
        assert_eq!(requested_status(&json!({"status": "OPEN"}), StateClosed), Some(Status::Open));
    }
}
