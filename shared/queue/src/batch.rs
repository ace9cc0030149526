//! The batch processor: groups in parallel, order inside a group, one item's failure never its neighbour's.
//!
//! The rules are those of partial batch responses on a FIFO queue. After a failure, every later item of the same group is
//! reported failed untouched, or its order would be lost. An item that was not started in time is reported failed, or
//! the host would be killed in the middle of it. A panic in the handler fails its item only.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_trait::async_trait;
use futures::FutureExt;
use futures::future::join_all;
use switchboard_domain::{Clock, Millis, Randomness, Timestamp};

use crate::backoff::Backoff;
use crate::port::{Delivery, Receipt};

/// No item is started later than this before the deadline, 15 s: what one event may take.
pub const START_MARGIN: Millis = Millis::from_secs(15);

/// What the handler made of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// The work is done or safely recorded elsewhere; the message may go.
    Done,
    /// Try again after this time; the group waits.
    Retry {
        /// How long.
        visibility: Millis,
    },
    /// No try can succeed; to the dead letters at once, the group goes on.
    Poison {
        /// Why, without customer text.
        reason: String,
    },
}

/// Works on one message.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Works on the message. Called once per delivery; the same message may come again.
    async fn handle(&self, delivery: Delivery) -> Disposition;
}

/// Why an item is reported failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailedCause {
    /// The handler asked for another try.
    Retry,
    /// The handler panicked.
    Panic,
    /// An earlier item of its group failed; it was not touched.
    Blocked,
    /// There was not enough time left to start it.
    NotStarted,
}

/// An item to be delivered again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Names its delivery.
    pub receipt: Receipt,
    /// When it should be delivered again; `None` leaves the visibility timeout as it is.
    pub visibility: Option<Millis>,
    /// Why.
    pub cause: FailedCause,
}

/// An item for the dead letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poisoned {
    /// Names its delivery.
    pub receipt: Receipt,
    /// Why, without customer text.
    pub reason: String,
}

/// What became of a batch; every delivery is in exactly one of the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchReport {
    /// To be deleted.
    pub completed: Vec<Receipt>,
    /// To be delivered again.
    pub failed: Vec<Failed>,
    /// To be moved to the dead letters.
    pub poisoned: Vec<Poisoned>,
}

/// Runs a handler over batches of deliveries.
pub struct BatchProcessor {
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    backoff: Backoff,
}

impl BatchProcessor {
    /// A processor with the default backoff for handlers that panic.
    pub fn new(clock: Arc<dyn Clock>, randomness: Arc<dyn Randomness>) -> Self {
        Self { clock, randomness, backoff: Backoff::default() }
    }

    /// Works on a batch and says what is to be done with each delivery.
    ///
    /// Deliveries of one group are taken in the given order. `deadline` is when the host ends the invocation; an item
    /// that was started is never cut short here, so the handler itself must keep the deadline.
    pub async fn process(&self, deliveries: Vec<Delivery>, handler: &dyn Handler, deadline: Timestamp) -> BatchReport {
        let latest_start = deadline.saturating_sub(START_MARGIN);
        let groups = by_group(deliveries).into_iter().map(|group| self.process_group(group, handler, latest_start));
        let mut report = BatchReport::default();
        for group in join_all(groups).await {
            report.completed.extend(group.completed);
            report.failed.extend(group.failed);
            report.poisoned.extend(group.poisoned);
        }
        report
    }

