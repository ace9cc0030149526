//! The long-poll loop of hosts that fetch their messages themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use switchboard_domain::Millis;
use switchboard_queue::BatchProcessor;

use crate::executor::Executor;
use crate::handler::EventHandler;

/// How long a loop waits for a message before it looks again: whether it should stop, and for messages that another
/// process (a redrive) has put on the queue.
const POLL: Millis = Millis::from_secs(3);

/// Fetches messages and works on them until told to stop; messages in hand are finished first.
pub struct Consumer {
    executor: Executor,
    handler: EventHandler,
    processor: BatchProcessor,
    stopping: AtomicBool,
    active: tokio::sync::Semaphore,
}

impl Consumer {
    /// A consumer over the executor's queue.
    pub fn new(executor: Executor) -> Arc<Self> {
        let parts = executor.parts();
        let processor = BatchProcessor::new(Arc::clone(&parts.clock), Arc::clone(&parts.randomness));
        let loops = usize::try_from(parts.settings.queue.max_concurrency.max(1)).unwrap_or(1);
        let handler = EventHandler::new(executor.clone());
        Arc::new(Self {
            executor,
            handler,
            processor,
            stopping: AtomicBool::new(false),
            active: tokio::sync::Semaphore::new(loops),
        })
    }

    /// Asks the loops to stop after the messages in hand.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Runs as many loops as the settings allow until [`Consumer::stop`].
    pub async fn run(self: Arc<Self>) {
        let loops = self.active.available_permits();
        let tasks: Vec<_> = (0..loops).map(|_| tokio::spawn(Arc::clone(&self).poll())).collect();
        for task in tasks {
            drop(task.await);
        }
    }

    async fn poll(self: Arc<Self>) {
        let parts = self.executor.parts();
        let visibility = parts.settings.worker.visibility();
        let batch = usize::try_from(parts.settings.queue.batch_size.max(1)).unwrap_or(1);
        while !self.stopping.load(Ordering::Relaxed) {
            // In safe mode at most two groups are worked on at a time, since the vendor budget is halved.
            let safe_mode = (parts.switches)().safe_mode;
            let share = if safe_mode { self.share_in_safe_mode() } else { 1 };
            let batch = if safe_mode { 1 } else { batch };
            let Ok(permit) = self.active.acquire_many(share).await else { return };
            let worked = match parts.queue.receive(batch, visibility).await {
                Ok(deliveries) if !deliveries.is_empty() => {
                    let deadline = parts.clock.now() + parts.settings.worker.timeout();
                    let report = self.processor.process(deliveries, &self.handler, deadline).await;
                    report.settle(parts.queue.as_ref()).await;
                    true
                }
                Ok(_) => false,
                Err(_) => {
                    tokio::time::sleep(parts.clock.real_duration(Millis::from_secs(1))).await;
                    true
                }
            };
            drop(permit);
            if !worked {
                drop(parts.queue.wait(POLL).await);
            }
        }
    }

    fn share_in_safe_mode(&self) -> u32 {
        share_for_two(self.executor.parts().settings.queue.max_concurrency.max(1))
    }
}

/// How many of `loops` permits each loop must hold so that at most two of them can work.
const fn share_for_two(loops: u32) -> u32 {
    loops / 3 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_safe_mode_one_or_two_loops_work_however_many_there_are() {
        for loops in 1..=100 {
            let share = share_for_two(loops);
            assert!(share <= loops && (1..=2).contains(&(loops / share)), "{loops}");
        }
    }
}
