//! One batch: from the messages of an event source to its partial batch response.
//!
//! The event source deletes every message that the response does not name. A message that is named comes again when its
//! visibility ends, so a backoff is set before the answer; its group waits for it, which keeps the order.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use switchboard_cloud::Taken;
use switchboard_domain::Timestamp;
use switchboard_queue::{BatchProcessor, BatchReport, FailedCause, Handler, Queue, Receipt};
use switchboard_telemetry::{Metric, Metrics};

/// Which messages are to come again.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Response {
    #[serde(rename = "batchItemFailures")]
    pub(crate) failures: Vec<Item>,
}

/// A message of the response.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Item {
    /// Id of the message.
    #[serde(rename = "itemIdentifier")]
    pub(crate) id: String,
}

/// The messages of an invocation.
pub(crate) struct Batch<'a> {
    taken: Vec<Taken>,
    metrics: &'a Metrics,
}

impl<'a> Batch<'a> {
    pub(crate) const fn new(taken: Vec<Taken>, metrics: &'a Metrics) -> Self {
        Self { taken, metrics }
    }

    /// Works on the messages, groups in parallel, and settles what the event source does not settle itself. `end` is
    /// when the host ends the invocation.
    pub(crate) async fn work(
        self,
        processor: &BatchProcessor,
        handler: &dyn Handler,
        queue: &dyn Queue,
        end: Timestamp,
    ) -> Response {
        let order: Vec<String> = self.taken.iter().map(|taken| taken.message_id.clone()).collect();
        let mut ids = HashMap::new();
        let mut again = BTreeSet::new();
        let mut deliveries = Vec::new();
        for taken in self.taken {
            match taken.delivery {
                Ok(delivery) => {
                    ids.insert(delivery.receipt.clone(), taken.message_id);
                    deliveries.push(delivery);
                }
                // It has no group and no receipt to go by; the service gives it up after its last delivery.
                Err(_) => drop(again.insert(taken.message_id)),
            }
        }
        let report = processor.process(deliveries, handler, end).await;
        let panicked = report.failed.iter().filter(|item| item.cause == FailedCause::Panic).count();
        let failed = u64::try_from(panicked + again.len()).unwrap_or(u64::MAX);
        if failed > 0 {
            self.metrics.count(Metric::WorkerJobsFailed, failed, &[]);
        }
        again.extend(settle(&report, queue).await.iter().filter_map(|receipt| ids.get(receipt)).cloned());
        let failures = order.into_iter().filter(|id| again.contains(id)).map(|id| Item { id });
        Response { failures: failures.collect() }
    }
}

