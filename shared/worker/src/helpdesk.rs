//! The helpdesk behind its shared budget and its breaker. Calls that are safe to repeat are repeated here, within the
//! documented bounds; a reply is attempted exactly once.

use std::sync::{Arc, PoisonError, RwLock};

use switchboard_domain::vendor::{FailureKind, VendorFailure};
use switchboard_domain::{Clock, ConversationId, EventClass, Millis, Randomness, Tag, Timestamp};
use switchboard_limits::breaker::state::Phase;
use switchboard_limits::{Budget, CallResult, RetryPolicy, SharedBreaker, SharedBucket};
use switchboard_richpanel::{BotAgentId, LinkedOrder, RichpanelClient, TagDirectory};
use switchboard_workflow::{Answer, CallError};

/// Attempts of a repeatable call in one invocation.
const ATTEMPTS: u32 = 2;
/// Whoever waits for a place asks no more often than this, in real time.
const SHORTEST_SLEEP: std::time::Duration = std::time::Duration::from_millis(5);

/// Whether the seat that replies are sent as exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotSeat {
    /// No seat is configured.
    Unset,
    /// The helpdesk has it.
    Present,
    /// The helpdesk does not have it.
    Gone,
}

/// What may be concluded from answers, as proven for this tenant.
#[derive(Clone, Copy, Debug, Default)]
pub struct Capabilities {
    /// The answer to a send carries the new comment.
    pub send_echo: bool,
    /// The answer to add-tags carries the ticket.
    pub tags_echo: bool,
}

/// The helpdesk as the worker uses it.
pub struct Helpdesk {
    client: RichpanelClient,
    bucket: SharedBucket,
    breaker: SharedBreaker,
    bot: Option<BotAgentId>,
    capabilities: Capabilities,
    directory: RwLock<Arc<TagDirectory>>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

impl Helpdesk {
    /// The helpdesk behind these limits. Without a bot agent nothing can be sent.
    pub fn new(
        client: RichpanelClient,
        limits: (SharedBucket, SharedBreaker),
        bot: Option<BotAgentId>,
        capabilities: Capabilities,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        let (bucket, breaker) = limits;
        let directory = RwLock::new(Arc::new(TagDirectory::default()));
        Self { client, bucket, breaker, bot, capabilities, directory, clock, randomness }
    }

    /// Halves the budget (safe mode) or gives it back.
    pub fn set_budget(&self, budget: Budget) {
        self.bucket.set_budget(budget);
    }

    /// Takes a place in the budget and waits for it.
    ///
    /// # Errors
    /// When to come back: no start is to be had within the wait of the class, or the breaker is open.
    pub async fn acquire(&self, class: EventClass) -> Result<(), Timestamp> {
        self.acquire_within(class, Millis(0)).await
    }

    /// As [`Helpdesk::acquire`], but comes back by itself while the next chance lies within `patience` from now. For
    /// jobs: a worker is never held up like this.
    ///
    /// # Errors
    /// As [`Helpdesk::acquire`].
    pub async fn acquire_within(&self, class: EventClass, patience: Millis) -> Result<(), Timestamp> {
        let give_up = self.clock.now() + patience;
        loop {
            match self.take_place(class).await {
                Err(retry_at) if retry_at <= give_up => {
                    let wait = self.clock.real_duration(retry_at - self.clock.now());
                    tokio::time::sleep(wait.max(SHORTEST_SLEEP)).await;
                }
                result => return result,
            }
        }
    }

    async fn take_place(&self, class: EventClass) -> Result<(), Timestamp> {
        if let Phase::Open { probe_at } = self.breaker.status().await.phase
            && probe_at > self.clock.now()
        {
            return Err(probe_at);
        }
        let granted = self.bucket.acquire(1, class, longest_wait(class)).await.map_err(|denied| denied.retry_at)?;
        granted.sleep_until_start(self.clock.as_ref()).await;
        Ok(())
    }

    /// Whether calls are held back because the helpdesk refused our key.
    pub async fn breaker_is_open(&self) -> bool {
        !self.breaker.status().await.allows_replies
    }

    /// Reads the ticket, twice at most. The first attempt's budget was granted before.
    ///
    /// # Errors
    /// [`CallError::Denied`] without budget for the second attempt, [`CallError::Failed`] with the last failure.
    pub async fn read_ticket(&self, id: &ConversationId, class: EventClass) -> Result<Answer, CallError> {
        let directory = self.directory();
        let ticket = self.repeated(class, Grant::Given, || self.client.read_ticket(id, &directory)).await?;
        Ok(Answer::Ticket(Box::new(ticket)))
    }

    /// Sends the reply once. The budget was granted before.
    ///
    /// # Errors
    /// [`CallError::Failed`]; whether the reply may have been sent is the failure's kind.
    pub async fn send_message(&self, id: &ConversationId, body: &str) -> Result<Answer, CallError> {
        let Some(bot) = &self.bot else {
            // The gates hold replies back without an author; nothing was sent.
            return Err(CallError::TooLate);
        };
        let directory = self.directory();
        let sent = self.guarded(|| self.client.send_message(id, body, bot, &directory)).await?;
        Ok(Answer::Sent { echoed: self.capabilities.send_echo && sent.echoed_operator_comment })
    }

    /// Adds tags, twice at most. The first attempt's budget was granted before.
    ///
    /// # Errors
    /// As [`Helpdesk::read_ticket`].
    pub async fn add_tags(&self, id: &ConversationId, tags: &[String], class: EventClass) -> Result<Answer, CallError> {
        let directory = self.directory();
        let tags: Vec<Tag> = tags.iter().filter_map(|tag| Tag::new(tag)).collect();
        let ticket = self.repeated(class, Grant::Given, || self.client.add_tags(id, &tags, &directory)).await?;
        Ok(Answer::Applied(ticket.filter(|_| self.capabilities.tags_echo).map(Box::new)))
    }

