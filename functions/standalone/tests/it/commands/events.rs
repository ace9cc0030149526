//! `events replay` and `events skip` on rows in every state.

use switchboard_domain::state::{EffectKind, EffectState, EventStatus, Row};
use switchboard_domain::{Envelope, EventClass, Millis, Source};
use switchboard_queue::Queue;

use super::fixtures::{Directory, effect, event, now, state};
use super::harness::on;

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_event_is_replayed_once_until_a_worker_has_taken_it() {
    let directory = Directory::new();
    let failed = event("<t1@mail.example>", EventStatus::Failed);
    directory.put([Row::Event(failed.clone())]).await;
    let replay = |more: &[&str]| {
        let args = [&["events", "replay", &failed.event_key, "--format", "json"], more].concat();
        on(directory.path(), &args).must(0).line()
    };
    assert_eq!(replay(&["--dry-run"])["result"], "would be enqueued");
    assert_eq!(directory.queue.attributes().await.unwrap().depth, 0);
    assert_eq!(replay(&[])["result"], "enqueued");
    assert_eq!(replay(&[])["result"], "already enqueued");

    assert_eq!(directory.queue.attributes().await.unwrap().depth, 1);
    let delivered = directory.delivery().await;
    let envelope: Envelope = serde_json::from_str(&delivered.body).unwrap();
    assert_eq!((envelope.source, envelope.class), (Source::Replay, EventClass::Background));
    assert_eq!((&envelope.event_id, envelope.attempt), (&failed.envelope.event_id, 3));
    assert_eq!(delivered.group_id, failed.envelope.group_id());
    directory.queue.delete(&delivered.receipt).await.unwrap();

    // It failed again under a higher fence: that is another replay.
    directory.put([Row::Event(switchboard_domain::state::EventRow { fence: 8, ..failed.clone() })]).await;
    assert_eq!(replay(&[])["result"], "enqueued");
    let story = on(directory.path(), &["explain", "<t1@mail.example>"]).must(0);
    assert_eq!(story.out.matches("operator: events replay: enqueued").count(), 2, "{story:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn finished_events_are_neither_replayed_nor_skipped() {
    let directory = Directory::new();
    let done = event("<t2@mail.example>", EventStatus::Done);
    directory.put([Row::Event(done.clone())]).await;
    for action in ["replay", "skip"] {
        on(directory.path(), &["events", action, &done.event_key]).fails(3, "help: `switchboard explain");
    }
    assert_eq!(directory.event(&done.event_key).await, done);
    assert_eq!(directory.queue.attributes().await.unwrap().depth, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsent_event_is_skipped_and_nothing_of_its_plan_is_left() {
    let directory = Directory::new();
    let mut planned = event("<t3@mail.example>", EventStatus::Planned);
    planned.lease_owner = Some("worker".to_owned());
    planned.lease_until = Some(now() + Millis::from_mins(1));
    let reply = effect(&planned, EffectKind::Reply, EffectState::Planned);
    let tags = effect(&planned, EffectKind::Tags, EffectState::Planned);
    directory
        .put([Row::Event(planned.clone()), Row::Effect(reply), Row::Effect(tags), Row::State(state(&planned))])
        .await;
    let key = planned.event_key.as_str();

    on(directory.path(), &["events", "skip", key, "--dry-run"]).must(0);
    assert_eq!(directory.event(key).await, planned);
    let skipped = on(directory.path(), &["events", "skip", key]).must(0);
    assert_eq!(skipped.out, format!("events skip {key}: skipped\n"));
    let row = directory.event(key).await;
    assert_eq!((row.status, row.fence, row.lease_until), (EventStatus::Skipped, 8, None));
    assert_eq!(row.failure.as_deref(), Some("operator"));
    for kind in [EffectKind::Reply, EffectKind::Tags] {
        assert_eq!(directory.effect(key, kind).await, None);
    }
    assert_eq!(directory.unresolved(&planned.conversation_key).await, ["E#other"]);
    assert!(on(directory.path(), &["events", "skip", key]).must(0).out.contains("already skipped"));
    let story = on(directory.path(), &["explain", key]).must(0);
    assert_eq!(story.out.matches("operator: events skip: skipped").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_plan_is_not_skipped() {
    let directory = Directory::new();
    let mut frozen = event("<t4@mail.example>", EventStatus::Planned);
    frozen.frozen = true;
    directory.put([Row::Event(frozen.clone())]).await;
    on(directory.path(), &["events", "skip", &frozen.event_key]).fails(3, "its plan must be finished");
    assert_eq!(directory.event(&frozen.event_key).await, frozen);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_newest_first_and_limited() {
    let directory = Directory::new();
    for (i, status) in [EventStatus::Done, EventStatus::Failed, EventStatus::Failed].into_iter().enumerate() {
        let mut row = event(&format!("<list{i}@mail.example>"), status);
        row.created_at = row.created_at + Millis::from_secs(i as i64);
        directory.put([Row::Event(row)]).await;
    }
    let list = |more: &[&str]| {
        let args = [&["events", "list", "--format", "json"], more].concat();
        let lines = on(directory.path(), &args).must(0).lines();
        lines.into_iter().map(|line| line["created_at"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = list(&[]);
    assert_eq!(all.len(), 3);
    assert!(all.is_sorted_by(|a, b| a > b), "{all:?}");
    assert_eq!(list(&["--status", "FAILED"]), all[..2]);
    assert_eq!(list(&["--status", "failed", "--limit", "1"]), all[..1]);
    assert_eq!(list(&["--status", "deferred"]).len(), 0);
    let text = on(directory.path(), &["events", "list"]).must(0);
    assert!(text.out.starts_with("event ") && text.err.contains("1 DONE, 2 FAILED"), "{text:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_waits_unread_is_found_by_ticket_id_and_by_conversation_key() {
    let directory = Directory::new();
    let mut waiting = event("<w@mail.example>", EventStatus::Deferred);
    waiting.event_key = switchboard_domain::keys::wait_key(&waiting.envelope.conversation_id);
    directory.put([Row::Event(waiting.clone())]).await;
    for subject in ["<w@mail.example>", &waiting.conversation_key, &waiting.event_key] {
        let story = on(directory.path(), &["explain", subject, "--format", "json"]).must(0).line();
        assert_eq!(story["events"][0]["event"]["status"], "DEFERRED", "{subject}");
        assert_eq!(story["ticket_id"], "<w@mail.example>");
    }
}
