//! SIGKILL at random moments under load, again and again, on one data directory.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use switchboard_domain::state::{EffectState, EventStatus};
use switchboard_e2e::Setup;

use crate::customers::{CHARGEBACK, DAMAGED, STATUS, Thread, address};
use crate::ledger::{Ledger, Rows};
use crate::random::{Random, number};
use crate::vendors::Vendors;

/// How many times as fast the clock runs: repairing an unknown reply takes minutes of it.
const SPEED: u32 = 20;
/// How many customers write at the same time.
const WRITERS: usize = 3;
/// Real time within which everything must come to rest once the vendor is healthy. The slowest way there is a reply with
/// an unknown result, absent after 300 s, sent once more and read back: some 12 minutes of the clock.
const REST: Duration = Duration::from_secs(120);
/// One message in so many may end as a dead letter: five deliveries of it met a kill or a fault. It is not lost, an
/// operator sees it.
const DEAD_LETTERS_ONE_IN: usize = 20;

/// Faults of one life of the process; rates are per call, times in milliseconds of the clock. Every life repeats calls
/// that the life before had made, so the calls of a ticket say nothing here.
fn faults(random: &Random) -> Value {
    let healthy = json!({
        "latency_ms": 200, "latency_jitter_ms": 2_000, "comment_delay_ms": 0, "late_apply_ms": 0, "lost_answer_rate": 0.0,
        "lost_answer_hangs": false, "error_rate": 0.0, "error_after_apply_rate": 0.0, "refuse_rate": 0.0,
        "truncate_rate": 0.0, "rate_429_rate": 0.0, "calls_ceiling": 1_000,
    });
    let profiles = [
        json!({}),
        json!({"lost_answer_rate": 0.15, "late_apply_ms": 20_000, "comment_delay_ms": 30_000}),
        json!({"lost_answer_rate": 0.10, "lost_answer_hangs": true, "error_after_apply_rate": 0.10}),
        json!({"error_rate": 0.10, "refuse_rate": 0.05, "truncate_rate": 0.05, "rate_429_rate": 0.03}),
        json!({"latency_ms": 2_000, "latency_jitter_ms": 6_000, "comment_delay_ms": 60_000}),
    ];
    let mut faults = healthy;
    faults.as_object_mut().unwrap().extend(random.pick(&profiles).as_object().unwrap().clone());
    faults
}

/// A conversation, and up to which of its messages the middleware has taken responsibility.
struct Conversation {
    thread: Thread,
    /// Index of the newest message that an accepted webhook announced.
    accepted: Option<usize>,
}

struct Load<'a> {
    vendors: &'a Vendors,
    random: &'a Random,
    conversations: &'a Mutex<Vec<Conversation>>,
    /// Whose turn it is to write in a conversation that exists.
    turns: tokio::sync::Mutex<()>,
}

