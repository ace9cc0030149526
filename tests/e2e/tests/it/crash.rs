//! One crash at a known moment.

use std::time::{Duration, Instant};

use serde_json::json;
use switchboard_domain::state::{EffectState, Evidence};

use crate::customers::{DAMAGED, address};
use crate::ledger::Ledger;
use crate::vendors::Vendors;

/// How soon after a restart the message that was in hand must be worked on again, in real time.
const FREE: Duration = Duration::from_secs(2);

#[tokio::test]
async fn work_in_hand_is_free_at_once_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    // At real speed the visibility timeout of the delivery and the lease of the claim are minutes away.
    let vendors = Vendors::start(1, 1).await;
    let setup = vendors.setup(dir.path()).variables([
        ("SWITCHBOARD_QUEUE_DELAY_S", "0"),
        ("SWITCHBOARD_INGRESS_SETTLE_S", "0"),
        ("SWITCHBOARD_INGRESS_BURST_BUCKET_S", "1"),
    ]);
    let mut middleware = setup.serve().await.unwrap();
    vendors.faults(json!({"only_operations": ["read_ticket"], "latency_ms": 8_000})).await;
    let ticket = vendors.mail(&address(1), DAMAGED).await.id;
    vendors.announced(middleware.url(), &ticket).await;
    vendors.until("the ticket is being read", || vendors.calls(&ticket, Some("read_ticket")) == 1).await;
    middleware.kill().await.unwrap();
    let ledger = Ledger::open(setup.data(), vendors.clock.clone());
    assert_eq!(ledger.queue().await.in_flight, 1);

    vendors.healthy().await;
    let mut middleware = setup.serve().await.unwrap();
    let ready = Instant::now();
    vendors.until("the ticket is read again", || vendors.calls(&ticket, Some("read_ticket")) >= 2).await;
    assert!(ready.elapsed() < FREE, "{:?}", ready.elapsed());
    vendors.processed(&ticket).await;
    assert_eq!(vendors.delivered(&ticket).len(), 1);

    // The same with the lease of a claim: the process dies while it writes tags.
    vendors.faults(json!({"only_operations": ["add_tags"], "lost_answer_rate": 1.0, "lost_answer_hangs": true})).await;
    let ticket = vendors.mail(&address(2), DAMAGED).await.id;
    vendors.announced(middleware.url(), &ticket).await;
    vendors.until("tags are being written", || vendors.calls(&ticket, Some("add_tags")) == 1).await;
    middleware.kill().await.unwrap();
    vendors.healthy().await;
    let mut middleware = setup.serve().await.unwrap();
    let ready = Instant::now();
    vendors.until("tags are written again", || vendors.calls(&ticket, Some("add_tags")) >= 2).await;
    assert!(ready.elapsed() < FREE + Duration::from_secs(1), "{:?}", ready.elapsed());
    assert_eq!(vendors.delivered(&ticket).len(), 1);
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}

#[tokio::test]
async fn a_reply_whose_answer_died_with_the_process_is_read_back_and_not_repeated() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(20, 2).await;
    let setup = vendors.setup(dir.path());
    let mut middleware = setup.serve().await.unwrap();
    let lost = json!({"only_operations": ["send_message"], "lost_answer_rate": 1.0, "lost_answer_hangs": true});
    vendors.faults(lost).await;
    let thread = vendors.mail(&address(1), DAMAGED).await;
    vendors.announced(middleware.url(), &thread.id).await;
    vendors.until("the reply has left", || !vendors.delivered(&thread.id).is_empty()).await;
    middleware.kill().await.unwrap();

    vendors.healthy().await;
    let mut middleware = setup.serve().await.unwrap();
    let ledger = Ledger::open(setup.data(), vendors.clock.clone());
    let rows = ledger.settled(Duration::from_secs(60)).await;
    let reply = rows.reply(&thread.id, &thread.comments[0]).unwrap();
    assert_eq!((reply.state, reply.evidence), (EffectState::Confirmed, Some(Evidence::ReadBack)));
    assert_eq!((vendors.delivered(&thread.id).len(), reply.dispatches), (1, 1));
    let tags = vendors.tags(&thread.id);
    assert!(tags.iter().any(|tag| tag == "mw-auto-replied"), "{tags:?}");
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}

#[tokio::test]
async fn a_reply_that_never_arrived_is_sent_once_more_after_proven_absence() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(50, 3).await;
    let setup = vendors.setup(dir.path());
    let mut middleware = setup.serve().await.unwrap();
    vendors.faults(json!({"only_operations": ["send_message"], "error_rate": 1.0})).await;
    let thread = vendors.mail(&address(1), DAMAGED).await;
    vendors.announced(middleware.url(), &thread.id).await;
    vendors.processed(&thread.id).await;
    assert_eq!(vendors.calls(&thread.id, Some("send_message")), 1, "an ambiguous answer is not repeated blindly");

    vendors.healthy().await;
    let ledger = Ledger::open(setup.data(), vendors.clock.clone());
    let rows = ledger.settled(Duration::from_secs(60)).await;
    let reply = rows.reply(&thread.id, &thread.comments[0]).unwrap();
    assert_eq!((reply.state, reply.dispatches), (EffectState::Confirmed, 2));
    assert_eq!(vendors.delivered(&thread.id).len(), 1);
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}
