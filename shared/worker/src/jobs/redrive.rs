//! The way back of dead letters: which may go, and as what.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use switchboard_domain::{Envelope, EventClass, Millis, Source, SwitchView, Timestamp};
use switchboard_queue::{DeadLetter, DeadLetters, QueueError, SendRequest};

/// Most dead letters that go back at a time.
pub const MAX_REDRIVE: usize = 50;
/// Ledger rows live this long, 30 days; without them nothing keeps an older message from being answered twice.
const LEDGER_LIFE: Millis = Millis::from_hours(30 * 24);

/// Dead letters read at a time.
const PAGE: usize = 500;
/// Reasons that pass by themselves: the message was delivered as often as a message may be, and failed each time.
const TRANSIENT: [&str; 1] = ["max_receives"];

/// Whether replies are off, so that old messages may come back without being answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// Safe mode is on or automation is off.
    Yes,
    /// Replies are on.
    No,
    /// The switches cannot be read, so nobody knows.
    Unknown,
}

/// Whether replies are off.
pub const fn quiet(view: &SwitchView) -> Quiet {
    if !view.readable {
        Quiet::Unknown
    } else if view.safe_mode || !view.automation_enabled {
        Quiet::Yes
    } else {
        Quiet::No
    }
}

/// Which dead letters are to go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Whatever they died of: somebody has looked at them.
    Any,
    /// Only those whose cause may have passed by itself.
    Transient,
}

/// Whether anything is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// It is only said what would happen.
    Dry,
    /// They go.
    Real,
}

/// What a redrive is to do.
#[derive(Clone, Copy, Debug)]
pub struct RedrivePlan {
    /// At most this many go back, 1 to [`MAX_REDRIVE`].
    pub max: usize,
    /// Which.
    pub which: Which,
    /// For their age.
    pub now: Timestamp,
    /// Really or not.
    pub trial: Trial,
}

/// What a redrive did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RedriveCounts {
    /// Back in the queue.
    pub redriven: usize,
    /// Left because their body is no envelope.
    pub undecodable: usize,
    /// Left because the ledger may have forgotten them.
    pub too_old: usize,
    /// Left because their cause does not pass by itself.
    pub lasting: usize,
}

/// Dead letters with a way back.
#[async_trait]
pub trait Redriver: Send + Sync {
    /// Sends the oldest dead letters back as the plan says, each as [`Choice`] makes it.
    ///
    /// # Errors
    /// [`QueueError`] when they cannot be read or the queue cannot be written.
    async fn redrive(&self, plan: RedrivePlan) -> Result<RedriveCounts, QueueError>;
}

/// Decides letter by letter, and counts.
#[derive(Debug)]
pub struct Choice {
    plan: RedrivePlan,
    counts: RedriveCounts,
}

impl Choice {
    /// Nothing is decided yet.
    pub fn new(plan: RedrivePlan) -> Self {
        Self { plan, counts: RedriveCounts::default() }
    }

    /// Whether no more may go.
    pub const fn is_full(&self) -> bool {
        self.counts.redriven >= self.plan.max
    }

    /// What was decided so far.
    pub const fn counts(&self) -> RedriveCounts {
        self.counts
    }

    /// The message as which the letter goes back: the same event in the background class. `None` leaves it.
    pub fn decide(&mut self, letter: &DeadLetter) -> Option<SendRequest> {
        if self.is_full() {
            return None;
        }
        if self.plan.which == Which::Transient && !TRANSIENT.contains(&letter.reason.as_str()) {
            self.counts.lasting += 1;
            return None;
        }
        let Ok(mut envelope) = serde_json::from_str::<Envelope>(&letter.body) else {
            self.counts.undecodable += 1;
            return None;
        };
        if self.plan.now - envelope.received_at > LEDGER_LIFE {
            self.counts.too_old += 1;
            return None;
        }
        // Event id, attempt and deduplication id stay: it is the same event.
        envelope.source = Source::Replay;
        envelope.class = EventClass::Background;
        let body = serde_json::to_string(&envelope).ok()?;
        self.counts.redriven += 1;
        Some(SendRequest { body, class: EventClass::Background, ..letter.to_request() })
    }
}

/// Dead letters that can be read like a list, as those of the embedded queue.
pub struct ListedDeadLetters(Arc<dyn DeadLetters>);

impl ListedDeadLetters {
    /// These dead letters.
    pub fn new(dead_letters: Arc<dyn DeadLetters>) -> Self {
        Self(dead_letters)
    }
}

#[async_trait]
impl Redriver for ListedDeadLetters {
    async fn redrive(&self, plan: RedrivePlan) -> Result<RedriveCounts, QueueError> {
        let mut choice = Choice::new(plan);
        let mut chosen = BTreeMap::new();
        // Dead letters from the oldest to the last one that was looked at.
        let mut reach = 0;
        let mut after = None;
        while !choice.is_full() {
            let letters = self.0.list(after, PAGE).await?;
            let Some(last) = letters.last() else { break };
            after = Some(last.id);
            for letter in &letters {
                if choice.is_full() {
                    break;
                }
                reach += 1;
                chosen.extend(choice.decide(letter).map(|request| (letter.id, request)));
            }
        }
        let mut counts = choice.counts();
        if plan.trial == Trial::Real && !chosen.is_empty() {
            counts.redriven = self.0.redrive(reach, &move |letter| chosen.get(&letter.id).cloned()).await?;
        }
        Ok(counts)
    }
}
