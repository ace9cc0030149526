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
