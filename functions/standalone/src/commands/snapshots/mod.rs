//! `snapshots`: configuration that changes without a deployment.

mod activate;
mod change;
mod diff;
mod export;
mod history;
mod list;
mod put;
mod rollback;
mod show;
mod which;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use switchboard_settings::Settings;
use switchboard_snapshots::{Archive, SnapshotError, SnapshotId};

use crate::failure::Failure;
use crate::site::{Site, Target};

/// When an activation is seen by every worker.
const EFFECTIVE: &str = "within 60 s";
/// Name of the values without a snapshot.
const COMPILED: &str = "compiled";

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard snapshots list
  switchboard snapshots export active > change.json      edit it, then:
  switchboard snapshots put change.json --dry-run
  switchboard snapshots diff cs-0123456789ab             active against that one
  switchboard snapshots activate cs-0123456789ab --yes
  switchboard snapshots rollback --yes

A snapshot holds thresholds, routing, teams and template overrides; everything else needs a deployment.")]
pub(crate) struct Snapshots {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Every snapshot: which is active, who stored it, whether this build can use it.
    List(list::List),
    /// Who activated what, newest first.
    History(history::History),
    /// A snapshot as it is stored.
    Show(show::Show),
    /// All values of a snapshot, or those that hold now, as a document to edit.
    Export(export::Export),
    /// Validate a document and store it as an inactive snapshot.
    Put(put::Put),
    /// What differs between two snapshots.
    Diff(diff::Diff),
    /// Make a snapshot the active one, or `compiled` none.
    Activate(activate::Activate),
    /// Make the one active again that was active before. Twice leads back.
    Rollback(rollback::Rollback),
}

impl Snapshots {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        match self.action {
            Action::List(command) => command.run().await?,
            Action::History(command) => command.run().await?,
            Action::Show(command) => command.run().await?,
            Action::Export(command) => command.run().await?,
            Action::Put(command) => command.run().await?,
            Action::Diff(command) => command.run().await?,
            Action::Activate(command) => command.run().await?,
            Action::Rollback(command) => command.run().await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The snapshots of an installation.
struct Place {
    archive: Archive,
    site: Site,
}

impl Place {
    async fn open(target: &Target) -> Result<Self, Failure> {
        let site = target.open().await?;
        Ok(Self { archive: Archive::new(std::sync::Arc::clone(&site.store)), site })
    }

    const fn settings(&self) -> &Settings {
        &self.site.settings
    }
}

impl From<SnapshotError> for Failure {
    fn from(error: SnapshotError) -> Self {
        let failure =
            if error.is_safety_rule() { Self::refused(error.code(), &error) } else { Self::new(error.code(), &error) };
        failure.help(error.help())
    }
}

/// The name of a snapshot for people.
fn name(id: Option<&SnapshotId>) -> String {
    id.map_or_else(|| COMPILED.to_owned(), ToString::to_string)
}
