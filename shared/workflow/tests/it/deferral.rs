//! Putting events off and bringing them back; what a crash leaves.

use switchboard_domain::state::{EffectKind, EffectState, EventStatus, Row, RowKey};
use switchboard_domain::vendor::FailureKind;
use switchboard_domain::{EventClass, Millis, Source, keys};
use switchboard_workflow::{Disposition, release, requeue};

use crate::harness::World;

fn wait_row(world: &World) -> Option<switchboard_domain::state::EventRow> {
    match world.rows.get(&RowKey::event(&keys::wait_key(&world.ticket.id))) {
        Some(Row::Event(row)) => Some(row.clone()),
        _ => None,
    }
}

#[test]
fn without_budget_the_conversation_gets_one_row_that_waits() {
    let mut world = World::new();
    let due = world.now + Millis::from_secs(30);
    world.denied = Some(due);
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    let mut chat = world.envelope();
    chat.class = EventClass::Interactive;
    chat.received_at = chat.received_at + Millis::from_secs(5);
    world.deliver(chat.clone());
    let row = wait_row(&world).unwrap();
    assert_eq!((row.status, row.due.unwrap().at), (EventStatus::Deferred, due));
    assert_eq!(row.envelope.class, EventClass::Interactive);
    assert_eq!(row.envelope.received_at, chat.received_at, "the newest arrival decides what a read covers");
    assert_eq!(row.created_at, world.envelope().received_at, "the oldest one its age");
    assert!(world.calls.is_empty());
}

#[test]
fn a_time_that_has_passed_is_not_due_again() {
    let mut world = World::new();
    world.denied = Some(world.now + Millis::from_secs(30));
    world.deliver(world.envelope());
    // The retry job sent it and died before it could delete the row: the queue remembers that due time.
    world.pass(60);
    let later = world.now + Millis::from_secs(30);
    world.denied = Some(later);
    world.deliver(world.envelope());
    assert_eq!(wait_row(&world).unwrap().due.unwrap().at, later);
}

#[test]
fn what_is_put_off_is_due_later_than_now() {
    let mut world = World::new();
    // A budget that denies until this very moment: under that time a message may have been sent already.
    let moment = world.now;
    world.denied = Some(moment);
    world.deliver(world.envelope());
    assert!(wait_row(&world).unwrap().due.unwrap().at > moment);
}

#[test]
fn a_due_row_is_sent_once_and_disappears() {
    let mut world = World::new();
    let due = world.now + Millis::from_secs(30);
    world.denied = Some(due);
    world.deliver(world.envelope());
    let row = wait_row(&world).unwrap();
    assert_eq!(requeue(&row, due.saturating_sub(Millis(1))), None);
    let job = requeue(&row, due).unwrap();
    assert_eq!((job.envelope.source, job.envelope.attempt), (Source::Retry, 2));
    assert_eq!(job.dedup_id, requeue(&row, due + Millis(5_000)).unwrap().dedup_id, "a second send is suppressed");
    world.denied = None;
    world.pass(40);
    assert_eq!(world.deliver(job.envelope), Disposition::Done);
    assert_eq!((wait_row(&world), world.sent), (None, 1));
}

#[test]
fn a_429_on_the_send_puts_the_event_off_and_the_plan_is_free_again() {
    let mut world = World::new();
    world.fail.insert("send", FailureKind::RateLimited);
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    let event = world.event();
    assert_eq!((event.status, event.frozen), (EventStatus::Deferred, false));
    assert_eq!((world.sent, world.effect(EffectKind::Reply).dispatches), (0, 0));
    let due = event.due.unwrap().at;
    world.now = due;
    let job = requeue(&event, due).unwrap();
    assert_eq!(world.deliver(job.envelope), Disposition::Done);
    assert_eq!((world.sent, world.event().status), (1, EventStatus::Done));
}

#[test]
fn a_refused_key_rests_a_quarter_of_an_hour() {
    let mut world = World::new();
    world.fail.insert("read", FailureKind::Auth);
    assert_eq!(world.deliver(world.envelope()), Disposition::Done);
    assert_eq!(wait_row(&world).unwrap().due.unwrap().at, world.now + Millis::from_mins(15));
}

#[test]
fn a_restart_frees_leases_raises_fences_and_makes_dispatches_unknown() {
    let mut world = World::new();
    world.conflict_on = Some(4); // the result of the send is never written
    world.shows = true;
    world.deliver(world.envelope());
    assert_eq!(world.effect(EffectKind::Reply).state, EffectState::Dispatching);
    let first_check = Millis::from_secs(60);
    let freed: Vec<Row> = world.rows.values().filter_map(|row| release(row, world.now, first_check)).collect();
    assert_eq!(freed.len(), 2);
    let fence = world.event().fence;
    for row in freed {
        assert_eq!(release(&row, world.now, first_check), None, "once is enough");
        world.rows.insert(row.key(), row);
    }
    assert_eq!(world.event().fence, fence + 1);
    let reply = world.effect(EffectKind::Reply);
    assert_eq!(reply.state, EffectState::Unknown);
    assert_eq!(world.deliver(world.envelope()), Disposition::Done, "free at once");
    assert_eq!((world.sent, world.effect(EffectKind::Reply).state), (1, EffectState::Confirmed));
}
