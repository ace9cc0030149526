//! `dlq`: dead letters, and their way back in small batches.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::Serialize;
use switchboard_domain::{Envelope, EventClass, Millis, Source, Timestamp, keys};
use switchboard_queue::{DeadLetter, DeadLetters, EmbeddedQueue, SendRequest};
use switchboard_settings::{Settings, SwitchFile, SwitchSource};

use crate::cli::Place;
use crate::failure::Failure;
use crate::host::Stores;
use crate::output::{self, Format};

/// Dead letters read at a time.
const PAGE: usize = 500;
/// Ledger rows live this long; without them nothing keeps an older message from being answered twice.
const LEDGER_LIFE: Millis = Millis::from_hours(30 * 24);

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard dlq list
  switchboard switches set safe_mode true
  switchboard dlq redrive --max 10 --dry-run
  switchboard dlq redrive --max 10")]
pub(crate) struct Dlq {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// The dead letters, oldest first.
    List(List),
    /// Send the oldest dead letters back, in their order, in the background class. Needs safe mode on or automation off.
    Redrive(Redrive),
}

#[derive(Args)]
struct List {
    /// At most this many.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: u32,
    #[command(flatten)]
    place: Place,
    /// How dead letters are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Args)]
struct Redrive {
    /// At most this many, 1 to 50.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=50))]
    max: u16,
    /// Say what would happen, change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: Place,
    /// How the counts are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// A dead letter without its body, which may be anything.
#[derive(Debug, Serialize)]
pub(crate) struct Letter {
    /// Number within the queue.
    pub(crate) id: u64,
    /// Why it was given up.
    pub(crate) reason: String,
    /// When.
    pub(crate) dead_at: Timestamp,
    /// When it was accepted.
    pub(crate) sent_at: Timestamp,
    /// Deliveries.
    pub(crate) receive_count: u32,
    /// Key of the conversation; `None` if the body is no envelope.
    pub(crate) conversation_key: Option<String>,
    /// Correlation id of the webhook.
    pub(crate) event_id: Option<String>,
}

#[derive(Serialize)]
struct Counts {
    redriven: usize,
    /// Left because their body is no envelope.
    undecodable: usize,
    /// Left because the ledger may have forgotten them.
    too_old: usize,
    left: u64,
    dry_run: bool,
}

impl Dlq {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        match self.action {
            Action::List(command) => command.run().await?,
            Action::Redrive(command) => command.run().await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self) -> Result<(), Failure> {
        let (_, stores) = Stores::at(&self.place)?;
        let letters: Vec<Letter> =
            stores.queue.list(None, self.limit as usize).await?.iter().map(Letter::from).collect();
        match self.format {
            Format::Json => letters.iter().for_each(output::json),
            Format::Text => {
                let head = ["id", "given up", "deliveries", "reason", "conversation"].map(str::to_owned).to_vec();
                let row = |letter: &Letter| {
                    vec![
                        letter.id.to_string(),
                        letter.dead_at.to_string(),
                        letter.receive_count.to_string(),
                        letter.reason.clone(),
                        letter.conversation_key.clone().unwrap_or_else(|| "-".to_owned()),
                    ]
                };
                let rows: Vec<_> = std::iter::once(head).chain(letters.iter().map(row)).collect();
                output::table(&rows);
                output::note(format!("{} dead letters in all", stores.queue.count().await?));
            }
        }
        Ok(())
    }
}

impl Redrive {
    async fn run(self) -> Result<(), Failure> {
        let (settings, stores) = Stores::at(&self.place)?;
        require_quiet(&stores, &settings)?;
        let batch = Batch::choose(&stores.queue, usize::from(self.max), stores.clock.now()).await?;
        let redriven = if self.dry_run { batch.chosen.len() } else { batch.send(&stores.queue).await? };
        let counts = Counts {
            redriven,
            undecodable: batch.undecodable,
            too_old: batch.too_old,
            left: stores.queue.count().await?,
            dry_run: self.dry_run,
        };
        match self.format {
            Format::Json => output::json(&counts),
            Format::Text => {
                let verb = if self.dry_run { "would go back" } else { "went back" };
                output::line(format!(
                    "{redriven} {verb}, {} left ({} undecodable and {} too old were passed over)",
                    counts.left, counts.undecodable, counts.too_old
                ));
            }
        }
        Ok(())
    }
}

/// Old messages must not be answered: replies are off before they come back.
fn require_quiet(stores: &Stores, settings: &Settings) -> Result<(), Failure> {
    let view = SwitchFile::new(stores.dir.path(), settings.environment()).read(stores.clock.now());
    if !view.readable {
        return Err(Failure::refused("dlq.switches", "the switches cannot be read, so nobody knows whether replies are off")
            .help("`switchboard doctor` tells what is wrong with them"));
    }
    if view.safe_mode || !view.automation_enabled {
        return Ok(());
    }
    Err(Failure::refused("dlq.replies_on", "a redrive needs safe mode on or automation off").help(
        "`switchboard switches set safe_mode true`, wait 60 s, redrive, then `switchboard switches set safe_mode false`",
    ))
}

/// The dead letters that go back, and what was passed over on the way to them.
struct Batch {
    chosen: BTreeMap<u64, SendRequest>,
    /// Dead letters from the oldest to the last chosen one.
    reach: usize,
    undecodable: usize,
    too_old: usize,
}

impl Batch {
    async fn choose(queue: &EmbeddedQueue, max: usize, now: Timestamp) -> Result<Self, Failure> {
        let mut batch = Self { chosen: BTreeMap::new(), reach: 0, undecodable: 0, too_old: 0 };
        let mut after = None;
        loop {
            let letters = queue.list(after, PAGE).await?;
            let Some(last) = letters.last() else { return Ok(batch) };
            after = Some(last.id);
            for letter in &letters {
                if batch.chosen.len() == max {
                    return Ok(batch);
                }
                batch.reach += 1;
                batch.consider(letter, now);
            }
        }
    }

