//! `switches`: kill switches and modes of an installation.

mod change;
mod list;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use switchboard_settings::SwitchError;

use crate::failure::Failure;

/// When a change is seen by every process.
const EFFECTIVE: &str = "within 60 s";

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard switches list
  switchboard switches set automation_enabled false      no replies any more; tags go on
  switchboard switches set safe_mode true --dry-run
  switchboard switches set template_enabled/t_wrong_item_intake false
  switchboard switches unset template_enabled/t_wrong_item_intake")]
pub(crate) struct Switches {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Every switch: value, initial value, meaning.
    List(list::List),
    /// Give a switch a value.
    Set(change::Set),
    /// Remove the value of a switch that may be absent.
    Unset(change::Unset),
}

impl Switches {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        match self.action {
            Action::List(command) => command.run().await?,
            Action::Set(command) => command.run().await?,
            Action::Unset(command) => command.run().await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A file that cannot be read closes everything; the operator must know what holds then.
fn unreadable(error: SwitchError) -> Failure {
    Failure::new(error.code(), format!("{error}; until it can be read: safe mode, no replies, no model"))
        .help("repair switches.toml in the data directory (on AWS the parameters), or set each required switch again with `switches set`")
}
