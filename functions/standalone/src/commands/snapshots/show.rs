//! `snapshots show`.

use clap::Args;

use super::Place;
use super::which::Which;
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

#[derive(Args)]
#[command(after_help = "Example:
  switchboard snapshots show cs-0123456789ab")]
pub(super) struct Show {
    /// Name of the snapshot, or `active`.
    #[arg(value_name = "ID")]
    which: Which,
    #[command(flatten)]
    target: Target,
    /// How it is printed: indented, or on one line.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Show {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let place = Place::open(&self.target).await?;
        let Some(id) = self.which.id(&place).await? else {
            return Err(Failure::new("snapshots.none", "the compiled-in values hold; they are no stored snapshot")
                .help("`switchboard snapshots export compiled` prints them"));
        };
        let snapshot = place.archive.get(&id).await?;
        match self.format {
            Format::Json => output::json(&snapshot),
            Format::Text => output::json_pretty(&snapshot),
        }
        Ok(())
    }
}
