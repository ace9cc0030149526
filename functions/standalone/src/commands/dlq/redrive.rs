//! `dlq redrive`: the oldest dead letters go back to the queue, in their order, while nothing can be answered.

use clap::Args;
use serde::Serialize;
use switchboard_worker::{Quiet, RedrivePlan, Trial, Which, quiet};

use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

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
    target: Target,
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
        let site = self.target.open().await?;
        let now = site.clock.now();
        let switches = self.target.switches(site.settings.environment()).await?;
        require_quiet(quiet(&switches.view(now).await))?;
        let trial = if self.dry_run { Trial::Dry } else { Trial::Real };
        let plan = RedrivePlan { max: usize::from(self.max), which: Which::Any, now, trial };
        let done = site.dead_letters.redrive(plan).await?;
        let counts = Counts {
            redriven: done.redriven,
            undecodable: done.undecodable,
            too_old: done.too_old,
            left: site.dead_letters.count().await?,
            dry_run: self.dry_run,
        };
        match self.format {
            Format::Json => output::json(&counts),
            Format::Text => {
                let verb = if self.dry_run { "would go back" } else { "went back" };
                output::line(format!(
                    "{} {verb}, {} left ({} undecodable and {} too old were passed over)",
                    counts.redriven, counts.left, counts.undecodable, counts.too_old
                ));
            }
        }
        Ok(())
    }
}

/// Old messages must not be answered: replies are off before they come back.
fn require_quiet(quiet: Quiet) -> Result<(), Failure> {
    match quiet {
        Quiet::Yes => Ok(()),
        Quiet::Unknown => Err(Failure::refused(
            "dlq.switches",
            "the switches cannot be read, so nobody knows whether replies are off",
        )
        .help("`switchboard doctor` tells what is wrong with them")),
        Quiet::No => Err(Failure::refused("dlq.replies_on", "a redrive needs safe mode on or automation off").help(
            "`switchboard switches set safe_mode true`, wait 60 s, redrive, then `switchboard switches set safe_mode false`",
        )),
    }
}
