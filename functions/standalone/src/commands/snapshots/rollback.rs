//! `snapshots rollback`.

use clap::Args;
use switchboard_snapshots::{Activation, SnapshotError};

use super::Place;
use super::activate::activate;
use super::change::Options;
use crate::failure::Failure;

#[derive(Args)]
#[command(after_help = "Example:
  switchboard snapshots rollback --dry-run")]
pub(super) struct Rollback {
    /// Do not ask.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    options: Options,
}

impl Rollback {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let place = Place::open(&self.options.target).await?;
        let pointer = place.archive.pointer().await?.ok_or(SnapshotError::NoHistory)?;
        let change = Activation { from: pointer.active, to: pointer.previous };
        activate(&place, "snapshots rollback", &change, self.yes, &self.options).await
    }
}
