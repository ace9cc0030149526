//! How many helpdesk calls an event costs, and when the check of a reply is made.

use switchboard_domain::state::{Cause, EffectKind, EffectState, EventStatus, Evidence};
use switchboard_domain::ticket::Author;
use switchboard_domain::{EventKind, Mode};
use switchboard_workflow::Disposition;

use crate::harness::{World, comment};

#[test]
fn an_answered_mail_costs_four_calls_and_is_checked_at_once() {
    let mut world = World::new();
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!(world.calls, ["read", "send", "read", "tags"]);
    let reply = world.effect(EffectKind::Reply);
    assert_eq!((reply.state, reply.evidence), (EffectState::Confirmed, Some(Evidence::ReadBack)));
    assert_eq!((world.event().status, world.event().calls_used), (EventStatus::Done, 4));
    assert!(world.state().unresolved.is_empty() && world.state().evidence.len() == 1);
}

#[test]
fn with_an_order_lookup_the_check_waits_for_the_background() {
    let mut world = World::new();
    world.lookup_calls = 1;
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!(world.calls, ["read", "send", "tags"]);
    let reply = world.effect(EffectKind::Reply);
    assert_eq!((reply.state, reply.cause), (EffectState::Unknown, Some(Cause::AcceptedUnverified)));
    assert_eq!((world.event().status, world.event().calls_used), (EventStatus::Done, 4));
    world.pass(61);
    world.repair();
    assert_eq!(world.effect(EffectKind::Reply).state, EffectState::Confirmed);
    assert_eq!(world.calls.len(), 4);
    assert!(world.state().unresolved.is_empty());
}

#[test]
fn a_routed_message_costs_two_calls() {
    let mut world = World::new();
    world.replies = false;
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!(world.calls, ["read", "tags"]);
}

#[test]
fn drain_tags_without_reading_and_a_probe_does_nothing() {
    let mut world = World::new();
    world.mode = Mode::Drain;
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!(world.calls, ["tags"]);
    assert_eq!(world.tags, [["mw-needs-manual-triage", "route-email-support-team"]]);
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!(world.calls, ["tags"], "the same delivery again");

    let mut world = World::new();
    let mut probe = world.envelope();
    probe.kind = EventKind::Probe;
    assert_eq!(world.deliver(probe), Disposition::Done);
    assert!(world.calls.is_empty() && world.rows.is_empty());
}

#[test]
fn nothing_is_read_before_the_burst_has_settled() {
    let mut world = World::new();
    let envelope = world.envelope();
    world.now = envelope.received_at;
    let settled = envelope.not_before;
    world.deliver(envelope);
    assert!(world.now >= settled);
}

#[test]
fn another_team_replaces_our_own_route_tag() {
    let mut world = World::new();
    world.replies = false;
    world.deliver(world.envelope());
    assert_eq!(world.state().our_route_tag.as_deref(), Some("route-email-support-team"));
    world.pass(60);
    world.route = "route-returns-admin";
    let mut next = world.envelope();
    next.received_at = world.now;
    next.not_before = world.now;
    world.ticket.comments.push(comment("c2", Author::Customer, world.now, "It is broken, too."));
    world.deliver(next);
    assert_eq!(world.calls, ["read", "tags", "read", "tags", "untag"]);
    assert_eq!(world.removed, ["route-email-support-team"]);
    assert_eq!(world.state().our_route_tag.as_deref(), Some("route-returns-admin"));
}