    /// Removes tags, twice at most.
    ///
    /// # Errors
    /// As [`Helpdesk::read_ticket`].
    pub async fn remove_tags(
        &self,
        id: &ConversationId,
        tags: &[String],
        class: EventClass,
    ) -> Result<Answer, CallError> {
        let directory = self.directory();
        let tags: Vec<Tag> = tags.iter().filter_map(|tag| Tag::new(tag)).collect();
        self.repeated(class, Grant::Needed, || self.client.remove_tags(id, &tags, &directory)).await?;
        Ok(Answer::Applied(None))
    }

    /// Closes the ticket, twice at most. The first attempt's budget was granted before.
    ///
    /// # Errors
    /// As [`Helpdesk::read_ticket`].
    pub async fn close(&self, id: &ConversationId) -> Result<Answer, CallError> {
        self.repeated(EventClass::Normal, Grant::Given, || self.client.close_ticket(id)).await?;
        Ok(Answer::Applied(None))
    }

    /// The order that the helpdesk links to the conversation.
    ///
    /// # Errors
    /// As [`Helpdesk::read_ticket`].
    pub async fn linked_order(&self, id: &ConversationId, class: EventClass) -> Result<Option<LinkedOrder>, CallError> {
        self.repeated(class, Grant::Needed, || self.client.linked_order(id)).await
    }

    /// The helpdesk's copy of a linked order.
    ///
    /// # Errors
    /// As [`Helpdesk::read_ticket`].
    pub async fn order_detail(&self, link: &LinkedOrder, class: EventClass) -> Result<serde_json::Value, CallError> {
        self.repeated(class, Grant::Needed, || self.client.order_detail(link)).await
    }

    /// Reads the tag directory again, so that tags read as ids get their names. Returns how many tags it knows.
    ///
    /// # Errors
    /// As [`Helpdesk::read_ticket`]; the old directory stays.
    pub async fn refresh_directory(&self) -> Result<usize, CallError> {
        let listing = self.repeated(EventClass::Background, Grant::Needed, || self.client.tags(1)).await?;
        let directory = TagDirectory::new(listing.items);
        let known = directory.len();
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
        Ok(known)
    }

    /// Asks for the users: whether our key holds, and whether the seat of the replies is among them. Waits up to
    /// `patience` for a place in the budget.
    ///
    /// # Errors
    /// As [`Helpdesk::read_ticket`].
    pub async fn bot_seat(&self, patience: Millis) -> Result<BotSeat, CallError> {
        let mut page = Some(1);
        while let Some(number) = page {
            let granted = self.acquire_within(EventClass::Background, patience).await;
            granted.map_err(|retry_at| CallError::Denied { retry_at })?;
            let users = self.repeated(EventClass::Background, Grant::Given, || self.client.users(number)).await?;
            let Some(bot) = &self.bot else { return Ok(BotSeat::Unset) };
            if users.items.iter().any(|user| user.id == bot.as_str()) {
                return Ok(BotSeat::Present);
            }
            page = users.next_page;
        }
        Ok(BotSeat::Gone)
    }

    fn directory(&self) -> Arc<TagDirectory> {
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn repeated<T, F, Fut>(&self, class: EventClass, grant: Grant, call: F) -> Result<T, CallError>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, VendorFailure>>,
    {
        let policy = RetryPolicy::richpanel(ATTEMPTS);
        let mut granted = grant == Grant::Given;
        let mut failed = 0;
        loop {
            if !granted {
                self.acquire(class).await.map_err(|retry_at| CallError::Denied { retry_at })?;
            }
            granted = false;
            let failure = match self.guarded(&call).await {
                Err(CallError::Failed(failure)) if failure.kind.is_transient() => failure,
                result => return result,
            };
            failed += 1;
            let Some(wait) = policy.wait(failed, self.randomness.as_ref()) else {
                return Err(CallError::Failed(failure));
            };
            // After a 429 the shared cooldown makes the next acquire wait.
            if failure.kind != FailureKind::RateLimited {
                tokio::time::sleep(self.clock.real_duration(wait)).await;
            }
        }
    }

    /// One call, if the breaker lets it pass; tells budget and breaker how it went.
    async fn guarded<T, F, Fut>(&self, call: F) -> Result<T, CallError>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T, VendorFailure>>,
    {
        let permit = self.breaker.admit().await.map_err(|open| CallError::Denied { retry_at: open.retry_at })?;
        let result = call().await;
        let health = match result.as_ref().err().map(|failure| failure.kind) {
            Some(FailureKind::Auth) => CallResult::Fatal,
            Some(FailureKind::Unreachable | FailureKind::Ambiguous) => CallResult::Failure,
            // Any other answer shows that the helpdesk works.
            _ => CallResult::Success,
        };
        self.breaker.record(permit, health).await;
        if let Err(failure) = &result
            && failure.kind == FailureKind::RateLimited
        {
            // Whether the others could be told or not, this process keeps the cooldown.
            drop(self.bucket.report_refusal(failure.retry_after).await);
        }
        result.map_err(CallError::Failed)
    }
}

/// Whether the first attempt still needs a place in the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grant {
    Needed,
    Given,
}

/// How long a worker waits inline for a start.
fn longest_wait(class: EventClass) -> Millis {
    match class {
        EventClass::Interactive => Millis::from_secs(10),
        EventClass::Normal => Millis::from_secs(15),
        EventClass::Background => Millis(0),
    }
}
