//! Behaviour of the embedded queue, mostly on a clock that only the test moves.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use switchboard_domain::EventClass::{self, Background, Interactive, Normal};
use switchboard_domain::SystemClock;
use switchboard_store::DatabaseError;

use super::*;

/// A clock that stands still until it is moved.
#[derive(Default)]
struct ManualClock(AtomicI64);

impl ManualClock {
    fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

struct Bench {
    dir: tempfile::TempDir,
    clock: Arc<ManualClock>,
    queue: EmbeddedQueue,
}

const VISIBILITY: Millis = Millis::from_secs(360);

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::default());
        clock.pass(1_000_000);
        let queue = Self::open(&dir, &clock);
        Self { dir, clock, queue }
    }

    fn open(dir: &tempfile::TempDir, clock: &Arc<ManualClock>) -> EmbeddedQueue {
        let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
        EmbeddedQueue::open(&dir.path().join("queue.db"), QueueConfig::default(), clock).unwrap()
    }

    /// As after a crash: the former process is gone, its deliveries are not.
    fn reopen(self) -> Self {
        let Self { dir, clock, queue } = self;
        drop(queue);
        let queue = Self::open(&dir, &clock);
        Self { dir, clock, queue }
    }

    async fn send(&self, group: &str, name: &str, class: EventClass) -> SendOutcome {
        self.queue.send(request(group, name, class)).await.unwrap()
    }

    async fn receive(&self, max: usize) -> Vec<Delivery> {
        self.queue.receive(max, VISIBILITY).await.unwrap()
    }

    async fn names(&self, max: usize) -> Vec<String> {
        self.receive(max).await.into_iter().map(|delivery| delivery.body).collect()
    }
}

fn request(group: &str, name: &str, class: EventClass) -> SendRequest {
    SendRequest {
        body: name.to_owned(),
        group_id: group.to_owned(),
        dedup_id: format!("d-{}", name.replace(' ', "_")),
        class,
    }
}

#[tokio::test]
async fn a_message_comes_after_the_delay_with_everything_that_was_sent() {
    let bench = Bench::new();
    let sent_at = bench.clock.now();
    assert_eq!(bench.send("g", "a", Normal).await, SendOutcome::Accepted);
    bench.clock.pass(4);
    assert_eq!(bench.receive(10).await, []);
    bench.clock.pass(1);
    let delivery = bench.receive(10).await.remove(0);
    let expected = Delivery {
        receipt: delivery.receipt.clone(),
        body: "a".into(),
        group_id: "g".into(),
        dedup_id: "d-a".into(),
        receive_count: 1,
        sent_at,
    };
    assert_eq!(delivery, expected);
    bench.queue.delete(&delivery.receipt).await.unwrap();
    bench.clock.pass(1_000);
    assert_eq!(bench.receive(10).await, []);
    assert_eq!(bench.queue.attributes().await.unwrap(), QueueAttributes::default());
}

#[tokio::test]
async fn a_group_in_flight_gives_no_further_message_and_keeps_its_order() {
    let bench = Bench::new();
    for (group, name) in [("g", "a"), ("h", "x"), ("g", "b"), ("g", "c")] {
        bench.send(group, name, Normal).await;
    }
    bench.clock.pass(5);
    let first = bench.receive(10).await;
    assert_eq!(first.iter().map(|d| d.body.as_str()).collect::<Vec<_>>(), ["a", "x"]);
    assert_eq!(bench.receive(10).await, [], "both groups are in flight");
    bench.queue.change_visibility(&first[0].receipt, Millis::from_secs(30)).await.unwrap();
    bench.clock.pass(29);
    assert_eq!(bench.receive(10).await, []);
    bench.clock.pass(1);
    let again = bench.receive(10).await.remove(0);
    assert_eq!((again.body.as_str(), again.receive_count), ("a", 2), "the head again, not the next one");
    bench.queue.delete(&again.receipt).await.unwrap();
    for expected in ["b", "c"] {
        let next = bench.receive(10).await.remove(0);
        assert_eq!((next.body.as_str(), next.receive_count), (expected, 1));
        bench.queue.delete(&next.receipt).await.unwrap();
    }
}

