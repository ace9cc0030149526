//! Reading tickets, in every layout that has been seen.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use switchboard_domain::Timestamp;

use super::Moment;
use crate::faults::{Faults, MarkerStyle, ReadShape, TagReadMode, TimeStyle};
use crate::reply::Reply;
use crate::ticket::{By, SimComment, SimTicket, Status};
use crate::world::{AUTOMATION, World};

/// GET a ticket by id. Digits alone are a number, which this endpoint does not know.
pub(super) fn read(world: &mut World, id: Option<&str>, moment: Moment<'_>) -> Reply {
    let is_number = |id: &str| id.bytes().all(|b| b.is_ascii_digit());
    let Some(id) = id.filter(|id| !is_number(id)) else { return not_found() };
    let Some(body) = world.ticket(id).map(|ticket| ticket_object(world, ticket, moment.now)) else {
        return not_found();
    };
    let bot = world.bot.clone();
    if let Some(ticket) = world.ticket_mut(id) {
        ticket.last_view = Some(ticket.view(moment.now, &bot));
    }
    Reply::ok(body)
}

/// GET a ticket by its number.
pub(super) fn by_number(world: &World, number: &str, moment: Moment<'_>) -> Reply {
    let found = world.tickets.values().find(|ticket| !ticket.deleted && ticket.number.to_string() == number);
    found.map_or_else(not_found, |ticket| Reply::ok(ticket_object(world, ticket, moment.now)))
}

/// GET tickets, newest first; `limit` (at most 100) and `page`.
pub(super) fn list(world: &World, query: &str, moment: Moment<'_>) -> Reply {
    if world.faults.listing_status != 200 {
        return Reply::error(world.faults.listing_status, "listing is not available for this key");
    }
    let limit = query_number(query, "limit").unwrap_or(50).clamp(1, 100);
    let page = query_number(query, "page").unwrap_or(1).max(1);
    let mut tickets: Vec<&SimTicket> = world.tickets.values().filter(|ticket| !ticket.deleted).collect();
    tickets.sort_by_key(|ticket| std::cmp::Reverse((ticket.updated_at, ticket.number)));
    let total = tickets.len();
    let items: Vec<Value> = tickets
        .iter()
        .skip((page - 1) * limit)
        .take(limit)
        .map(|ticket| fields(world, ticket, moment.now, false))
        .collect();
    let next = (page * limit < total).then_some(page + 1);
    // The list's key is singular, as the vendor has it.
    Reply::ok(
        json!({"ticket": items, "count": total, "next_page": next, "previous_page": page.checked_sub(1).filter(|p| *p > 0)}),
    )
}

/// A whole number of the query string.
pub(super) fn query_number(query: &str, name: &str) -> Option<usize> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    percent_decode_str(value).decode_utf8().ok()?.parse().ok()
}

pub(super) fn not_found() -> Reply {
    Reply::error(404, "not found")
}

/// The ticket as an answer carries it, comments included.
pub(crate) fn ticket_object(world: &World, ticket: &SimTicket, now: Timestamp) -> Value {
    let object = fields(world, ticket, now, true);
    if world.faults.shape == ReadShape::Wrapped { json!({ "ticket": object }) } else { object }
}

