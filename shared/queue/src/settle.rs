//! Carrying out a batch report, for hosts whose queue does not do it for them.

use crate::batch::BatchReport;
use crate::error::QueueError;
use crate::port::Queue;

/// What came of settling a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Items settled as reported.
    pub settled: usize,
    /// Items whose delivery had already ended; they are delivered again.
    pub stale: usize,
    /// The first other failure; the items concerned are delivered again after their visibility timeout.
    pub error: Option<QueueError>,
}

impl BatchReport {
    /// Deletes what is completed, moves what is poisoned, sets the visibility of what failed. One item's failure does not
    /// keep the others from being settled.
    pub async fn settle(&self, queue: &dyn Queue) -> Settled {
        let mut settled = Settled::default();
        for receipt in &self.completed {
            settled.count(queue.delete(receipt).await);
        }
        for item in &self.poisoned {
            settled.count(queue.dead_letter(&item.receipt, &item.reason).await);
        }
        for item in &self.failed {
            match item.visibility {
                Some(visibility) => settled.count(queue.change_visibility(&item.receipt, visibility).await),
                None => settled.count(Ok(())),
            }
        }
        settled
    }
}

impl Settled {
    fn count(&mut self, result: Result<(), QueueError>) {
        match result {
            Ok(()) => self.settled += 1,
            Err(QueueError::StaleReceipt) => self.stale += 1,
            Err(error) => drop(self.error.get_or_insert(error)),
        }
    }
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use std::sync::Arc;

    use switchboard_domain::{EventClass, Millis, SystemClock};

    use super::*;
    use crate::batch::{Failed, FailedCause, Poisoned};
    use crate::dead_letters::DeadLetters;
    use crate::embedded::EmbeddedQueue;
    use crate::port::{Receipt, SendRequest};
    use crate::{QueueAttributes, QueueConfig};

    #[tokio::test]
    async fn each_item_goes_where_the_report_says_and_stale_ones_are_counted() {
        let dir = tempfile::tempdir().unwrap();
        let config = QueueConfig { delay: Millis(0), ..QueueConfig::default() };
        let queue = EmbeddedQueue::open(&dir.path().join("q.db"), config, Arc::new(SystemClock::new())).unwrap();
        for name in ["done", "poison", "retry", "untouched"] {
            let class = EventClass::Normal;
            let (group_id, dedup_id) = (name.to_owned(), name.to_owned());
            queue.send(SendRequest { body: name.to_owned(), group_id, dedup_id, class }).await.unwrap();
        }
        let receipts: Vec<_> = queue
            .receive(4, Millis::from_mins(6))
            .await
            .unwrap()
            .into_iter()
            .map(|delivery| delivery.receipt)
            .collect();
        let failed = |receipt: &Receipt, visibility, cause| Failed { receipt: receipt.clone(), visibility, cause };
        let report = BatchReport {
            completed: vec![Receipt::new("99.1"), receipts[0].clone()],
            poisoned: vec![Poisoned { receipt: receipts[1].clone(), reason: "undecodable".into() }],
            failed: vec![
                failed(&receipts[2], Some(Millis(0)), FailedCause::Retry),
                failed(&receipts[3], None, FailedCause::NotStarted),
            ],
        };
        assert_eq!(report.settle(&queue).await, Settled { settled: 4, stale: 1, error: None });
        let QueueAttributes { depth, in_flight, dead, .. } = queue.attributes().await.unwrap();
        assert_eq!((depth, in_flight, dead), (1, 1, 1));
        assert_eq!(queue.list(None, 9).await.unwrap().remove(0).body, "poison");
        assert_eq!(queue.receive(9, Millis(1)).await.unwrap().remove(0).body, "retry");
    }
}
