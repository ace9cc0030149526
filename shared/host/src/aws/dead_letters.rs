//! The dead letters of all lanes.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use switchboard_cloud::{Lanes, SqsDeadLetters, SqsQueue};
use switchboard_queue::{DeadLetter, QueueError};
use switchboard_worker::{Choice, RedriveCounts, RedrivePlan, Redriver, Trial};

/// The dead letters of a deployment, lane by lane.
pub struct LaneDeadLetters(Vec<SqsDeadLetters>);

impl LaneDeadLetters {
    /// Those of the lanes that name a queue of dead letters.
    pub fn new(lanes: &Lanes, queue: &Arc<SqsQueue>) -> Self {
        let lanes = std::iter::once(&lanes.main).chain(&lanes.live_chat);
        let urls = lanes.filter_map(|lane| lane.dead_letter_url.as_ref());
        Self(urls.map(|url| SqsDeadLetters::new(Arc::clone(queue), url)).collect())
    }

    /// Up to `limit` dead letters. They are hidden from everybody for a minute.
    ///
    /// # Errors
    /// [`QueueError`] when the service fails.
    pub async fn look(&self, limit: usize) -> Result<Vec<DeadLetter>, QueueError> {
        let mut letters = Vec::new();
        for lane in &self.0 {
            let room = limit.saturating_sub(letters.len());
            if room > 0 {
                letters.extend(lane.look(room).await?);
            }
        }
        Ok(letters)
    }

    /// How many there are, about.
    ///
    /// # Errors
    /// [`QueueError`] when the service fails.
    pub async fn count(&self) -> Result<u64, QueueError> {
        let mut all = 0_u64;
        for lane in &self.0 {
            all = all.saturating_add(lane.count().await?);
        }
        Ok(all)
    }
}

#[async_trait]
impl Redriver for LaneDeadLetters {
    /// Looks at no more letters than may go back: what it passes over is not replaced by others.
    async fn redrive(&self, plan: RedrivePlan) -> Result<RedriveCounts, QueueError> {
        let choice = Arc::new(Mutex::new(Choice::new(plan)));
        let decide = |letter: &DeadLetter| {
            let mut choice = choice.lock().unwrap_or_else(PoisonError::into_inner);
            choice.decide(letter)
        };
        if plan.trial == Trial::Dry {
            for letter in self.look(plan.max).await? {
                drop(decide(&letter));
            }
        } else {
            let mut looked = 0;
            for lane in &self.0 {
                let choice = Arc::clone(&choice);
                let rewrite =
                    move |letter: &DeadLetter| choice.lock().unwrap_or_else(PoisonError::into_inner).decide(letter);
                let redriven = lane.redrive(plan.max.saturating_sub(looked), &rewrite).await?;
                looked += redriven.moved + redriven.left;
            }
        }
        let choice = choice.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(choice.counts())
    }
}
