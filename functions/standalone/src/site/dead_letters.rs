//! The dead letters of an installation.

use std::sync::Arc;

use switchboard_queue::{DeadLetter, DeadLetters, EmbeddedQueue};
use switchboard_worker::{ListedDeadLetters, RedriveCounts, RedrivePlan, Redriver};

use crate::failure::Failure;

/// Dead letters read at a time.
const PAGE: usize = 500;

/// Where dead letters are.
pub(crate) enum DeadLetterPlace {
    /// In the embedded queue.
    Embedded(Arc<EmbeddedQueue>),
    /// In queues of their own, which hide for a minute what somebody looks at.
    #[cfg(feature = "aws")]
    Aws(Arc<switchboard_host::aws::LaneDeadLetters>),
}

impl DeadLetterPlace {
    /// Up to `limit`, oldest first as far as the place knows an order.
    pub(crate) async fn look(&self, limit: usize) -> Result<Vec<DeadLetter>, Failure> {
        Ok(match self {
            Self::Embedded(queue) => queue.list(None, limit).await?,
            #[cfg(feature = "aws")]
            Self::Aws(lanes) => lanes.look(limit).await?,
        })
    }

    /// How many there are.
    pub(crate) async fn count(&self) -> Result<u64, Failure> {
        Ok(match self {
            Self::Embedded(queue) => queue.count().await?,
            #[cfg(feature = "aws")]
            Self::Aws(lanes) => lanes.count().await?,
        })
    }

    /// All that can be read without hiding them from others: none on AWS.
    pub(crate) async fn all_readable(&self, mut each: impl FnMut(&DeadLetter)) -> Result<(), Failure> {
        match self {
            Self::Embedded(queue) => {
                let mut after = None;
                loop {
                    let letters = queue.list(after, PAGE).await?;
                    let Some(last) = letters.last() else { return Ok(()) };
                    after = Some(last.id);
                    letters.iter().for_each(&mut each);
                }
            }
            #[cfg(feature = "aws")]
            Self::Aws(_) => Ok(()),
        }
    }

    /// Sends some back.
    pub(crate) async fn redrive(&self, plan: RedrivePlan) -> Result<RedriveCounts, Failure> {
        Ok(match self {
            Self::Embedded(queue) => {
                ListedDeadLetters::new(Arc::clone(queue) as Arc<dyn DeadLetters>).redrive(plan).await?
            }
            #[cfg(feature = "aws")]
            Self::Aws(lanes) => lanes.redrive(plan).await?,
        })
    }
}
