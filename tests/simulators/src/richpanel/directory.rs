//! Users, teams, tags, channels.

use serde_json::{Value, json};

use super::read::{not_found, query_number};
use crate::faults::ListShape;
use crate::reply::Reply;
use crate::world::World;

/// Channels of the account: vendor string and brand.
const CHANNELS: [&str; 6] = ["email", "livechat", "facebook_message", "instagram_message", "tiktok", "aircall"];

pub(super) fn users(world: &World, query: &str) -> Reply {
    let items = world.users.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    list(world, query, "users", items)
}

pub(super) fn user(world: &World, id: Option<&str>) -> Reply {
    let found = world.users.iter().find(|(user, _)| Some(user.as_str()) == id);
    found.map_or_else(not_found, |(id, name)| Reply::ok(json!({"user": {"id": id, "name": name}})))
}

pub(super) fn teams(world: &World, query: &str) -> Reply {
    let items = World::teams().map(|(id, name)| json!({"id": id, "name": name})).collect();
    list(world, query, "team", items)
}

pub(super) fn tags(world: &World, query: &str) -> Reply {
    let items = world.tag_names.iter().map(|(id, name)| json!({"id": id, "name": name, "description": null})).collect();
    list(world, query, "tag", items)
}

pub(super) fn channels(world: &World, query: &str) -> Reply {
    let items = CHANNELS
        .iter()
        .enumerate()
        .map(|(index, kind)| json!({"id": format!("channel-{index}"), "business_brand_name": "Example", "type": kind}))
        .collect();
    list(world, query, "channels", items)
}

/// One page, in the configured layout.
fn list(world: &World, query: &str, key: &str, items: Vec<Value>) -> Reply {
    let per_page = query_number(query, "per_page").unwrap_or(100).clamp(1, 100);
    let page = query_number(query, "page").unwrap_or(1).max(1);
    let count = items.len();
    let items: Vec<Value> = items.into_iter().skip((page - 1) * per_page).take(per_page).collect();
    let next = (page * per_page < count).then_some(page + 1);
    let previous = page.checked_sub(1).filter(|page| *page > 0);
    let key = match world.faults.list_shape {
        ListShape::Bare => return Reply::ok(Value::from(items)),
        ListShape::Keyed => key,
        ListShape::Data => "data",
    };
    Reply::ok(json!({key: items, "count": count, "next_page": next, "previous_page": previous}))
}