#[tokio::test]
async fn the_window_catches_duplicates_even_of_deleted_messages() {
    let bench = Bench::new();
    bench.send("g", "a", Normal).await;
    assert_eq!(bench.send("other", "a", Normal).await, SendOutcome::Duplicate);
    bench.clock.pass(5);
    let delivery = bench.receive(1).await.remove(0);
    bench.queue.delete(&delivery.receipt).await.unwrap();
    bench.clock.pass(294);
    assert_eq!(bench.send("g", "a", Normal).await, SendOutcome::Duplicate);
    bench.clock.pass(1);
    assert_eq!(bench.send("g", "a", Normal).await, SendOutcome::Accepted, "the window is five minutes long");
    bench.clock.pass(299);
    assert_eq!(bench.send("g", "a", Normal).await, SendOutcome::Duplicate, "and starts anew");
}

#[tokio::test]
async fn live_chat_goes_first_and_lifts_what_stands_before_it() {
    let bench = Bench::new();
    for (group, name, class) in [
        ("n1", "normal", Normal),
        ("b1", "background", Background),
        ("i1", "chat", Interactive),
        ("m", "mail before chat", Normal),
        ("m", "chat behind mail", Interactive),
    ] {
        bench.send(group, name, class).await;
    }
    bench.clock.pass(5);
    assert_eq!(bench.names(2).await, ["chat", "mail before chat"]);
    assert_eq!(bench.names(9).await, ["normal", "background"]);
}

#[tokio::test]
async fn a_stale_receipt_does_nothing() {
    let bench = Bench::new();
    bench.send("g", "a", Normal).await;
    bench.clock.pass(5);
    let stale = bench.receive(1).await.remove(0).receipt;
    bench.clock.pass(360);
    let refused = Err(QueueError::StaleReceipt);
    assert_eq!(bench.queue.delete(&stale).await, refused, "its time is over");
    let fresh = bench.receive(1).await.remove(0).receipt;
    assert_eq!(bench.queue.delete(&stale).await, refused, "another delivery is under way");
    assert_eq!(bench.queue.change_visibility(&stale, Millis(0)).await, refused);
    assert_eq!(bench.queue.dead_letter(&stale, "x").await, refused);
    bench.queue.change_visibility(&fresh, Millis(0)).await.unwrap();
    assert_eq!(bench.queue.delete(&fresh).await, refused, "it was given back");
    let last = bench.receive(1).await.remove(0).receipt;
    bench.queue.delete(&last).await.unwrap();
    assert_eq!(bench.queue.delete(&last).await, refused);
    bench.send("g", "b", Normal).await;
    bench.clock.pass(5);
    bench.receive(1).await;
    for text in ["", ".", "1", "1.", ".1", "x.y", "1.1.1", "99999999999999999999.1", "-1.1", "1.-1", "3.1 "] {
        assert_eq!(bench.queue.delete(&Receipt::new(text)).await, refused, "{text:?}");
    }
    assert_eq!(bench.queue.attributes().await.unwrap().in_flight, 1);
}

#[tokio::test]
async fn the_sixth_delivery_is_a_dead_letter_and_the_group_goes_on() {
    let bench = Bench::new();
    bench.send("g", "poison", Normal).await;
    bench.send("g", "next", Normal).await;
    bench.clock.pass(5);
    for count in 1..=5 {
        let delivery = bench.receive(9).await.remove(0);
        assert_eq!((delivery.body.as_str(), delivery.receive_count), ("poison", count));
        bench.clock.pass(360);
    }
    assert_eq!(bench.names(9).await, ["next"]);
    let letters = bench.queue.list(None, 9).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!((letters[0].reason.as_str(), letters[0].receive_count), ("max_receives", 5));
    assert_eq!(letters[0].to_request(), request("g", "poison", Normal));
}

#[tokio::test]
async fn poison_goes_at_once_and_unblocks_its_group() {
    let bench = Bench::new();
    bench.send("g", "bad", Interactive).await;
    bench.send("g", "good", Normal).await;
    bench.clock.pass(5);
    let bad = bench.receive(9).await.remove(0);
    bench.queue.dead_letter(&bad.receipt, "unknown_version").await.unwrap();
    assert_eq!(bench.names(9).await, ["good"]);
    let letter = bench.queue.list(None, 9).await.unwrap().remove(0);
    assert_eq!((letter.reason.as_str(), letter.class), ("unknown_version", Interactive));
    assert_eq!(letter.dead_at, bench.clock.now());
}

