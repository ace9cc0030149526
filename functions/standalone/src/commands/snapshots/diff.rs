//! `snapshots diff`.

use clap::Args;
use switchboard_snapshots::diff;

use super::change::print_changes;
use super::which::Which;
use super::{Place, name};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard snapshots diff                                       compiled-in values against the active ones
  switchboard snapshots diff cs-0123456789ab                       active against that one
  switchboard snapshots diff cs-0123456789ab cs-ba9876543210

In JSON one line a key: document, key, before, after, and the lines of a text.")]
pub(super) struct Diff {
    /// One or two of: name of a snapshot, `active`, `compiled`.
    #[arg(value_name = "ID", num_args = 0..=2)]
    which: Vec<Which>,
    #[command(flatten)]
    target: Target,
    /// How the differences are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Diff {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let (before, after) = match self.which.as_slice() {
            [] => (Which::Compiled, Which::Active),
            [after] => (Which::Active, after.clone()),
            [before, after, ..] => (before.clone(), after.clone()),
        };
        let place = Place::open(&self.target).await?;
        let (before, after) = (before.effective(&place).await?, after.effective(&place).await?);
        let changes = diff(&before, &after);
        match self.format {
            Format::Json => changes.iter().for_each(output::json),
            Format::Text => print_changes(&name(before.snapshot.as_ref()), &name(after.snapshot.as_ref()), &changes),
        }
        Ok(())
    }
}
