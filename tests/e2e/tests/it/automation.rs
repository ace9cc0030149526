//! From a webhook to tags and replies.

use std::time::Duration;

use serde_json::json;
use switchboard_domain::Millis;
use switchboard_domain::state::EventStatus;

use crate::customers::{CHARGEBACK, DAMAGED, STATUS, address};
use crate::ledger::Ledger;
use crate::vendors::Vendors;

fn has(tags: &[String], tag: &str) -> bool {
    tags.iter().any(|found| found == tag)
}

#[tokio::test]
async fn a_mail_is_answered_and_routed_once_within_four_calls() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(10, 1).await;
    let setup = vendors.setup(dir.path());
    let mut middleware = setup.serve().await.unwrap();
    let ticket = vendors.mail(&address(1), DAMAGED).await.id;
    vendors.announced(middleware.url(), &ticket).await;
    vendors.processed(&ticket).await;

    let replies = vendors.delivered(&ticket);
    assert_eq!(replies.len(), 1);
    assert!(replies[0]["body"].as_str().unwrap().starts_with("Hi Ann,"), "{replies:?}");
    let tags = vendors.tags(&ticket);
    for tag in ["mw-auto-replied", "mw-template-t-damaged-item-intake", "mw-routing-applied"] {
        assert!(has(&tags, tag), "{tag} is not in {tags:?}");
    }
    assert_eq!(tags.iter().filter(|tag| tag.starts_with("route-")).count(), 1, "{tags:?}");
    let calls = vendors.calls(&ticket, None);
    assert!((1..=4).contains(&calls), "{calls} calls");

    // The same webhook again: within the time in which the queue knows it, and after.
    vendors.announced(middleware.url(), &ticket).await;
    vendors.pass(Millis::from_mins(6)).await;
    vendors.announced(middleware.url(), &ticket).await;
    let ledger = Ledger::open(setup.data(), vendors.clock.clone());
    vendors.pass(Millis::from_secs(10)).await;
    ledger.settled(Duration::from_secs(30)).await;
    assert_eq!((vendors.delivered(&ticket), vendors.tags(&ticket)), (replies, tags));
    let repeated = vendors.calls(&ticket, None) - calls;
    assert!(repeated <= 2, "{repeated} calls for two repeated webhooks");
    assert_eq!(vendors.calls(&ticket, Some("read_ticket")) - repeated, calls - 2, "only reads");
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}

#[tokio::test]
async fn a_case_for_people_is_routed_in_two_calls_without_a_reply() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(10, 2).await;
    let mut middleware = vendors.setup(dir.path()).serve().await.unwrap();
    let ticket = vendors.mail(&address(1), CHARGEBACK).await.id;
    vendors.announced(middleware.url(), &ticket).await;
    vendors.processed(&ticket).await;
    let tags = vendors.tags(&ticket);
    assert!(tags.iter().any(|tag| tag.starts_with("route-")) && !has(&tags, "mw-auto-replied"), "{tags:?}");
    assert!(vendors.delivered(&ticket).is_empty());
    assert_eq!(vendors.calls(&ticket, None), 2);
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}

#[tokio::test]
async fn an_order_question_is_answered_from_the_linked_order_or_asks_for_the_number() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(10, 3).await;
    let mut middleware = vendors.setup(dir.path()).serve().await.unwrap();
    let linked = vendors.mail(&address(1), STATUS).await.id;
    vendors.unshipped_order(10_442, &address(1), Some(&linked)).await;
    let strangers = vendors.mail(&address(2), STATUS).await.id;
    vendors.unshipped_order(10_443, &address(3), Some(&strangers)).await;
    let mut unlinked = vendors.mail(&address(4), STATUS).await;
    vendors.unshipped_order(10_444, &address(4), None).await;
    for ticket in [&linked, &strangers, &unlinked.id] {
        vendors.announced(middleware.url(), ticket).await;
    }
    for ticket in [&linked, &strangers, &unlinked.id] {
        vendors.processed(ticket).await;
    }
    let body = |ticket: &str| vendors.delivered(ticket)[0]["body"].as_str().unwrap().to_owned();
    assert!(body(&linked).contains("#10442") && body(&linked).contains("business day"), "{}", body(&linked));
    assert!(vendors.calls(&linked, None) <= 4);
    assert!(vendors.delivered(&strangers).is_empty(), "an order of another address is not disclosed");
    assert!(body(&unlinked.id).contains("order number"), "{}", body(&unlinked.id));

    // The answer to the question is answered, though the first reply is minutes old.
    vendors.again(&mut unlinked, "My order number is #10444, thank you.").await;
    vendors.announced(middleware.url(), &unlinked.id).await;
    vendors.until("the second reply", || vendors.delivered(&unlinked.id).len() == 2).await;
    let second = vendors.delivered(&unlinked.id)[1]["body"].as_str().unwrap().to_owned();
    assert!(second.contains("#10444"), "{second}");
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}

#[tokio::test]
async fn a_refused_key_defers_and_no_reply_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    // After a refused key everything rests for 15 minutes.
    let vendors = Vendors::start(100, 4).await;
    let setup = vendors.setup(dir.path());
    let mut middleware = setup.serve().await.unwrap();
    vendors.faults(json!({"unauthorized": true})).await;
    let mut threads = Vec::new();
    for n in 0..3 {
        let thread = vendors.mail(&address(n), DAMAGED).await;
        vendors.announced(middleware.url(), &thread.id).await;
        threads.push(thread);
    }
    let ledger = Ledger::open(setup.data(), vendors.clock.clone());
    let mut waiting = 0;
    for _ in 0..100 {
        waiting = ledger.rows().await.waiting();
        if waiting == threads.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(waiting, threads.len(), "every conversation waits in a row of its own");
    let queue = ledger.queue().await;
    assert_eq!((queue.depth, queue.in_flight, queue.dead), (0, 0, 0));

    vendors.healthy().await;
    vendors.until("all are answered", || threads.iter().all(|t| vendors.delivered(&t.id).len() == 1)).await;
    let rows = ledger.settled(Duration::from_secs(60)).await;
    for thread in &threads {
        assert_eq!(rows.event(&thread.id, &thread.comments[0]).unwrap().status, EventStatus::Done);
        assert_eq!(vendors.delivered(&thread.id).len(), 1);
    }
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}