#[tokio::test]
async fn redrive_sends_back_what_the_rewrite_makes() {
    let bench = Bench::new();
    for n in 0..4 {
        bench.send(&format!("g{n}"), &format!("m{n}"), Normal).await;
    }
    bench.clock.pass(5);
    for delivery in bench.receive(9).await {
        bench.queue.dead_letter(&delivery.receipt, "defect").await.unwrap();
    }
    let rewrite = |letter: &DeadLetter| {
        (letter.body != "m1").then(|| SendRequest {
            body: format!("{}!", letter.body),
            class: Background,
            ..letter.to_request()
        })
    };
    assert_eq!(bench.queue.redrive(3, &rewrite).await.unwrap(), 2, "m0 and m2; m1 is left alone; m3 is over the cap");
    assert_eq!(bench.queue.count().await.unwrap(), 2);
    bench.clock.pass(5);
    assert_eq!(bench.names(9).await, ["m0!", "m2!"]);
    let second = bench.queue.list(None, 1).await.unwrap().remove(0);
    assert_eq!(second.body, "m1");
    assert_eq!(bench.queue.list(Some(second.id), 9).await.unwrap().remove(0).body, "m3");

    let invalid = |letter: &DeadLetter| Some(SendRequest { group_id: String::new(), ..letter.to_request() });
    assert_eq!(bench.queue.redrive(9, &invalid).await, Err(QueueError::InvalidId { name: "group id" }));
    assert_eq!(bench.queue.count().await.unwrap(), 2, "nothing moved");
}

#[tokio::test]
async fn a_restart_waits_for_no_visibility_timeout_and_loses_nothing() {
    let bench = Bench::new();
    for n in 0..5 {
        bench.send(&format!("g{}", n % 3), &format!("m{n}"), Normal).await;
    }
    bench.clock.pass(5);
    let lost = bench.receive(2).await;
    let bench = bench.reopen();
    assert_eq!(bench.names(9).await, ["m2"], "the others are still in flight");
    assert_eq!(bench.queue.release_in_flight().await.unwrap(), 3);
    assert_eq!(bench.queue.delete(&lost[0].receipt).await, Err(QueueError::StaleReceipt));
    let again = bench.receive(9).await;
    assert_eq!(
        again.iter().map(|d| (d.body.as_str(), d.receive_count)).collect::<Vec<_>>(),
        [("m0", 2), ("m1", 2), ("m2", 2)]
    );
    assert_eq!(bench.queue.release_in_flight().await.unwrap(), 3);
}

#[tokio::test]
async fn attributes_tell_waiting_from_in_flight() {
    let bench = Bench::new();
    for (group, name) in [("g", "a"), ("g", "b"), ("h", "c")] {
        bench.send(group, name, Normal).await;
    }
    bench.clock.pass(60);
    let delivery = bench.receive(1).await.remove(0);
    let expected = QueueAttributes { depth: 2, in_flight: 1, oldest_age: Some(Millis::from_secs(60)), dead: 0 };
    assert_eq!(bench.queue.attributes().await.unwrap(), expected);
    bench.queue.dead_letter(&delivery.receipt, "x").await.unwrap();
    let expected = QueueAttributes { depth: 2, in_flight: 0, oldest_age: Some(Millis::from_secs(60)), dead: 1 };
    assert_eq!(bench.queue.attributes().await.unwrap(), expected);
}

#[tokio::test]
async fn the_sweep_buries_what_is_overdue_and_drops_what_is_old() {
    let bench = Bench::new();
    let day = 86_400;
    bench.send("g", "old", Normal).await;
    bench.send("g", "old too", Normal).await;
    bench.send("h", "busy", Normal).await;
    bench.clock.pass(4 * day - 1);
    assert_eq!(bench.queue.sweep(100).await.unwrap(), Swept { dedup: 3, ..Swept::default() });
    bench.send("i", "young", Normal).await;
    bench.clock.pass(1);
    let busy = bench.receive(9).await.into_iter().find(|d| d.body == "busy").unwrap();
    bench.queue.release_in_flight().await.unwrap();
    let held = bench.receive(9).await;
    for delivery in held.iter().filter(|d| d.body != "busy") {
        bench.queue.change_visibility(&delivery.receipt, Millis(0)).await.unwrap();
    }
    assert_eq!(bench.queue.sweep(100).await.unwrap().overdue, 1, "the head of g; what is in flight is left alone");
    assert_eq!(bench.queue.sweep(100).await.unwrap().overdue, 1, "its successor");
    assert_eq!(bench.queue.sweep(100).await.unwrap().overdue, 0);
    let reasons: Vec<_> = bench.queue.list(None, 9).await.unwrap().into_iter().map(|l| (l.body, l.reason)).collect();
    assert_eq!(reasons, [("old".into(), "retention".into()), ("old too".into(), "retention".into())]);
    assert_eq!(busy.body, "busy");
    bench.clock.pass(14 * day - 1);
    assert_eq!(bench.queue.sweep(100).await.unwrap().dead, 0);
    bench.clock.pass(1);
    assert_eq!(bench.queue.sweep(1).await.unwrap().dead, 1);
}