/// Sets the backoff of what failed and gives up what is poisoned; returns what is to come again.
async fn settle(report: &BatchReport, queue: &dyn Queue) -> Vec<Receipt> {
    let mut again = Vec::new();
    for item in &report.failed {
        if let Some(visibility) = item.visibility {
            // If that fails the message comes after its whole visibility timeout, which is later and no harm.
            drop(queue.change_visibility(&item.receipt, visibility).await);
        }
        again.push(item.receipt.clone());
    }
    for item in &report.poisoned {
        // A message that is not among the dead letters yet must not be lost.
        if queue.dead_letter(&item.receipt, &item.reason).await.is_err() {
            again.push(item.receipt.clone());
        }
    }
    again
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use async_trait::async_trait;
    use aws_credential_types::Credentials;
    use serde_json::{Value, json};
    use switchboard_cloud::{AwsConfig, CallPolicy, Lane, LaneName, Lanes, SqsEvent, SqsQueue};
    use switchboard_domain::{Clock, Millis, SeededRandomness};
    use switchboard_queue::{Delivery, Disposition, QueueAttributes, QueueError, SendOutcome, SendRequest};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);
    const LATE: Timestamp = Timestamp::from_millis(1_060_000);

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            NOW
        }
    }

    /// Does what the body says, and remembers what it was given.
    #[derive(Default)]
    struct Script(Mutex<Vec<String>>);

    #[async_trait]
    impl Handler for Script {
        async fn handle(&self, delivery: Delivery) -> Disposition {
            self.0.lock().unwrap().push(delivery.receipt.as_str().to_owned());
            match delivery.body.as_str() {
                "done" => Disposition::Done,
                "retry" => Disposition::Retry { visibility: Millis(30_000) },
                "poison" => Disposition::Poison { reason: "undecodable_envelope".to_owned() },
                _ => panic!("the handler fails"),
            }
        }
    }

    /// Remembers what it is told; gives nothing up if it is told to fail.
    #[derive(Default)]
    struct Told {
        calls: Mutex<Vec<String>>,
        fails: bool,
    }

    impl Told {
        fn call(&self, call: String) -> Result<(), QueueError> {
            self.calls.lock().unwrap().push(call);
            if self.fails { Err(QueueError::StaleReceipt) } else { Ok(()) }
        }
    }

    #[async_trait]
    impl Queue for Told {
        async fn send(&self, _: SendRequest) -> Result<SendOutcome, QueueError> {
            self.call("send".to_owned()).map(|()| SendOutcome::Accepted)
        }
        async fn wait(&self, _: Millis) -> Result<(), QueueError> {
            self.call("wait".to_owned())
        }
        async fn receive(&self, _: usize, _: Millis) -> Result<Vec<Delivery>, QueueError> {
            self.call("receive".to_owned()).map(|()| Vec::new())
        }
        async fn delete(&self, receipt: &Receipt) -> Result<(), QueueError> {
            self.call(format!("delete {}", receipt.as_str()))
        }
        async fn change_visibility(&self, receipt: &Receipt, visibility: Millis) -> Result<(), QueueError> {
            self.call(format!("visible {} {}", receipt.as_str(), visibility.0))
        }
        async fn dead_letter(&self, receipt: &Receipt, reason: &str) -> Result<(), QueueError> {
            self.call(format!("dead {} {reason}", receipt.as_str()))
        }
        async fn attributes(&self) -> Result<QueueAttributes, QueueError> {
            Ok(QueueAttributes::default())
        }
    }

    /// A record of the event source: message `m-<name>` with receipt `<name>`.
    fn record((group, name, body): (&str, &str, &str)) -> Value {
        json!({
            "messageId": format!("m-{name}"), "receiptHandle": name, "body": body,
            "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "999000", "MessageGroupId": group,
                "MessageDeduplicationId": name},
            "messageAttributes": {}, "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:rp-mw-dev-events.fifo", "awsRegion": "us-east-2",
        })
    }

    fn taken(records: &[Value]) -> Vec<Taken> {
        let event: SqsEvent = serde_json::from_value(json!({"Records": records})).unwrap();
        let credentials = Credentials::new("id", "secret", None, None, "test");
        let config = AwsConfig::new(CallPolicy::DEFAULT, credentials, "us-east-2", Some("http://127.0.0.1:1"));
        let main = Lane { queue_url: "http://127.0.0.1:1/rp-mw-dev-events.fifo".to_owned(), dead_letter_url: None };
        let lanes = Lanes { main, live_chat: None };
        let randomness = Arc::new(SeededRandomness::new(1));
        SqsQueue::new(config.sqs(), CallPolicy::DEFAULT, lanes, LaneName::Main, Millis(0), randomness)
            .take(event, Millis::from_mins(6))
    }

    async fn run(records: &[Value], told: &Told, end: Timestamp) -> (Vec<String>, Vec<String>) {
        let (script, metrics) = (Script::default(), Metrics::default());
        let processor = BatchProcessor::new(Arc::new(Still), Arc::new(SeededRandomness::new(1)));
        let response = Batch::new(taken(records), &metrics).work(&processor, &script, told, end).await;
        let started = script.0.lock().unwrap().clone();
        (response.failures.into_iter().map(|item| item.id).collect(), started)
    }

    #[tokio::test]
    async fn a_failure_holds_its_group_and_nobody_else() {
        let records = [("g1", "a", "done"), ("g1", "b", "retry"), ("g1", "c", "done"), ("g2", "x", "done")].map(record);
        let told = Told::default();
        let (failed, started) = run(&records, &told, LATE).await;
        assert_eq!(failed, ["m-b", "m-c"]);
        assert!(!started.contains(&"c".to_owned()) && started.contains(&"x".to_owned()), "{started:?}");
        assert_eq!(*told.calls.lock().unwrap(), ["visible b 30000"], "the event source deletes what is done");
    }

    #[tokio::test]
    async fn after_the_deadline_nothing_is_touched() {
        let records = [("g1", "a", "done"), ("g2", "x", "poison")].map(record);
        let told = Told::default();
        let (failed, started) = run(&records, &told, NOW + Millis::from_secs(14)).await;
        assert_eq!((failed.len(), started.len()), (2, 0));
        assert!(told.calls.lock().unwrap().is_empty());
        let (failed, _) = run(&records, &told, NOW + Millis::from_secs(15)).await;
        assert!(failed.is_empty());
    }

    #[tokio::test]
    async fn poison_goes_to_the_dead_letters_or_comes_again() {
        let records = [("g1", "a", "poison"), ("g1", "b", "done")].map(record);
        let told = Told::default();
        assert_eq!(run(&records, &told, LATE).await.0, [""; 0]);
        assert_eq!(*told.calls.lock().unwrap(), ["dead a undecodable_envelope"]);
        let failing = Told { fails: true, ..Told::default() };
        assert_eq!(run(&records, &failing, LATE).await.0, ["m-a"]);
    }

    #[tokio::test]
    async fn a_panic_fails_its_item_only() {
        let records = [("g1", "a", "panic"), ("g2", "x", "done")].map(record);
        let (failed, started) = run(&records, &Told::default(), LATE).await;
        assert_eq!((failed, started.len()), (vec!["m-a".to_owned()], 2));
    }

    #[tokio::test]
    async fn a_message_that_is_no_delivery_comes_again_and_an_empty_batch_is_a_success() {
        let mut foreign = record(("g1", "a", "done"));
        foreign["attributes"] = json!({});
        let (failed, started) = run(&[foreign, record(("g2", "x", "done"))], &Told::default(), LATE).await;
        assert_eq!((failed, started), (vec!["m-a".to_owned()], vec!["x".to_owned()]));
        assert_eq!(serde_json::to_value(Response::default()).unwrap(), json!({"batchItemFailures": []}));
        let one = Response { failures: vec![Item { id: "m-a".to_owned() }] };
        assert_eq!(serde_json::to_value(one).unwrap(), json!({"batchItemFailures": [{"itemIdentifier": "m-a"}]}));
    }
}
