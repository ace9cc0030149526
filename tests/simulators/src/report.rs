//! The report: what was called, what arrived, what was broken.

use serde_json::{Map, Value, json};
use switchboard_domain::Timestamp;

use crate::ticket::By;
use crate::violation::Rule;
use crate::world::World;

/// The report of this instant.
pub(crate) fn build(world: &mut World, _now: Timestamp) -> Value {
    let without_author = world.violations.iter().filter(|v| v.rule == Rule::SendWithoutAuthor).count();
    let tickets: Map<String, Value> = world
        .tickets
        .values()
        .map(|ticket| {
            let by = |kind: fn(&By) -> bool| ticket.comments.iter().filter(|c| kind(&c.by)).count();
            let mut tags = ticket.tags.clone();
            tags.sort();
            let entry = json!({
                "status": ticket.status,
                "tags": tags,
                "delivered": ticket.delivered,
                "number": ticket.number,
                "channel": ticket.channel,
                "deleted": ticket.deleted,
                "assigned_team": ticket.assigned_team,
                "status_history": ticket.status_history,
                "calls": ticket.calls,
                "customer_messages": by(|by| *by == By::Customer),
                "operator_comments": by(|by| *by != By::Customer),
                "linked_order": ticket.linked_order,
            });
            (ticket.id.clone(), entry)
        })
        .collect();
    json!({
        "calls": world.calls,
        "rate_limited": world.rate_limited,
        "tickets": tickets,
        "peak_calls_per_window": world.window.peak(),
        "sends_without_author": without_author,
        "races": world.races,
        "violations": world.violations,
        "webhooks": world.webhooks,
        "openai": world.openai.report(),
        "orders": world.orders.len(),
        "late_effects_pending": world.pending.len(),
    })
}