fn fields(world: &World, ticket: &SimTicket, now: Timestamp, with_comments: bool) -> Value {
    let faults = &world.faults;
    let time = |at: Timestamp| spell(at, faults.times, 0).unwrap_or(Value::Null);
    let contact = &ticket.contact;
    let tags: Vec<Value> = ticket.tags.iter().map(|name| tag(world, name)).collect();
    let profile = json!({
        "firstName": contact.first_name, "lastName": contact.last_name, "email": contact.email, "phone": contact.phone,
    });
    let visible = ticket.comments.iter().filter(|comment| comment.visible_at <= now).enumerate();
    let comments: Vec<Value> = visible.map(|(index, comment)| comment_object(faults, ticket, comment, index)).collect();
    let state = if ticket.status == Status::Closed { "closed" } else { "open" };
    let mut object = match faults.shape {
        ReadShape::Wrapped | ReadShape::Flat => json!({
            "id": ticket.id, "conversation_no": ticket.number, "status": ticket.status, "subject": ticket.subject,
            "via": {"channel": ticket.channel, "source": {
                "from": {"address": contact.address, "name": contact.first_name}, "to": {"address": ticket.recipient},
            }},
            "customer_profile": profile, "comments": comments,
        }),
        ReadShape::Aliases => json!({
            "ticket_id": ticket.id, "ticket_number": ticket.number.to_string(), "state": state, "subject": ticket.subject,
            "channel": ticket.channel, "requester": profile, "messages": comments,
        }),
    };
    if let Some(map) = object.as_object_mut() {
        if !with_comments {
            map.remove("comments");
            map.remove("messages");
        }
        map.extend(ticket.extra.clone());
        let common: Map<String, Value> = [
            ("priority", json!(ticket.priority)),
            ("recipient", json!(ticket.recipient)),
            ("url", json!(format!("https://app.example/tickets/{}", ticket.number))),
            ("assignee_id", json!(ticket.assigned_team)),
            ("organization_id", Value::Null),
            ("created_at", time(ticket.created_at)),
            ("updated_at", time(ticket.updated_at)),
            ("first_closed_at", ticket.first_closed_at.map_or(Value::Null, time)),
            ("tags", Value::from(tags)),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into_iter()
        .collect();
        map.extend(common);
    }
    object
}

fn tag(world: &World, name: &str) -> Value {
    let id = || world.tag_names.iter().find(|(_, known)| *known == name).map_or(name, |(id, _)| id);
    match world.faults.tags_read_mode {
        TagReadMode::Name => json!(name),
        TagReadMode::Id => json!(id()),
        TagReadMode::Object => json!({"id": id(), "name": name}),
    }
}

fn comment_object(faults: &Faults, ticket: &SimTicket, comment: &SimComment, index: usize) -> Value {
    let operator = comment.by != By::Customer;
    let author_id = match &comment.by {
        By::Customer => ticket.contact.email.clone(),
        By::Operator(id) => Some(id.clone()),
        By::Automation => Some(AUTOMATION.to_owned()),
    };
    let attachments: Vec<Value> =
        (0..comment.attachments).map(|n| json!({"filename": format!("file-{n}.jpg")})).collect();
    let mut object = json!({
        "type": "comment", "author_id": author_id, "public": comment.public, "attachments": attachments, "metadata": {},
    });
    let kind = if operator { "operator" } else { "customer" };
    match (operator && faults.unknown_authors, faults.operator_markers) {
        (true, _) => {
            object["is_operator"] = json!(false);
            object["sender_type"] = json!("robot");
        }
        (false, MarkerStyle::Bool) => {
            object["is_operator"] = json!(operator);
            object["sender_type"] = json!(kind);
        }
        (false, MarkerStyle::Number) => {
            object["isOperator"] = json!(u8::from(operator));
            object["author_type"] = json!(if operator { "agent" } else { "end_user" });
        }
        (false, MarkerStyle::String) => {
            object["via"] = json!({"isOperator": operator.to_string()});
            object["from_type"] = json!(if operator { "agent" } else { "shopper" });
        }
        (false, MarkerStyle::SenderType) => object["sender_type"] = json!(kind),
    }
    if !faults.without_comment_ids {
        object["id"] = json!(comment.id);
    }
    if let Some(created_at) = spell(comment.created_at, faults.times, index) {
        object["created_at"] = created_at;
    }
    match (&comment.plain, &comment.html) {
        (Some(plain), html) => {
            object["plain_body"] = json!(plain);
            object["body"] = json!(html.clone().unwrap_or_else(|| format!("<p>{}</p>", escape(plain))));
        }
        (None, html) => object["body"] = json!(html.clone().unwrap_or_default()),
    }
    object
}

/// The time in the configured spelling; `None` where comments have none.
fn spell(at: Timestamp, style: TimeStyle, index: usize) -> Option<Value> {
    let naive = || json!(at.to_string().trim_end_matches('Z'));
    let styles = [TimeStyle::Rfc3339, TimeStyle::Naive, TimeStyle::EpochMillis];
    match style {
        TimeStyle::Rfc3339 => Some(json!(at)),
        TimeStyle::Naive => Some(naive()),
        TimeStyle::EpochSeconds => Some(json!(at.as_millis().div_euclid(1_000))),
        TimeStyle::EpochMillis => Some(json!(at.as_millis())),
        TimeStyle::Mixed => spell(at, styles[index % styles.len()], index),
        TimeStyle::Missing => None,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>")
}
