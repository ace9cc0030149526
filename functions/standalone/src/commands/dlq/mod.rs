//! `dlq`: dead letters, and their way back in small batches.

mod letter;
mod list;
mod redrive;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::failure::Failure;

pub(crate) use letter::{Letter, letters_of};

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
    List(list::List),
    /// Send the oldest dead letters back, in their order, in the background class. Needs safe mode on or automation off.
    Redrive(redrive::Redrive),
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
