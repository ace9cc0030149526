//! The queue.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_sqs::types::QueueAttributeName;
use switchboard_cloud::sqs::{SqsEvent, SqsRecord};
use switchboard_cloud::{CallPolicy, Lane, LaneName, Lanes, Redriven, SqsDeadLetters, SqsQueue};
use switchboard_domain::{EventClass, Millis, SeededRandomness};
use switchboard_queue::{Delivery, Queue, QueueAttributes, QueueError, Receipt, SendOutcome, SendRequest};

use crate::emulator::{REGION, config, deployment};

const VISIBILITY: Millis = Millis::from_secs(60);

struct Fixture {
    main: Arc<SqsQueue>,
    live_chat: SqsQueue,
    dead_letters: SqsDeadLetters,
    arn: String,
}

async fn queue(client: &aws_sdk_sqs::Client, name: &str, redrive: Option<&str>) -> (String, String) {
    let mut attributes = HashMap::from([
        (QueueAttributeName::FifoQueue, "true".to_owned()),
        (QueueAttributeName::ContentBasedDeduplication, "false".to_owned()),
        (QueueAttributeName::DeduplicationScope, "messageGroup".to_owned()),
        (QueueAttributeName::FifoThroughputLimit, "perMessageGroupId".to_owned()),
    ]);
    if let Some(arn) = redrive {
        let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":5}}"#);
        attributes.insert(QueueAttributeName::RedrivePolicy, policy);
    }
    let request = client.create_queue().queue_name(name).set_attributes(Some(attributes));
    let url = request.send().await.unwrap().queue_url.unwrap();
    (url, format!("arn:aws:sqs:{REGION}:000000000000:{name}"))
}

async fn fixture() -> Fixture {
    let (config, namespace) = (config(), deployment());
    let client = config.sqs();
    let lane = async |name: &str| {
        let (dead, dead_arn) = queue(&client, &namespace.resource(&format!("{name}-dlq.fifo")), None).await;
        let (url, arn) = queue(&client, &namespace.resource(&format!("{name}.fifo")), Some(&dead_arn)).await;
        (Lane { queue_url: url, dead_letter_url: Some(dead) }, arn)
    };
    let ((main, arn), (live_chat, _)) = (lane("events").await, lane("livechat").await);
    let dead_url = main.dead_letter_url.clone().unwrap();
    let lanes = Lanes { main, live_chat: Some(live_chat) };
    let open = |from, seed| {
        let randomness = Arc::new(SeededRandomness::new(seed));
        SqsQueue::new(config.sqs(), CallPolicy::DEFAULT, lanes.clone(), from, Millis::from_secs(1), randomness)
    };
    let main = Arc::new(open(LaneName::Main, 1));
    let dead_letters = SqsDeadLetters::new(Arc::clone(&main), dead_url);
    Fixture { live_chat: open(LaneName::LiveChat, 2), dead_letters, main, arn }
}

fn request(group: &str, name: &str, class: EventClass) -> SendRequest {
    SendRequest { body: format!("body of {name}"), group_id: group.into(), dedup_id: name.into(), class }
}

async fn send(queue: &SqsQueue, group: &str, name: &str) {
    assert_eq!(queue.send(request(group, name, EventClass::Normal)).await, Ok(SendOutcome::Accepted));
}

async fn receive(queue: &SqsQueue) -> Vec<Delivery> {
    queue.receive(10, VISIBILITY).await.unwrap()
}

fn names(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries.iter().map(|delivery| delivery.dedup_id.as_str()).collect()
}

#[tokio::test]
async fn a_group_is_delivered_in_order_and_one_batch_at_a_time() {
    let Fixture { main: queue, .. } = fixture().await;
    for name in ["a1", "a2", "a1"] {
        send(&queue, "a", name).await;
    }
    let first = queue.receive(1, VISIBILITY).await.unwrap();
    let Delivery { receipt, body, group_id, dedup_id, receive_count, .. } = first[0].clone();
    assert_eq!((body.as_str(), group_id.as_str(), dedup_id.as_str(), receive_count), ("body of a1", "a", "a1", 1));
    send(&queue, "b", "b1").await;
    assert_eq!(names(&receive(&queue).await), ["b1"], "a group in flight gives out no other message");
    assert_eq!(queue.delete(&receipt).await, Ok(()));
    assert_eq!(names(&receive(&queue).await), ["a2"], "the repetition of a1 was dropped");
    assert_eq!(queue.delete(&receipt).await, Err(QueueError::StaleReceipt));
    assert_eq!(queue.change_visibility(&Receipt::new("none"), Millis(0)).await, Err(QueueError::StaleReceipt));
    assert_eq!(queue.receive(0, VISIBILITY).await, Ok(vec![]));
}

