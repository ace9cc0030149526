//! `dlq`: only while replies are off, in order, in small batches.

use switchboard_domain::{Envelope, EventClass, Millis, Source, keys};
use switchboard_queue::{DeadLetters, Queue, SendRequest};

use super::fixtures::{Directory, envelope};
use super::harness::on;

async fn bury(directory: &Directory, body: String, group_id: String, dedup_id: &str) {
    let dedup_id = dedup_id.to_owned();
    directory.queue.send(SendRequest { body, group_id, dedup_id, class: EventClass::Normal }).await.unwrap();
    let delivery = directory.queue.receive(1, Millis::from_mins(1)).await.unwrap().remove(0);
    directory.queue.dead_letter(&delivery.receipt, "attempts_exhausted").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_go_back_in_order_once_replies_are_off() {
    let directory = Directory::new();
    bury(&directory, "no envelope: planted".to_owned(), "g".to_owned(), "d0").await;
    let mut old = envelope("<old@mail.example>");
    old.received_at = old.received_at.saturating_sub(Millis::from_hours(31 * 24));
    bury(&directory, serde_json::to_string(&old).unwrap(), old.group_id(), "d1").await;
    for i in 0..3 {
        let mut envelope = envelope("<same@mail.example>");
        envelope.message_id = Some(i.to_string());
        bury(&directory, serde_json::to_string(&envelope).unwrap(), envelope.group_id(), &format!("m{i}")).await;
    }
    let data = directory.path();
    let listed = on(data, &["dlq", "list", "--format", "json"]).must(0);
    assert!(!listed.out.contains("planted") && !listed.out.contains("mail.example"), "{listed:?}");
    let lines = listed.lines();
    assert_eq!(lines.len(), 5);
    let conversation = keys::conversation_key(&envelope("<same@mail.example>").conversation_id);
    assert_eq!((&lines[0]["conversation_key"], &lines[4]["conversation_key"]), (&().into(), &conversation.into()));

    on(data, &["dlq", "redrive"]).fails(3, "switches set safe_mode true");
    on(data, &["switches", "set", "automation_enabled", "false"]).must(0);
    let redrive = |more: &[&str]| on(data, &[&["dlq", "redrive", "--format", "json"], more].concat()).must(0).line();
    let dry = redrive(&["--dry-run"]);
    assert_eq!((&dry["redriven"], &dry["left"], &dry["dry_run"]), (&3.into(), &5.into(), &true.into()));
    let first = redrive(&["--max", "2"]);
    assert_eq!((&first["redriven"], &first["undecodable"], &first["too_old"]), (&2.into(), &1.into(), &1.into()));
    assert_eq!(redrive(&[])["redriven"], 1);
    assert_eq!(redrive(&[])["redriven"], 0);
    assert_eq!(directory.queue.count().await.unwrap(), 2);

    for i in 0..3 {
        let delivery = directory.delivery().await;
        let back: Envelope = serde_json::from_str(&delivery.body).unwrap();
        assert_eq!(back.message_id.as_deref(), Some(i.to_string().as_str()));
        assert_eq!((back.source, back.class, back.attempt), (Source::Replay, EventClass::Background, 3));
        assert_eq!(delivery.dedup_id, format!("m{i}"));
        directory.queue.delete(&delivery.receipt).await.unwrap();
    }
    on(data, &["dlq", "redrive", "--max", "51"]).fails(2, "51");
}

#[tokio::test(flavor = "multi_thread")]
async fn unreadable_switches_hold_a_redrive_back() {
    let directory = Directory::new();
    std::fs::write(directory.path().join("switches.toml"), "broken").unwrap();
    on(directory.path(), &["dlq", "redrive"]).fails(3, "switchboard doctor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_a_part_of_the_story() {
    let directory = Directory::new();
    let envelope = envelope("<dead@mail.example>");
    bury(&directory, serde_json::to_string(&envelope).unwrap(), envelope.group_id(), "d").await;
    let story = on(directory.path(), &["explain", "<dead@mail.example>"]).must(0);
    assert!(story.out.contains("(attempts_exhausted) waits for `switchboard dlq redrive`"), "{story:?}");
}
