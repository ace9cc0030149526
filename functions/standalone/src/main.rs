//! `switchboard`: the middleware in one binary, and the operator's tools.

mod cli;
mod clock;
mod commands;
mod failure;
mod host;
mod http;
mod output;
mod rate;
mod serve;
mod simulate;
mod site;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::{Cli, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::note(Failure::new("runtime", error));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(failure) => {
            output::note(&failure);
            failure.exit_code()
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve(command) => serve::run(command).await,
        Command::Simulate(command) => simulate::run(command).await,
        Command::Day(command) => command.run().await,
        Command::Decide(command) => command.run(),
        Command::Eval(command) => command.run(),
        Command::Explain(command) => command.run().await,
        Command::Events(command) => command.run().await,
        Command::Dlq(command) => command.run().await,
        Command::Effects(command) => command.run().await,
        Command::Secrets(command) => command.run().await,
        Command::Snapshots(command) => command.run().await,
        Command::Jobs(command) => command.run().await,
        Command::Switches(command) => command.run().await,
        Command::Schema(command) => command.run(),
        Command::Doctor(command) => command.run().await,
        Command::Completion { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "switchboard", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}
