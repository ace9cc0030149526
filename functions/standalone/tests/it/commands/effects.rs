//! `effects`: what a person sees and records.

use switchboard_domain::state::{Cause, EffectKind, EffectState, EventStatus, Evidence, Row};
use switchboard_queue::Queue;

use super::fixtures::{Directory, effect, event, state};
use super::harness::on;

async fn with_reply(ticket: &str, reply: EffectState) -> (Directory, String, String) {
    let directory = Directory::new();
    let mut row = event(ticket, EventStatus::Done);
    row.frozen = true;
    let effect = effect(&row, EffectKind::Reply, reply);
    directory.put([Row::Event(row.clone()), Row::Effect(effect), Row::State(state(&row))]).await;
    (directory, row.event_key, row.conversation_key)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_for_people_is_listed_resolved_once_and_never_sent() {
    let (directory, key, conversation) = with_reply("<h@mail.example>", EffectState::Human).await;
    let listed = on(directory.path(), &["effects", "list", "--format", "json"]).must(0).line();
    assert_eq!((&listed["event_key"], &listed["state"]), (&key.as_str().into(), &"HUMAN".into()));
    assert_eq!(listed["ticket_id"], "<h@mail.example>");

    let resolve = |more: &[&str]| on(directory.path(), &[&["effects", "resolve", &key], more].concat());
    resolve(&["--as", "delivered", "--dry-run"]).must(0);
    let stored = directory.effect(&key, EffectKind::Reply).await.unwrap();
    assert_eq!(stored.state, EffectState::Human);

    resolve(&["--kind", "reply", "--as", "delivered"]).must(0);
    let stored = directory.effect(&key, EffectKind::Reply).await.unwrap();
    assert_eq!((stored.state, stored.evidence, stored.due), (EffectState::Confirmed, Some(Evidence::Operator), None));
    assert_eq!(directory.unresolved(&conversation).await, ["E#other"]);
    assert!(resolve(&["--as", "delivered"]).must(0).out.contains("already recorded"));
    resolve(&["--as", "not-delivered"]).fails(3, "CONFIRMED already");
    assert_eq!(directory.queue.attributes().await.unwrap().depth, 0);

    let story = on(directory.path(), &["explain", &key]).must(0);
    assert_eq!(story.out.matches("operator: effects resolve: delivered").count(), 1, "{story:?}");
    let empty = on(directory.path(), &["effects", "list"]).must(0);
    assert!(empty.out.contains("nothing waits"), "{empty:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_reply_that_is_not_there_is_rejected_by_the_operator() {
    let (directory, key, conversation) = with_reply("<u@mail.example>", EffectState::Unknown).await;
    let listed = on(directory.path(), &["effects", "list", "--format", "json"]).must(0).line();
    assert_eq!(listed["state"], "UNKNOWN");
    let result = on(directory.path(), &["effects", "resolve", &key, "--as", "not-delivered", "--format", "json"]);
    assert_eq!(result.must(0).line()["result"], "recorded");
    let stored = directory.effect(&key, EffectKind::Reply).await.unwrap();
    assert_eq!((stored.state, stored.cause), (EffectState::Rejected, Some(Cause::Operator)));
    assert_eq!(directory.unresolved(&conversation).await, ["E#other"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn effects_in_work_and_effects_that_do_not_exist_are_left_alone() {
    let (directory, key, _) = with_reply("<p@mail.example>", EffectState::Planned).await;
    on(directory.path(), &["effects", "resolve", &key, "--as", "delivered"]).fails(3, "a worker will finish it");
    on(directory.path(), &["effects", "resolve", &key, "--kind", "CLOSE", "--as", "delivered"])
        .fails(1, "no effect CLOSE");
    let other = format!("E#{}", "a".repeat(52));
    on(directory.path(), &["effects", "resolve", &other, "--as", "delivered"])
        .fails(1, "help: `switchboard events list`");
}
