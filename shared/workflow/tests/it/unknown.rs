//! Replies whose result is unknown: found, proven absent, repeated once, or handed to a person.

use switchboard_domain::state::{Cause, EffectKind, EffectState, EventStatus};
use switchboard_domain::ticket::Author;
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{EventClass, Millis};

use crate::harness::{World, comment};

fn lost(shows: bool) -> World {
    let mut world = World::new();
    world.shows = shows;
    world.fail.insert("send", FailureKind::Ambiguous);
    world.deliver(world.envelope());
    let reply = world.effect(EffectKind::Reply);
    assert_eq!((reply.state, reply.cause), (EffectState::Unknown, Some(Cause::Ambiguous)));
    assert_eq!(world.event().status, EventStatus::Done, "handed over to the repair job");
    assert!(world.tags[0].contains(&"mw-auto-replied".to_owned()), "the customer may have it");
    world
}

fn repair_until_settled(world: &mut World) {
    for _ in 0..12 {
        let Some(due) = world.effect(EffectKind::Reply).due else { return };
        world.now = world.now.max(due.at);
        if world.effect(EffectKind::Reply).state == EffectState::Human {
            return;
        }
        world.repair();
    }
}

#[test]
fn a_lost_answer_after_success_is_found_and_not_repeated() {
    let mut world = lost(true);
    repair_until_settled(&mut world);
    assert_eq!((world.effect(EffectKind::Reply).state, world.sent), (EffectState::Confirmed, 1));
}

#[test]
fn a_reply_that_never_arrived_is_sent_once_more_after_300_seconds() {
    let mut world = lost(false);
    let dispatched = world.effect(EffectKind::Reply).dispatched_at.unwrap();
    world.shows = true;
    repair_until_settled(&mut world);
    let reply = world.effect(EffectKind::Reply);
    assert_eq!((reply.state, reply.dispatches, world.sent), (EffectState::Confirmed, 2, 1));
    assert!(reply.dispatched_at.unwrap() - dispatched >= Millis::from_secs(300));
}

#[test]
fn a_second_failure_is_for_a_person_and_a_flag_says_so() {
    let mut world = lost(false);
    for _ in 0..20 {
        world.fail.insert("send", FailureKind::Ambiguous);
        let reply = world.effect(EffectKind::Reply);
        let Some(due) = reply.due.filter(|_| reply.state != EffectState::Human) else { break };
        world.now = world.now.max(due.at);
        world.repair();
    }
    let reply = world.effect(EffectKind::Reply);
    assert_eq!((reply.state, reply.cause, world.sent), (EffectState::Human, Some(Cause::NotRepeatable), 0));
    assert_eq!(world.effect(EffectKind::Flag).state, EffectState::Confirmed);
    assert_eq!(world.tags.last().unwrap(), &["mw-escalated-human"]);
}

#[test]
fn an_accepted_reply_that_never_appears_is_undelivered_not_repeated() {
    let mut world = World::new();
    world.shows = false;
    world.deliver(world.envelope());
    repair_until_settled(&mut world);
    let reply = world.effect(EffectKind::Reply);
    assert_eq!((reply.state, reply.cause), (EffectState::Rejected, Some(Cause::Undelivered)));
    assert_eq!(world.calls.iter().filter(|call| **call == "send").count(), 1);
    assert_eq!(world.tags.last().unwrap(), &["mw-send-message-operator-missing", "route-email-support-team"]);
}

#[test]
fn in_a_chat_an_ambiguous_reply_goes_to_a_person_at_once() {
    let mut world = World::new();
    world.shows = false;
    world.fail.insert("send", FailureKind::Ambiguous);
    let mut chat = world.envelope();
    chat.class = EventClass::Interactive;
    world.deliver(chat);
    world.pass(61);
    world.repair();
    let reply = world.effect(EffectKind::Reply);
    assert_eq!((reply.state, reply.dispatches), (EffectState::Human, 1));
}

#[test]
fn nothing_is_repeated_once_the_customer_or_a_person_wrote_again() {
    for author in [Author::Customer, Author::Operator(Some("human".into()))] {
        let mut world = lost(false);
        let key = world.event_key();
        let closes = author != Author::Customer;
        world.ticket.comments.push(comment("c9", author, world.now, "..."));
        world.ticket.closed = closes;
        world.shows = true;
        for _ in 0..10 {
            world.pass(120);
            let event = switchboard_workflow::EventRun::for_repair(
                std::sync::Arc::new(world.config.clone()),
                key.clone(),
                "r".into(),
                world.now + Millis::from_secs(300),
            );
            world.drive_run(event);
        }
        assert_eq!(world.sent, 0);
    }
}

#[test]
fn a_ticket_that_cannot_be_read_for_half_an_hour_is_for_a_person() {
    let mut world = lost(false);
    for _ in 0..40 {
        world.fail.insert("read", FailureKind::Ambiguous);
        let reply = world.effect(EffectKind::Reply);
        if reply.state == EffectState::Human {
            break;
        }
        world.now = world.now.max(reply.due.unwrap().at);
        world.repair();
    }
    let reply = world.effect(EffectKind::Reply);
    assert_eq!((reply.state, reply.cause), (EffectState::Human, Some(Cause::Unreadable)));
}
