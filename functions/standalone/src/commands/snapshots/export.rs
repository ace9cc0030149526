//! `snapshots export`.

use clap::Args;
use switchboard_snapshots::{Draft, SnapshotSchema};

use super::which::Which;
use super::{Place, name};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

#[derive(Args)]
#[command(after_help = "Example:
  switchboard snapshots export active > change.json

Every value is written out. What equals the compiled-in templates and teams is left out again by `put`; a threshold that
you delete becomes the strictest compiled-in one.")]
pub(super) struct Export {
    /// Name of the snapshot, `active`, or `compiled`.
    #[arg(value_name = "ID", default_value = "active")]
    which: Which,
    #[command(flatten)]
    target: Target,
    /// How it is printed: indented, or on one line.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Export {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let place = Place::open(&self.target).await?;
        let effective = self.which.effective(&place).await?;
        let note = Some(format!("from {}", name(effective.snapshot.as_ref())));
        let draft = Draft { schema: SnapshotSchema::V1, note, documents: effective.documents };
        match self.format {
            Format::Json => output::json(&draft),
            Format::Text => output::json_pretty(&draft),
        }
        Ok(())
    }
}
