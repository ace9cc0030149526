//! Doubles of the ports, for tests of this crate and of hosts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use switchboard_domain::{Millis, Secret};
use switchboard_intake::TokenSet;
use switchboard_queue::{Delivery, Queue, QueueAttributes, QueueError, Receipt, SendOutcome, SendRequest};

use crate::tokens::TokenSource;

/// Remembers what it is sent, or refuses everything.
#[derive(Debug, Default)]
pub struct RecordingQueue {
    sent: Mutex<Vec<SendRequest>>,
    down: AtomicBool,
}

impl RecordingQueue {
    /// What was sent so far.
    pub fn sent(&self) -> Vec<SendRequest> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on every call fails (`true`) or works.
    pub fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::Relaxed);
    }

    fn up(&self) -> Result<(), QueueError> {
        // Any error will do: no caller looks into it.
        if self.down.load(Ordering::Relaxed) { Err(QueueError::StaleReceipt) } else { Ok(()) }
    }
}

#[async_trait]
impl Queue for RecordingQueue {
    async fn send(&self, request: SendRequest) -> Result<SendOutcome, QueueError> {
        self.up()?;
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        Ok(SendOutcome::Accepted)
    }

    async fn wait(&self, _: Millis) -> Result<(), QueueError> {
        self.up()
    }

    async fn receive(&self, _: usize, _: Millis) -> Result<Vec<Delivery>, QueueError> {
        self.up().map(|()| Vec::new())
    }

    async fn delete(&self, _: &Receipt) -> Result<(), QueueError> {
        self.up()
    }

    async fn change_visibility(&self, _: &Receipt, _: Millis) -> Result<(), QueueError> {
        self.up()
    }

    async fn dead_letter(&self, _: &Receipt, _: &str) -> Result<(), QueueError> {
        self.up()
    }

    async fn attributes(&self) -> Result<QueueAttributes, QueueError> {
        self.up().map(|()| QueueAttributes::default())
    }
}

/// Tokens that a test can change.
#[derive(Debug)]
pub struct FixedTokens(Mutex<Option<Vec<Secret>>>);

impl FixedTokens {
    /// These tokens are active.
    pub fn new<const N: usize>(tokens: [&str; N]) -> Self {
        Self(Mutex::new(Some(tokens.map(|token| Secret::new(token.to_owned())).into())))
    }

    /// Changes them; `None` makes them unreadable.
    pub fn set(&self, tokens: Option<&[&str]>) {
        let tokens = tokens.map(|tokens| tokens.iter().map(|token| Secret::new((*token).to_owned())).collect());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = tokens;
    }
}

#[async_trait]
impl TokenSource for FixedTokens {
    async fn read(&self) -> TokenSet {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        tokens.map_or_else(TokenSet::unreadable, TokenSet::new)
    }
}