    async fn process_group(&self, group: Vec<Delivery>, handler: &dyn Handler, latest_start: Timestamp) -> BatchReport {
        let mut report = BatchReport::default();
        for delivery in group {
            let receipt = delivery.receipt.clone();
            if !report.failed.is_empty() {
                report.failed.push(Failed { receipt, visibility: None, cause: FailedCause::Blocked });
                continue;
            }
            if self.clock.now() > latest_start {
                report.failed.push(Failed { receipt, visibility: None, cause: FailedCause::NotStarted });
                continue;
            }
            let receive_count = delivery.receive_count;
            match AssertUnwindSafe(handler.handle(delivery)).catch_unwind().await {
                Ok(Disposition::Done) => report.completed.push(receipt),
                Ok(Disposition::Poison { reason }) => report.poisoned.push(Poisoned { receipt, reason }),
                Ok(Disposition::Retry { visibility }) => {
                    report.failed.push(Failed { receipt, visibility: Some(visibility), cause: FailedCause::Retry });
                }
                Err(_) => {
                    let visibility = Some(self.backoff.wait(receive_count, &*self.randomness));
                    report.failed.push(Failed { receipt, visibility, cause: FailedCause::Panic });
                }
            }
        }
        report
    }
}

/// The deliveries of each group in their order, groups in the order of their first delivery.
fn by_group(deliveries: Vec<Delivery>) -> Vec<Vec<Delivery>> {
    let mut groups: Vec<Vec<Delivery>> = Vec::new();
    for delivery in deliveries {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| first.group_id == delivery.group_id)) {
            Some(group) => group.push(delivery),
            None => groups.push(vec![delivery]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;
    use std::time::Duration;

    use proptest::prelude::*;
    use switchboard_domain::SeededRandomness;
    use tokio::time::Instant;

    use super::*;

    /// A clock that follows tokio's, which tests pause.
    struct TokioClock(Instant);

    impl Clock for TokioClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(i64::try_from(self.0.elapsed().as_millis()).unwrap())
        }
    }

    fn processor() -> BatchProcessor {
        BatchProcessor::new(Arc::new(TokioClock(Instant::now())), Arc::new(SeededRandomness::new(1)))
    }

    #[derive(Clone, Copy, Debug)]
    enum Act {
        Done,
        Retry,
        Poison,
        Panic,
    }

    /// Takes a second per item and does what the body says; records what it starts and ends.
    #[derive(Default)]
    struct Script {
        log: Mutex<Vec<String>>,
    }

    #[async_trait]
    impl Handler for Script {
        async fn handle(&self, delivery: Delivery) -> Disposition {
            self.log.lock().unwrap().push(format!("+{}", delivery.receipt.as_str()));
            tokio::time::sleep(Duration::from_secs(1)).await;
            self.log.lock().unwrap().push(format!("-{}", delivery.receipt.as_str()));
            match delivery.body.as_str() {
                "Done" => Disposition::Done,
                "Retry" => Disposition::Retry { visibility: Millis(7) },
                "Poison" => Disposition::Poison { reason: "unknown_version".into() },
                _ => panic!("the handler fails"),
            }
        }
    }

    fn delivery(group: usize, name: &str, act: Act) -> Delivery {
        Delivery {
            receipt: Receipt::new(name),
            body: format!("{act:?}"),
            group_id: format!("g{group}"),
            dedup_id: name.to_owned(),
            receive_count: 1,
            sent_at: Timestamp::from_millis(0),
        }
    }

    const LATE: Timestamp = Timestamp::from_millis(600_000);

    #[tokio::test(start_paused = true)]
    async fn groups_run_in_parallel_and_a_group_in_order() {
        let (script, started) = (Script::default(), Instant::now());
        let batch =
            [(1, "a"), (2, "x"), (1, "b"), (2, "y"), (3, "m")].map(|(g, name)| delivery(g, name, Act::Done)).to_vec();
        let report = processor().process(batch, &script, LATE).await;
        assert_eq!(started.elapsed().as_secs(), 2);
        assert_eq!(report.completed.len(), 5);
        let log = script.log.lock().unwrap().clone();
        assert_eq!(log[..3], ["+a", "+x", "+m"]);
        assert_eq!(log.iter().filter(|line| line.contains(['a', 'b'])).collect::<Vec<_>>(), ["+a", "-a", "+b", "-b"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_blocks_its_group_and_no_other() {
        for (act, cause, visibility) in
            [(Act::Retry, FailedCause::Retry, Some(7)), (Act::Panic, FailedCause::Panic, None)]
        {
            let script = Script::default();
            let batch = vec![
                delivery(1, "a", Act::Done),
                delivery(1, "b", act),
                delivery(1, "c", Act::Done),
                delivery(2, "x", Act::Done),
                delivery(1, "d", Act::Poison),
            ];
            let report = processor().process(batch, &script, LATE).await;
            assert_eq!(report.completed, [Receipt::new("a"), Receipt::new("x")]);
            let causes: Vec<_> = report.failed.iter().map(|item| (item.receipt.as_str(), item.cause)).collect();
            assert_eq!(causes, [("b", cause), ("c", FailedCause::Blocked), ("d", FailedCause::Blocked)]);
            assert!(report.failed[0].visibility.is_some_and(|seen| visibility.is_none_or(|v| seen == Millis(v))));
            assert!(report.failed[1..].iter().all(|item| item.visibility.is_none()));
            assert!(!script.log.lock().unwrap().contains(&"+c".to_owned()), "a blocked item is not touched");
            assert_eq!(report.poisoned, []);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn poison_does_not_block_its_group() {
        let batch = vec![delivery(1, "a", Act::Poison), delivery(1, "b", Act::Done)];
        let report = processor().process(batch, &Script::default(), LATE).await;
        assert_eq!(report.completed, [Receipt::new("b")]);
        assert_eq!(report.poisoned, [Poisoned { receipt: Receipt::new("a"), reason: "unknown_version".into() }]);
        assert_eq!(report.failed, []);
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_starts_within_fifteen_seconds_of_the_deadline() {
        // Items start at 0 s, 1 s, 2 s …; with a deadline of 17 s the last start is at 2 s.
        let batch = (0..5).map(|n| delivery(1, &n.to_string(), Act::Done)).collect();
        let report = processor().process(batch, &Script::default(), Timestamp::from_millis(17_000)).await;
        assert_eq!(report.completed.len(), 3);
        let causes: Vec<_> = report.failed.iter().map(|item| item.cause).collect();
        assert_eq!(causes, [FailedCause::NotStarted, FailedCause::Blocked]);
    }

    #[tokio::test]
    async fn an_empty_batch_is_an_empty_report() {
        assert_eq!(processor().process(vec![], &Script::default(), LATE).await, BatchReport::default());
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![4 => Just(Act::Done), 1 => Just(Act::Retry), 1 => Just(Act::Poison), 1 => Just(Act::Panic)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn order_inside_groups_is_kept_under_any_failures(items in prop::collection::vec((0_usize..4, act()), 0..20)) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
            let batch: Vec<_> =
                items.iter().enumerate().map(|(n, (group, act))| delivery(*group, &format!("{n:03}"), *act)).collect();
            let script = Script::default();
            let report = runtime.block_on(async { processor().process(batch, &script, LATE).await });

            // Every delivery is in exactly one list.
            let mut seen: Vec<_> = report.completed.iter().map(Receipt::as_str).collect();
            seen.extend(report.failed.iter().map(|item| item.receipt.as_str()));
            seen.extend(report.poisoned.iter().map(|item| item.receipt.as_str()));
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..items.len()).map(|n| format!("{n:03}")).collect::<Vec<_>>());

            // What a group started is a prefix of it, one item at a time, ending with its first failure.
            let mut started: BTreeMap<usize, Vec<String>> = BTreeMap::new();
            for line in script.log.lock().unwrap().iter() {
                let number: usize = line[1..].parse().unwrap();
                started.entry(items[number].0).or_default().push(line.clone());
            }
            for (group, log) in started {
                let expected: Vec<_> = items
                    .iter()
                    .enumerate()
                    .filter(|(_, item)| item.0 == group)
                    .scan(false, |ended, (n, item)| {
                        let now = !*ended;
                        *ended |= matches!(item.1, Act::Retry | Act::Panic);
                        now.then_some(n)
                    })
                    .flat_map(|n| [format!("+{n:03}"), format!("-{n:03}")])
                    .collect();
                prop_assert_eq!(log, expected);
            }
        }
    }
}