impl Load<'_> {
    /// Customers write until the future is dropped.
    async fn write(&self, ingress: &str) {
        loop {
            let pause = Duration::from_millis(self.random.within(50..800));
            tokio::time::sleep(pause).await;
            let index = self.message().await;
            let (id, newest) = {
                let conversations = self.conversations.lock().unwrap();
                let thread = &conversations[index].thread;
                (thread.id.clone(), thread.comments.len() - 1)
            };
            // What is announced while nobody listens is lost: the vendor does not repeat it.
            let answer = self.vendors.announce(ingress, &json!({"ticket_id": id, "trigger": "customer_message"})).await;
            if let Some((200, body)) = answer {
                assert_eq!(body["accepted"], true);
                let accepted = &mut self.conversations.lock().unwrap()[index].accepted;
                *accepted = (*accepted).max(Some(newest));
            }
        }
    }

    /// A customer writes, in a new conversation or again in an old one; returns which.
    async fn message(&self) -> usize {
        let known = self.conversations.lock().unwrap().len();
        if known > 3 && self.random.within(0..3) == 0 {
            let index = usize::try_from(self.random.within(0..known as u64)).unwrap();
            // One after the other, so that the ids stand in the order of writing.
            let _turn = self.turns.lock().await;
            let mut thread = self.conversations.lock().unwrap()[index].thread.clone();
            let text: &str = self.random.pick::<&str>(&[CHARGEBACK, DAMAGED, STATUS]);
            self.vendors.again(&mut thread, text).await;
            self.conversations.lock().unwrap()[index].thread = thread;
            return index;
        }
        let n = self.random.within(0..u64::MAX);
        let from = address(n);
        let thread = match self.random.within(0..5) {
            0 => self.vendors.chat(&from, DAMAGED).await,
            1 => self.vendors.mail(&from, CHARGEBACK).await,
            2 => {
                let thread = self.vendors.mail(&from, STATUS).await;
                self.vendors.unshipped_order(10_000 + n % 80_000, &from, Some(&thread.id)).await;
                thread
            }
            3 => self.vendors.mail(&from, STATUS).await,
            _ => self.vendors.mail(&from, DAMAGED).await,
        };
        let mut conversations = self.conversations.lock().unwrap();
        conversations.push(Conversation { thread, accepted: None });
        conversations.len() - 1
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_accepted_is_lost_and_nobody_gets_two_replies() {
    let random = Random::from_environment();
    let fast = std::env::var_os("FAST_TESTS").is_some_and(|value| value == "1");
    let kills = number("KILLS").unwrap_or(if fast { 5 } else { 50 });
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(SPEED, random.seed).await;
    let setup = vendors.setup(dir.path());
    let conversations = Mutex::new(Vec::new());
    let load = Load {
        vendors: &vendors,
        random: &random,
        conversations: &conversations,
        turns: tokio::sync::Mutex::default(),
    };

    let mut struck = 0;
    for _ in 0..kills {
        vendors.faults(faults(&random)).await;
        let mut middleware = setup.serve().await.unwrap();
        let ingress = middleware.url().to_owned();
        let writers = async { tokio::join!(load.write(&ingress), load.write(&ingress), load.write(&ingress)) };
        tokio::select! {
            _ = writers => unreachable!("{WRITERS} writers never end"),
            () = moment(&setup, &vendors, &random) => {}
        }
        middleware.kill().await.unwrap();
        let left = Ledger::open(setup.data(), vendors.clock.clone()).queue().await;
        struck += u64::from(left.in_flight > 0);
    }
    assert!(struck >= kills / 6, "only {struck} of {kills} kills met work in hand");

    vendors.healthy().await;
    vendors.faults(json!({"calls_ceiling": 1_000})).await;
    let mut middleware = setup.serve().await.unwrap();
    let ledger = Ledger::open(setup.data(), vendors.clock.clone());
    let rows = ledger.settled(REST).await;
    let given_up: BTreeSet<String> = ledger.given_up().await.into_iter().collect();
    assert!(middleware.stop().await.unwrap().success());

    let conversations = conversations.into_inner().unwrap();
    let (accepted, lost) = judge(&conversations, &rows, &given_up);
    let left = ledger.queue().await;
    assert_eq!(
        lost,
        Vec::<String>::new(),
        "accepted and neither settled nor with the operator; in the queue: {left:?}"
    );
    assert!(accepted as u64 >= kills, "too little load to prove anything: {accepted} accepted");
    assert!(given_up.len() <= accepted.div_ceil(DEAD_LETTERS_ONE_IN), "{} of {accepted} given up", given_up.len());
    vendors.assert_no_violation();
    let replies: usize = conversations.iter().map(|one| one_reply_each(&vendors, &one.thread, &rows)).sum();
    assert!(replies >= accepted / 4, "{replies} replies to {accepted} conversations");
    eprintln!(
        "{kills} kills, {struck} of them with work in hand; {accepted} conversations, {replies} replies, {} given up",
        given_up.len()
    );
}

/// Waits for the moment of a kill: any moment, or (every other time) one at which work is in hand, however slow the
/// machine is.
async fn moment(setup: &Setup, vendors: &Vendors, random: &Random) {
    tokio::time::sleep(Duration::from_millis(random.within(100..2_200))).await;
    if random.within(0..2) == 0 {
        return;
    }
    let ledger = Ledger::open(setup.data(), vendors.clock.clone());
    for _ in 0..200 {
        if ledger.queue().await.in_flight > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_millis(random.within(0..40))).await;
}

/// How many conversations were accepted, and those of them whose newest accepted message nobody answers for.
fn judge(conversations: &[Conversation], rows: &Rows, given_up: &BTreeSet<String>) -> (usize, Vec<String>) {
    let accepted: Vec<_> = conversations.iter().filter_map(|one| Some((&one.thread, one.accepted?))).collect();
    let lost = accepted.iter().filter(|(thread, newest)| {
        // A later message that was read in the same breath covers it.
        let done = thread.comments[*newest..]
            .iter()
            .any(|comment| rows.event(&thread.id, comment).is_some_and(|event| event.status == EventStatus::Done));
        !done && !given_up.contains(&thread.id)
    });
    let tell = |(thread, newest): &(&Thread, usize)| {
        let states: Vec<_> =
            thread.comments.iter().map(|c| rows.event(&thread.id, c).map(|event| event.status)).collect();
        format!("{}: message {newest} of {states:?}", thread.id)
    };
    (accepted.len(), lost.map(tell).collect())
}

/// At most one reply for each message, each known to the ledger; what the ledger holds for confirmed did arrive.
/// Returns how many arrived.
fn one_reply_each(vendors: &Vendors, thread: &Thread, rows: &Rows) -> usize {
    let delivered = vendors.delivered(&thread.id);
    let answered: BTreeSet<&str> = delivered.iter().map(|reply| reply["answers"].as_str().unwrap()).collect();
    assert_eq!(answered.len(), delivered.len(), "{} got two replies to one message", thread.id);
    for comment in &thread.comments {
        let reply = rows.reply(&thread.id, comment).map(|effect| effect.state);
        match (answered.contains(comment.as_str()), reply) {
            (true, Some(EffectState::Confirmed | EffectState::Human)) | (false, None) => {}
            (false, Some(EffectState::Human | EffectState::Rejected | EffectState::Planned)) => {}
            (arrived, reply) => panic!("{} {comment}: arrived {arrived}, but the ledger says {reply:?}", thread.id),
        }
    }
    delivered.len()
}
