//! `events`: list, show, replay, skip.

mod list;
mod replay;
mod show;
mod skip;

pub(crate) use show::events_of;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::commands::subject::Subject;
use crate::failure::Failure;
use crate::output::Format;
use crate::site::Target;

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard events list --status failed
  switchboard events show '<ticket id>'
  switchboard events replay 'E#…' --dry-run
  switchboard events skip 'E#…'

An argument that starts with C#, E#, N# or W# is a key; everything else is a ticket id.")]
pub(crate) struct Events {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// The newest events.
    List(list::List),
    /// An event, or all events of a conversation, with their effects.
    Show(show::Show),
    /// Put an unfinished, failed or skipped event on the queue again, in the background class.
    Replay(OneEvent),
    /// Give an event up, as long as nothing was sent for it.
    Skip(OneEvent),
}

/// Which event an action is about.
#[derive(Args)]
pub(crate) struct OneEvent {
    /// Key of the event: E#…, N#… or W#….
    #[arg(value_name = "KEY")]
    subject: Subject,
    /// Say what would happen, change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    target: Target,
    /// How the result is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Events {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        match self.action {
            Action::List(command) => command.run().await?,
            Action::Show(command) => command.run().await?,
            Action::Replay(command) => replay::run(command).await?,
            Action::Skip(command) => skip::run(command).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