#[tokio::test]
async fn a_message_given_back_comes_again_with_its_count_raised() {
    let Fixture { main: queue, .. } = fixture().await;
    send(&queue, "a", "a1").await;
    let first = receive(&queue).await.remove(0);
    let attributes = queue.attributes().await.unwrap();
    assert_eq!(attributes, QueueAttributes { depth: 0, in_flight: 1, oldest_age: None, dead: 0 });
    queue.change_visibility(&first.receipt, Millis(0)).await.unwrap();
    assert_eq!(queue.attributes().await.unwrap().depth, 1);
    let second = receive(&queue).await.remove(0);
    assert_eq!((second.receive_count, second.sent_at), (2, first.sent_at));
    assert_eq!(queue.delete(&first.receipt).await, Err(QueueError::StaleReceipt));
    assert_eq!(queue.delete(&second.receipt).await, Ok(()));
}

#[tokio::test]
async fn an_empty_queue_is_waited_for_and_a_message_ends_the_wait() {
    let Fixture { main: queue, .. } = fixture().await;
    let begun = Instant::now();
    queue.wait(Millis::from_secs(20)).await.unwrap();
    assert!(begun.elapsed() < Duration::from_millis(500));
    let late = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        send(&queue, "a", "late").await;
    };
    let (deliveries, ()) = tokio::join!(queue.receive(1, VISIBILITY), late);
    assert_eq!(names(&deliveries.unwrap()), ["late"]);
}

#[tokio::test]
async fn a_wait_may_be_longer_than_an_ordinary_call() {
    let (url, _) = queue(&config().sqs(), &deployment().resource("events.fifo"), None).await;
    let quick = CallPolicy { attempt: Duration::from_millis(500), attempts: 1, ..CallPolicy::DEFAULT };
    let lanes = Lanes { main: Lane { queue_url: url, dead_letter_url: None }, live_chat: None };
    let (client, randomness) = (config().with_policy(quick).sqs(), Arc::new(SeededRandomness::new(3)));
    let queue = SqsQueue::new(client, quick, lanes, LaneName::Main, Millis::from_secs(2), randomness);
    let begun = Instant::now();
    assert_eq!(queue.receive(1, VISIBILITY).await, Ok(vec![]));
    assert!(begun.elapsed() >= Duration::from_secs(2));
    send(&queue, "a", "a1").await;
    let delivery = receive(&queue).await.remove(0);
    let error = queue.dead_letter(&delivery.receipt, "poison").await.unwrap_err();
    assert_eq!(error.code(), "service.not_found", "no dead-letter queue is set");
}

#[tokio::test]
async fn live_chat_has_its_own_lane() {
    let Fixture { main, live_chat, .. } = fixture().await;
    main.send(request("chat", "hello", EventClass::Interactive)).await.unwrap();
    main.send(request("mail", "letter", EventClass::Background)).await.unwrap();
    assert_eq!(names(&receive(&main).await), ["letter"]);
    let chat = receive(&live_chat).await;
    assert_eq!(names(&chat), ["hello"]);
    assert_eq!(live_chat.attributes().await.unwrap().in_flight, 1);
    assert_eq!(main.delete(&chat[0].receipt).await, Err(QueueError::StaleReceipt), "a receipt is its queue's own");
    assert_eq!(live_chat.dead_letter(&chat[0].receipt, "poison").await, Ok(()));
    let counts = (live_chat.attributes().await.unwrap().dead, main.attributes().await.unwrap().dead);
    assert_eq!(counts, (1, 0));
}

#[tokio::test]
async fn what_the_service_would_refuse_is_not_sent() {
    let Fixture { main: queue, .. } = fixture().await;
    let blank = SendRequest { group_id: String::new(), ..request("g", "d", EventClass::Normal) };
    assert_eq!(queue.send(blank).await, Err(QueueError::InvalidId { name: "group id" }));
    let control = SendRequest { body: "\u{1}planted".into(), ..request("g", "d", EventClass::Normal) };
    let error = queue.send(control).await.unwrap_err();
    assert_eq!(error.code(), "service.refused");
    assert!(!format!("{error:?}").contains("planted"));
}

