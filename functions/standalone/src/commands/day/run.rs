//! The day: starts the conversations at its pace, waits until nothing is left to do, and judges.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use switchboard_domain::state::DuePartition;
use switchboard_domain::{Millis, Timestamp};
use switchboard_queue::Queue;
use switchboard_store::Store;
use tokio::task::JoinSet;

use super::check::{differences, violations};
use super::file::{Conversation, DayFile};
use super::observe::Observed;
use super::play::{Player, is_processed, ticket_of};
use super::progress::Progress;
use super::vendors::{Refused, Vendors};
use crate::failure::Failure;
use crate::host::Host;

/// Longest time for the whole day, on its own clock: under three minutes at the usual speed.
const LONGEST: Millis = Millis::from_mins(55);
/// Time between two looks at what is left.
const LOOK: Duration = Duration::from_millis(100);
/// Looks in a row that must find nothing to do.
const QUIET_LOOKS: u32 = 3;

/// One conversation's result.
pub(super) struct Played {
    pub(super) conversation: Conversation,
    /// Id of its ticket.
    pub(super) ticket: String,
    pub(super) seen: Observed,
    /// What differs from what was expected.
    pub(super) differences: Vec<String>,
}

/// What became of the day.
pub(super) struct DayOutcome {
    pub(super) played: Vec<Played>,
    /// What differs for the day as a whole.
    pub(super) violations: Vec<String>,
    /// Helpdesk calls, all told.
    pub(super) calls: u64,
    /// Real time.
    pub(super) took: Duration,
    /// Time on the day's clock.
    pub(super) lasted: Millis,
}

impl DayOutcome {
    /// Conversations and day-wide expectations that do not hold.
    pub(super) fn wrong(&self) -> usize {
        self.violations.len() + self.played.iter().filter(|played| !played.differences.is_empty()).count()
    }
}

struct Started {
    conversation: Arc<Conversation>,
    ticket: String,
    trouble: Option<String>,
}

/// A day in progress.
pub(super) struct Run {
    day: DayFile,
    player: Arc<Player>,
    host: Arc<Host>,
    started: Instant,
    began: Timestamp,
}

impl Run {
    pub(super) fn new(day: DayFile, vendors: Arc<Vendors>, host: Arc<Host>) -> Self {
        let clock = Arc::clone(&host.stores.clock);
        let began = clock.now();
        let suffix = format!("{:x}", began.as_millis());
        let player = Arc::new(Player { vendors, clock, suffix });
        Self { day, player, host, started: Instant::now(), began }
    }

    pub(super) async fn play(mut self) -> Result<DayOutcome, Failure> {
        let conversations = std::mem::take(&mut self.day.conversations).into_iter().map(Arc::new);
        let (exclusive, others): (Vec<_>, Vec<_>) = conversations.partition(|c| c.is_exclusive());
        let mut progress = Progress::new(exclusive.len() + others.len());
        let mut all = Vec::new();
        for conversation in exclusive {
            all.push(self.start(conversation).await?);
        }
        let mut running = JoinSet::new();
        for conversation in others {
            let started = self.open(conversation).await?;
            let player = Arc::clone(&self.player);
            running.spawn(async move {
                let trouble = player.play(&started.conversation.steps, &started.ticket).await.err();
                Started { trouble, ..started }
            });
            self.pause().await;
            progress.show(self.processed(&self.report().await?), "customers are writing");
        }
        while let Some(joined) = running.join_next().await {
            all.push(joined.map_err(|_| Failure::new("day.task", "a conversation ended abnormally"))?);
            progress.show(self.processed(&self.report().await?), "waiting for answers");
        }
        let left = self.settle(&mut progress).await?;
        progress.finish();
        self.judge(all, left).await
    }

    async fn open(&self, conversation: Arc<Conversation>) -> Result<Started, Failure> {
        let ticket = self.player.open(&conversation).await.map_err(unreachable)?;
        Ok(Started { conversation, ticket, trouble: None })
    }

    async fn start(&self, conversation: Arc<Conversation>) -> Result<Started, Failure> {
        let mut started = self.open(conversation).await?;
        started.trouble = self.player.play(&started.conversation.steps, &started.ticket).await.err();
        if started.trouble.is_some() {
            // The others must not meet the switches of a conversation that stopped half way.
            self.player.vendors.faults_off().await.map_err(unreachable)?;
        }
        Ok(started)
    }

    async fn pause(&self) {
        let pace = Millis::from_secs(self.day.pace_s.into());
        tokio::time::sleep(self.player.clock.real_duration(pace)).await;
    }

    async fn report(&self) -> Result<Value, Failure> {
        self.player.vendors.report().await.map_err(unreachable)
    }

    fn processed(&self, report: &Value) -> usize {
        let tickets = report.get("tickets").and_then(Value::as_object);
        let entries = tickets.into_iter().flat_map(|tickets| tickets.values());
        entries.filter_map(Value::as_object).filter(|ticket| is_processed(ticket)).count()
    }

    /// Waits until queue, ledger and vendors have nothing left to do. Returns what is left when the time is over.
    async fn settle(&self, progress: &mut Progress) -> Result<Option<String>, Failure> {
        let mut quiet = 0;
        loop {
            let report = self.report().await?;
            progress.show(self.processed(&report), "waiting for late checks");
            let left = self.left(&report).await?;
            quiet = if left.is_none() { quiet + 1 } else { 0 };
            if quiet >= QUIET_LOOKS || self.player.clock.now() - self.began > LONGEST {
                return Ok(left);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn left(&self, report: &Value) -> Result<Option<String>, Failure> {
        let queue = self.host.stores.queue.attributes().await?;
        let (messages, ever) = (queue.depth + queue.in_flight, Timestamp::from_millis(i64::MAX));
        let mut due = 0;
        for partition in DuePartition::shards() {
            due += self.host.stores.store.due(partition, ever, 100).await?.len();
        }
        let late = report.get("late_effects_pending").and_then(Value::as_u64).unwrap_or(0);
        let idle = messages == 0 && due == 0 && late == 0;
        Ok((!idle).then(|| format!("still to do: {messages} messages, {due} effects and events, {late} late answers")))
    }

    async fn judge(self, all: Vec<Started>, left: Option<String>) -> Result<DayOutcome, Failure> {
        let report = self.report().await?;
        let store = self.host.stores.store.as_ref();
        let mut played = Vec::with_capacity(all.len());
        let mut calls = 0;
        for Started { conversation, ticket, trouble } in all {
            let seen = Observed::of(&ticket, &report, store).await?;
            let mut found: Vec<String> = trouble.into_iter().collect();
            if ticket_of(&report, &ticket).is_none() {
                found.push("the ticket is gone".to_owned());
            }
            found.extend(differences(&conversation.expect, &seen));
            calls += seen.calls;
            let Ok(conversation) = Arc::try_unwrap(conversation) else {
                return Err(Failure::new("day.task", "a conversation is still being played"));
            };
            played.push(Played { conversation, ticket, seen, differences: found });
        }
        let dead = self.host.stores.queue.attributes().await?.dead;
        let mut violations = violations(&report, dead);
        violations.extend(left);
        let lasted = self.player.clock.now() - self.began;
        Ok(DayOutcome { played, violations, calls, took: self.started.elapsed(), lasted })
    }
}

fn unreachable(refused: Refused) -> Failure {
    Failure::new("day.vendors", refused).help("run it again; another process may have taken the port")
}
