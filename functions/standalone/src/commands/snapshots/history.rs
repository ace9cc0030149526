//! `snapshots history`.

use clap::Args;

use super::{Place, name};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

#[derive(Args)]
#[command(after_help = "Example:
  switchboard snapshots history")]
pub(super) struct History {
    #[command(flatten)]
    target: Target,
    /// How the list is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl History {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let place = Place::open(&self.target).await?;
        let history = place.archive.history().await?;
        match self.format {
            Format::Json => history.iter().for_each(output::json),
            Format::Text if history.is_empty() => output::line("no snapshot was ever activated"),
            Format::Text => {
                let head = ["when", "by", "from", "to"].map(str::to_owned).to_vec();
                let rows = history.iter().map(|entry| {
                    vec![entry.at.to_string(), entry.by.clone(), name(entry.from.as_ref()), name(entry.to.as_ref())]
                });
                output::table(&std::iter::once(head).chain(rows).collect::<Vec<_>>());
            }
        }
        Ok(())
    }
}
