//! `effects`: what waits for a person, and what the person found out.

mod list;
mod resolve;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::failure::Failure;

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard effects list
  switchboard effects resolve 'E#…' --as delivered --dry-run
  switchboard effects resolve 'E#…' --kind REPLY --as not-delivered")]
pub(crate) struct Effects {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Effects that a person must resolve, and those whose result is still being looked for.
    List(list::List),
    /// Record what a person saw on the ticket. Nothing is sent.
    Resolve(resolve::Resolve),
}

impl Effects {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        match self.action {
            Action::List(command) => command.run().await?,
            Action::Resolve(command) => command.run().await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