#[tokio::test]
async fn what_may_not_be_sent_is_refused_before_it_is_stored() {
    let bench = Bench::new();
    let error = bench.queue.send(request("gr\u{fc}n", "a", Normal)).await.unwrap_err();
    assert_eq!(error.code(), "queue.invalid_id");
    assert_eq!(bench.queue.attributes().await.unwrap().depth, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_receiver_is_woken_by_a_message_and_by_the_end_of_its_delay() {
    let dir = tempfile::tempdir().unwrap();
    let config = QueueConfig { delay: Millis(50), ..QueueConfig::default() };
    let queue = Arc::new(EmbeddedQueue::open(&dir.path().join("q.db"), config, Arc::new(SystemClock::new())).unwrap());
    let receiver = tokio::spawn({
        let queue = Arc::clone(&queue);
        async move {
            loop {
                queue.wait(Millis::from_secs(60)).await.unwrap();
                if let Some(delivery) = queue.receive(1, VISIBILITY).await.unwrap().pop() {
                    return delivery.body;
                }
            }
        }
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    queue.send(request("g", "a", Normal)).await.unwrap();
    let body = tokio::time::timeout(Duration::from_secs(20), receiver).await.unwrap().unwrap();
    assert_eq!(body, "a");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_senders_and_receivers_lose_and_double_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let config = QueueConfig { delay: Millis(0), ..QueueConfig::default() };
    let queue = Arc::new(EmbeddedQueue::open(&dir.path().join("q.db"), config, Arc::new(SystemClock::new())).unwrap());
    let senders = (0..16).map(|sender| {
        let queue = Arc::clone(&queue);
        tokio::spawn(async move {
            for n in 0..25 {
                queue.send(request(&format!("g{}", n % 5), &format!("{sender}-{n}"), Normal)).await.unwrap();
            }
        })
    });
    let senders: Vec<_> = senders.collect();
    let receivers = (0..4).map(|_| {
        let queue = Arc::clone(&queue);
        tokio::spawn(async move {
            let mut seen = Vec::new();
            loop {
                let batch = queue.receive(5, VISIBILITY).await.unwrap();
                if batch.is_empty() && queue.attributes().await.unwrap().depth == 0 && seen.len() > 1 {
                    return seen;
                }
                for delivery in batch {
                    seen.push(delivery.body.clone());
                    queue.delete(&delivery.receipt).await.unwrap();
                }
            }
        })
    });
    let receivers: Vec<_> = receivers.collect();
    for sender in senders {
        sender.await.unwrap();
    }
    let mut all = Vec::new();
    for receiver in receivers {
        all.extend(tokio::time::timeout(Duration::from_secs(60), receiver).await.unwrap().unwrap());
    }
    assert_eq!(all.len(), 400);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 400);
}

#[test]
fn every_query_on_the_way_of_a_message_uses_an_index() {
    let dir = tempfile::tempdir().unwrap();
    let mut connection = connect_writer(&dir.path().join("q.db")).unwrap();
    migrate(&mut connection, schema::MIGRATIONS).unwrap();
    for (sql, index) in [
        (
            "SELECT group_id, seq, receives FROM heads WHERE lane = 0 AND ready_at <= 9 ORDER BY ready_at, seq LIMIT 5",
            "heads_ready",
        ),
        ("SELECT MIN(ready_at) FROM heads WHERE lane = 0", "heads_ready"),
        ("SELECT seq, visible_at FROM messages WHERE group_id = 'g' ORDER BY seq LIMIT 1", "messages_group"),
        (
            "SELECT NOT EXISTS (SELECT 1 FROM messages WHERE group_id = 'g' AND class = 'interactive')",
            "messages_interactive",
        ),
        ("UPDATE heads SET in_flight = 0 WHERE in_flight = 1", "heads_in_flight"),
        ("SELECT dedup_id FROM dedup WHERE until <= 9 ORDER BY until LIMIT 5", "dedup_until"),
        (
            "SELECT messages.seq, group_id FROM messages JOIN heads USING (group_id) ORDER BY messages.seq",
            "PRIMARY KEY (group_id=?)",
        ),
    ] {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut steps = statement.raw_query();
        let mut plan = Vec::new();
        while let Some(step) = steps.next().unwrap() {
            plan.push(step.get::<_, String>(3).unwrap());
        }
        let plan = plan.join("; ");
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    }
}

#[test]
fn a_newer_file_is_refused() {
    let bench = Bench::new();
    let file = bench.dir.path().join("queue.db");
    drop(bench.queue);
    Connection::open(&file).unwrap().execute("INSERT INTO schema_version (version) VALUES (99)", []).unwrap();
    let Err(error) = EmbeddedQueue::open(&file, QueueConfig::default(), bench.clock) else { panic!("opened") };
    assert_eq!(error, QueueError::Database(DatabaseError::NewerSchema { found: 99, known: 1 }));
}

/// One step of a random history.
#[derive(Clone, Copy, Debug)]
enum Step {
    Send { group: usize, chat: bool },
    Receive { max: usize },
    Delete { which: usize },
    GiveBack { which: usize },
    Pass { seconds: i64 },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_usize..3, any::<bool>()).prop_map(|(group, chat)| Step::Send { group, chat }),
        4 => (1_usize..4).prop_map(|max| Step::Receive { max }),
        3 => (0_usize..4).prop_map(|which| Step::Delete { which }),
        1 => (0_usize..4).prop_map(|which| Step::GiveBack { which }),
        2 => (1_i64..200).prop_map(|seconds| Step::Pass { seconds }),
        1 => Just(Step::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Against a model: a delivery is always the oldest message of its group that is not gone, a group is in flight once
    /// at a time, and what is neither deleted nor dead can still be had in the end.
    #[test]
    fn any_history_keeps_order_and_loses_nothing(steps in prop::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let mut bench = Bench::new();
            let mut waiting: BTreeMap<String, Vec<String>> = BTreeMap::new();
            let mut held: Vec<(Delivery, Timestamp)> = Vec::new();
            let mut sent = 0;
            for step in steps {
                let now = bench.clock.now();
                held.retain(|(_, until)| *until > now);
                match step {
                    Step::Send { group, chat } => {
                        let (group, name) = (format!("g{group}"), sent.to_string());
                        sent += 1;
                        bench.send(&group, &name, if chat { Interactive } else { Normal }).await;
                        waiting.entry(group).or_default().push(name);
                    }
                    Step::Receive { max } => {
                        for delivery in bench.receive(max).await {
                            for letter in bench.queue.list(None, 999).await.unwrap() {
                                waiting.get_mut(&letter.group_id).unwrap().retain(|name| *name != letter.body);
                            }
                            prop_assert_eq!(&waiting[&delivery.group_id][0], &delivery.body);
                            prop_assert!(held.iter().all(|(other, _)| other.group_id != delivery.group_id));
                            held.push((delivery, now + VISIBILITY));
                        }
                    }
                    Step::Delete { which } if which < held.len() => {
                        let (delivery, _) = held.remove(which);
                        bench.queue.delete(&delivery.receipt).await.unwrap();
                        waiting.get_mut(&delivery.group_id).unwrap().remove(0);
                    }
                    Step::GiveBack { which } if which < held.len() => {
                        let (delivery, _) = held.remove(which);
                        bench.queue.change_visibility(&delivery.receipt, Millis(0)).await.unwrap();
                    }
                    Step::Delete { .. } | Step::GiveBack { .. } => {}
                    Step::Pass { seconds } => bench.clock.pass(seconds),
                    Step::Restart => {
                        bench = bench.reopen();
                        let released = bench.queue.release_in_flight().await.unwrap();
                        prop_assert!(released >= held.len());
                        held.clear();
                    }
                }
            }
            bench.clock.pass(1_000);
            let mut left = 0;
            loop {
                let batch = bench.receive(10).await;
                if batch.is_empty() { break }
                for delivery in batch {
                    left += 1;
                    bench.queue.delete(&delivery.receipt).await.unwrap();
                }
            }
            for letter in bench.queue.list(None, 999).await.unwrap() {
                waiting.get_mut(&letter.group_id).unwrap().retain(|name| *name != letter.body);
            }
            prop_assert_eq!(left, waiting.values().map(Vec::len).sum::<usize>());
            prop_assert_eq!(bench.queue.attributes().await.unwrap().depth, 0);
            Ok(())
        })?;
    }
}
