//! `dlq redrive`: the oldest dead letters go back to the queue, in their order, while nothing can be answered.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;
use switchboard_domain::{Envelope, EventClass, Millis, Source, Timestamp};
use switchboard_queue::{DeadLetter, DeadLetters, EmbeddedQueue, SendRequest};
use switchboard_settings::{Settings, SwitchFile, SwitchSource};

use super::PAGE;
use crate::cli::Place;
use crate::failure::Failure;
use crate::host::Stores;
use crate::output::{self, Format};

/// Ledger rows live this long; without them nothing keeps an older message from being answered twice.
const LEDGER_LIFE: Millis = Millis::from_hours(30 * 24);

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard dlq redrive --max 10 --dry-run
  switchboard dlq redrive --max 10")]
pub(super) struct Redrive {
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

impl Redrive {
    pub(super) async fn run(self) -> Result<(), Failure> {
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
        return Err(Failure::refused(
            "dlq.switches",
            "the switches cannot be read, so nobody knows whether replies are off",
        )
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
