//! Carries out the commands of a run until it ends.

use std::sync::Arc;

use switchboard_domain::state::{Row, RowKey, Write};
use switchboard_domain::{ConversationId, EventClass, Millis, Timestamp};
use switchboard_store::{Store, WriteError};
use switchboard_workflow::{CallError, Command, Disposition, EventRun, Input, VendorCall, WriteResult};

use crate::advisor::UntoldCalls;
use crate::decider::Decider;
use crate::look;
use crate::parts::Parts;

/// Carries out commands against the ports.
#[derive(Clone)]
pub struct Executor {
    parts: Parts,
    decider: Arc<Decider>,
    patience: Millis,
}

impl Executor {
    /// An executor over these ports.
    pub fn new(parts: Parts) -> Self {
        let decider = Arc::new(Decider::new(parts.clone()));
        Self { parts, decider, patience: Millis(0) }
    }

    /// The same executor for a job: where the budget has no place for a background call now, it waits this long for one.
    #[must_use]
    pub fn patient(&self, patience: Millis) -> Self {
        Self { patience, ..self.clone() }
    }

    /// The ports.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Runs an event to its end. A model's answer is not waited for beyond `deadline`, the run's own.
    pub async fn run(&self, mut run: EventRun, conversation: &ConversationId, deadline: Timestamp) -> Disposition {
        let asked = UntoldCalls::default();
        let mut input = Input::Start;
        loop {
            let command = run.step(self.parts.clock.now(), input);
            input = match command {
                Command::Finish(disposition) => return disposition,
                command => self.execute(command, conversation, deadline, &asked).await,
            };
        }
    }

    async fn execute(
        &self,
        command: Command,
        conversation: &ConversationId,
        deadline: Timestamp,
        asked: &UntoldCalls,
    ) -> Input {
        match command {
            Command::ReadSwitches => Input::Switches((self.parts.switches)()),
            Command::Load(keys) => Input::Rows(self.load(&keys).await),
            Command::Write(mut writes) => {
                asked.tell_in(&mut writes);
                Input::Written(self.write(writes).await)
            }
            Command::SleepUntil(until) => {
                self.sleep(until - self.parts.clock.now()).await;
                Input::Woke
            }
            Command::Acquire(class) => Input::Acquired(self.parts.helpdesk.acquire_within(class, self.patience).await),
            Command::Call(call) => Input::Called(self.call(call, conversation).await),
            Command::Decide(request) => {
                Input::Decided(self.decider.decide(*request, deadline, asked).await.map(Box::new))
            }
            Command::LastLook(request) => Input::Looked(look::last_look(&self.parts, &request).await),
            Command::Finish(_) => Input::Woke, // ended by the caller
        }
    }

    async fn load(&self, keys: &[RowKey]) -> Option<Vec<Option<Row>>> {
        self.parts.store.get(keys).await.ok()
    }

    async fn write(&self, writes: Vec<Write>) -> WriteResult {
        let result = write_once(self.parts.store.as_ref(), writes.clone()).await;
        if result == WriteResult::Done {
            self.parts.journal.written(&writes);
        }
        result
    }

    async fn call(
        &self,
        call: VendorCall,
        conversation: &ConversationId,
    ) -> Result<switchboard_workflow::Answer, CallError> {
        let helpdesk = &self.parts.helpdesk;
        match call {
            VendorCall::ReadTicket { class } => {
                let granted = helpdesk.acquire_within(class, self.patience).await;
                granted.map_err(|retry_at| CallError::Denied { retry_at })?;
                helpdesk.read_ticket(conversation, class).await
            }
            VendorCall::SendMessage { body, start_before } => {
                if self.parts.clock.now() > start_before {
                    return Err(CallError::TooLate);
                }
                helpdesk.send_message(conversation, body.expose()).await
            }
            VendorCall::Close => helpdesk.close(conversation).await,
            VendorCall::AddTags(tags) => helpdesk.add_tags(conversation, &tags, EventClass::Normal).await,
            VendorCall::RemoveTags(tags) => helpdesk.remove_tags(conversation, &tags, EventClass::Normal).await,
        }
    }

    async fn sleep(&self, span: Millis) {
        tokio::time::sleep(self.parts.clock.real_duration(span)).await;
    }
}

/// A failed transaction may have been carried out, so it is reported as unknown rather than repeated.
async fn write_once(store: &dyn Store, writes: Vec<Write>) -> WriteResult {
    match store.write(writes).await {
        Ok(()) => WriteResult::Done,
        Err(WriteError::ConditionFailed { .. }) => WriteResult::Conflict,
        Err(WriteError::Store(_)) => WriteResult::Unavailable,
    }
}