    fn consider(&mut self, letter: &DeadLetter, now: Timestamp) {
        let Ok(mut envelope) = serde_json::from_str::<Envelope>(&letter.body) else {
            self.undecodable += 1;
            return;
        };
        if now - envelope.received_at > LEDGER_LIFE {
            self.too_old += 1;
            return;
        }
        // Event id, attempt and deduplication id stay: it is the same event.
        envelope.source = Source::Replay;
        envelope.class = EventClass::Background;
        if let Ok(body) = serde_json::to_string(&envelope) {
            self.chosen.insert(letter.id, SendRequest { body, class: EventClass::Background, ..letter.to_request() });
        }
    }

    async fn send(&self, queue: &EmbeddedQueue) -> Result<usize, Failure> {
        let chosen = self.chosen.clone();
        Ok(queue.redrive(self.reach, &move |letter| chosen.get(&letter.id).cloned()).await?)
    }
}

impl From<&DeadLetter> for Letter {
    fn from(letter: &DeadLetter) -> Self {
        let envelope: Option<Envelope> = serde_json::from_str(&letter.body).ok();
        Self {
            id: letter.id,
            reason: letter.reason.clone(),
            dead_at: letter.dead_at,
            sent_at: letter.sent_at,
            receive_count: letter.receive_count,
            conversation_key: envelope.as_ref().map(|e| keys::conversation_key(&e.conversation_id)),
            event_id: envelope.map(|e| e.event_id.to_string()),
        }
    }
}

/// The dead letters of a conversation.
pub(crate) async fn letters_of(queue: &EmbeddedQueue, conversation_key: &str) -> Result<Vec<Letter>, Failure> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let letters = queue.list(after, PAGE).await?;
        let Some(last) = letters.last() else { return Ok(found) };
        after = Some(last.id);
        let ours = |letter: &Letter| letter.conversation_key.as_deref() == Some(conversation_key);
        found.extend(letters.iter().map(Letter::from).filter(ours));
    }
}
