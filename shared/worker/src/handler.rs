//! From a queue message to a run, and from its end to what the queue does with the message.

use std::sync::Arc;

use async_trait::async_trait;
use switchboard_domain::{Envelope, Timestamp, TraceId};
use switchboard_queue::{Backoff, Delivery, Disposition, Handler};
use switchboard_workflow::EventRun;

use crate::executor::Executor;
use crate::journal::{Left, UNDECODABLE};

/// Works on one queue message.
pub struct EventHandler {
    executor: Executor,
    backoff: Backoff,
    /// When the host ends the invocation, if it does.
    end: Option<Timestamp>,
}

impl EventHandler {
    /// A handler that runs events on this executor.
    pub fn new(executor: Executor) -> Self {
        Self { executor, backoff: Backoff::default(), end: None }
    }

    /// The same handler in an invocation that the host ends at this time: no event may plan beyond it.
    #[must_use]
    pub fn until(self, end: Timestamp) -> Self {
        Self { end: Some(end), ..self }
    }
}

#[async_trait]
impl Handler for EventHandler {
    async fn handle(&self, delivery: Delivery) -> Disposition {
        let parts = self.executor.parts();
        let envelope: Envelope = match serde_json::from_str(&delivery.body) {
            Ok(envelope) => envelope,
            Err(_) => {
                parts.journal.undecodable();
                return Disposition::Poison { reason: UNDECODABLE.to_owned() };
            }
        };
        let now = parts.clock.now();
        let conversation = envelope.conversation_id.clone();
        // A name of its own for every invocation: the lease owner.
        let owner = TraceId::generate(now, parts.randomness.as_ref()).to_string();
        let work = switchboard_workflow::Delivery {
            envelope,
            dedup_id: delivery.dedup_id.clone(),
            receive_count: delivery.receive_count,
        };
        let envelope = work.envelope.clone();
        let deadline = now + parts.settings.worker.timeout();
        let deadline = self.end.map_or(deadline, |end| end.min(deadline));
        let run = EventRun::for_delivery(Arc::clone(&parts.workflow), work, owner, deadline);
        match self.executor.run(run, &conversation, deadline).await {
            switchboard_workflow::Disposition::Done => {
                parts.journal.consumed(&envelope);
                Disposition::Done
            }
            switchboard_workflow::Disposition::DeadLetter { reason } => {
                parts.journal.left(&envelope, Left::DeadLetter(reason));
                Disposition::Poison { reason: reason.to_owned() }
            }
            switchboard_workflow::Disposition::Retry { after, why } => {
                parts.journal.left(&envelope, Left::Retry(why));
                let backoff = || self.backoff.wait(delivery.receive_count, parts.randomness.as_ref());
                Disposition::Retry { visibility: after.unwrap_or_else(backoff) }
            }
        }
    }
}
