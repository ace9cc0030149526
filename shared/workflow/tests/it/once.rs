//! Duplicates, coalescing, and what stops a reply.

use switchboard_domain::state::{Cause, EffectKind, EffectState, EventStatus, Row, RowKey};
use switchboard_domain::ticket::Author;
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{Millis, Reason, Source, keys};
use switchboard_workflow::Disposition;

use crate::harness::{World, comment};

#[test]
fn a_second_webhook_of_the_same_message_is_covered_without_a_call() {
    let mut world = World::new();
    world.deliver(world.envelope());
    let calls = world.calls.len();
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!(world.calls.len(), calls);
}

#[test]
fn a_late_webhook_of_the_same_message_costs_one_read_and_answers_nothing() {
    let mut world = World::new();
    world.deliver(world.envelope());
    let mut late = world.envelope();
    late.received_at = world.now + Millis::from_secs(60);
    late.not_before = late.received_at;
    world.pass(70);
    let calls = world.calls.len();
    assert_eq!(world.deliver(late), Disposition::Done);
    assert_eq!(world.calls.len(), calls + 1);
    assert_eq!(world.sent, 1);
}

#[test]
fn a_read_covers_nobody_before_its_own_event_is_final() {
    let mut world = World::new();
    // The dispatch write is the third transaction: claim, plan, dispatch. Its failure leaves a planned event.
    world.conflict_on = Some(3);
    assert!(matches!(world.deliver(world.envelope()), Disposition::Retry { why: "ownership_lost", .. }));
    assert_eq!(world.event().status, EventStatus::Planned);
    world.pass(80);
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!((world.event().status, world.sent), (EventStatus::Done, 1));
}

/// Such a message may have begun an event for a comment that no webhook of its own tells of.
#[test]
fn a_message_that_came_before_is_not_covered_by_an_older_events_read() {
    for (source, receive_count) in [(Source::RichpanelHttpTarget, 2), (Source::Retry, 1)] {
        let mut world = World::new();
        let mut envelope = world.envelope();
        world.deliver(envelope.clone());
        let unannounced = comment("c2", Author::Customer, world.now, "And also ...");
        world.ticket.comments.push(unannounced);
        envelope.source = source;
        assert_eq!(world.deliver_time(envelope, receive_count), Disposition::Done);
        assert_eq!((world.sent, world.event().status), (2, EventStatus::Done), "{source:?}");
    }
}

#[test]
fn a_live_lease_of_another_worker_is_respected() {
    let mut world = World::new();
    world.conflict_on = Some(3);
    world.deliver(world.envelope());
    let calls = world.calls.len();
    let again = world.deliver(world.envelope());
    assert!(matches!(again, Disposition::Retry { why: "leased", after: Some(after) } if after > Millis(0)));
    assert_eq!(world.calls.len(), calls + 1, "the read that names the event, nothing else");
}

#[test]
fn a_message_that_arrives_while_deciding_is_the_one_that_is_answered() {
    let mut world = World::new();
    let old = RowKey::event(&world.event_key());
    world.arrives = Some(comment("c2", Author::Customer, world.now, "And also ..."));
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    let Some(Row::Event(skipped)) = world.rows.get(&old) else { panic!("the older event has a row") };
    assert_eq!(skipped.status, EventStatus::Skipped);
    assert_eq!((world.sent, world.event().status), (1, EventStatus::Done));
}

#[test]
fn older_messages_are_recorded_as_covered_by_the_newest() {
    let mut world = World::new();
    world.ticket.comments.push(comment("c2", Author::Customer, world.now, "And also ..."));
    world.deliver(world.envelope());
    assert_eq!((world.sent, world.event().covered), (1, vec![keys::h(&["comment", "c1"])]));
}

#[test]
fn a_gate_that_closes_after_the_plan_leaves_only_tags() {
    let mut world = World::new();
    world.look = Err(Reason::AutomationDisabled);
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!(world.calls, ["read", "tags"]);
    assert_eq!(world.tags, [["mw-processed", "route-email-support-team"]]);
}

#[test]
fn a_refused_reply_is_told_by_its_tags() {
    let mut world = World::new();
    world.fail.insert("send", FailureKind::BadRequest);
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    let reply = world.effect(EffectKind::Reply);
    assert_eq!((reply.state, reply.cause), (EffectState::Rejected, Some(Cause::Refused)));
    let expected = ["mw-escalated-human", "mw-processed", "mw-send-failed", "route-email-support-team"];
    assert_eq!(world.tags, [expected]);
}

#[test]
fn an_event_that_failed_too_often_is_a_dead_letter_and_a_replay_starts_again() {
    let mut world = World::new();
    world.config.max_attempts = 1;
    world.conflict_on = Some(2);
    world.deliver(world.envelope());
    world.pass(100);
    let given_up = world.deliver(world.envelope());
    assert_eq!(given_up, Disposition::DeadLetter { reason: "attempts_exhausted" });
    assert_eq!((world.event().status, world.sent), (EventStatus::Failed, 0));
    assert_eq!(world.tags, [["mw-middleware-error"]]);
    let mut replay = world.envelope();
    replay.source = Source::Replay;
    assert_eq!(world.deliver(replay), Disposition::Done);
    assert_eq!((world.event().status, world.sent), (EventStatus::Done, 1));
}

#[test]
fn a_ticket_without_a_customer_message_is_left_alone() {
    let mut world = World::new();
    world.ticket.comments.clear();
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!(world.calls, ["read"]);
}