#[tokio::test]
async fn a_dead_letter_unblocks_its_group_and_goes_back_in_spite_of_the_window() {
    let Fixture { main: queue, dead_letters, .. } = fixture().await;
    for name in ["poison", "next"] {
        send(&queue, "a", name).await;
    }
    send(&queue, "b", "also").await;
    let poison = queue.receive(1, VISIBILITY).await.unwrap().remove(0);
    queue.dead_letter(&poison.receipt, "undecodable").await.unwrap();
    assert_eq!(queue.dead_letter(&poison.receipt, "undecodable").await, Err(QueueError::StaleReceipt));
    let rest = receive(&queue).await;
    assert_eq!(names(&rest), ["next", "also"]);
    for delivery in &rest {
        queue.dead_letter(&delivery.receipt, " ").await.unwrap();
    }
    assert_eq!((dead_letters.count().await, queue.attributes().await.unwrap().dead), (Ok(3), 3));

    let redriven = dead_letters
        .redrive(9, &|letter| {
            assert_eq!(letter.class, EventClass::Normal);
            let mut request = letter.to_request();
            request.body.push_str(", again");
            (letter.reason == "undecodable").then_some(request)
        })
        .await;
    // The second letter of the group was in the same batch; the other one was left.
    assert_eq!(redriven, Ok(Redriven { moved: 1, left: 2 }));
    let back = receive(&queue).await;
    assert_eq!((back[0].body.as_str(), back[0].group_id.as_str()), ("body of poison, again", "a"));
    assert_ne!(back[0].dedup_id, "poison");
    assert_eq!(dead_letters.count().await, Ok(2));
    assert_eq!(dead_letters.look(9).await, Ok(vec![]), "what was looked at is hidden");
}

#[tokio::test]
async fn dead_letters_tell_what_they_were() {
    let Fixture { main: queue, dead_letters, .. } = fixture().await;
    send(&queue, "a", "a1").await;
    let delivery = receive(&queue).await.remove(0);
    queue.dead_letter(&delivery.receipt, &"r".repeat(999)).await.unwrap();
    // The service itself gives up what was received five times.
    send(&queue, "b", "b1").await;
    for _ in 0..5 {
        let delivery = receive(&queue).await.remove(0);
        queue.change_visibility(&delivery.receipt, Millis(0)).await.unwrap();
    }
    assert_eq!(receive(&queue).await, vec![]);
    let letters = dead_letters.look(9).await.unwrap();
    assert_eq!(letters.iter().map(|letter| letter.id).collect::<Vec<_>>(), [1, 2]);
    let told = |n: usize| (letters[n].dedup_id.as_str(), letters[n].reason.len(), letters[n].body.as_str());
    assert_eq!(told(0), ("a1", 256, "body of a1"));
    assert_eq!((letters[0].receive_count, letters[0].sent_at), (1, delivery.sent_at));
    assert_eq!((letters[1].reason.as_str(), letters[1].body.as_str()), ("max_receives", "body of b1"));
}

#[tokio::test]
async fn an_invalid_rewrite_keeps_the_dead_letter() {
    let Fixture { main: queue, dead_letters, .. } = fixture().await;
    send(&queue, "a", "a1").await;
    let delivery = receive(&queue).await.remove(0);
    queue.dead_letter(&delivery.receipt, "x").await.unwrap();
    let blank =
        |letter: &switchboard_queue::DeadLetter| Some(SendRequest { group_id: String::new(), ..letter.to_request() });
    assert_eq!(dead_letters.redrive(1, &blank).await, Err(QueueError::InvalidId { name: "group id" }));
    assert_eq!((dead_letters.count().await, receive(&queue).await), (Ok(1), vec![]));
}

#[tokio::test]
async fn the_records_of_an_event_are_deliveries_of_their_lane() {
    let Fixture { main: queue, dead_letters, arn, .. } = fixture().await;
    send(&queue, "a", "a1").await;
    let delivery = receive(&queue).await.remove(0);
    let record = |event_source_arn: &str| SqsRecord {
        message_id: "id-1".into(),
        receipt_handle: delivery.receipt.as_str().into(),
        body: delivery.body.clone(),
        attributes: HashMap::from(
            [
                ("MessageGroupId", "a"),
                ("MessageDeduplicationId", "a1"),
                ("ApproximateReceiveCount", "1"),
                ("SentTimestamp", "1000"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        ),
        message_attributes: HashMap::new(),
        event_source_arn: event_source_arn.to_owned(),
    };
    let event = SqsEvent { records: vec![record(&arn), record("arn:aws:sqs:us-east-2:000000000000:other.fifo")] };
    let taken = queue.take(event, VISIBILITY);
    assert_eq!(taken.iter().map(|taken| taken.message_id.as_str()).collect::<Vec<_>>(), ["id-1", "id-1"]);
    assert_eq!(taken[1].delivery, Err(QueueError::Undecodable { what: "eventSourceARN" }));
    let receipt = taken[0].delivery.as_ref().unwrap().receipt.clone();
    assert_eq!(queue.change_visibility(&receipt, Millis::from_secs(30)).await, Ok(()));
    assert_eq!(queue.dead_letter(&receipt, "poison").await, Ok(()));
    assert_eq!((dead_letters.count().await, queue.attributes().await.unwrap().in_flight), (Ok(1), 0));
}
