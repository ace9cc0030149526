//! `scripts/local`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use serde_json::{Value, json};
use switchboard_local::{Engine, Iam, Local, LocalError, Options, Place, Session};

/// Body of a webhook that stands for a customer's question.
const SAMPLE: &str = include_str!("../sample-webhook.json");

/// Switchboard on this machine as it is on AWS: emulator, simulated vendors, the real engine, the real functions.
#[derive(Parser)]
#[command(
    name = "scripts/local",
    version,
    after_help = "Examples:
  ./scripts/local up                      start everything, deploy the stack `local`, print the webhook's address
  ./scripts/local send                    a customer's question, and what came of it
  eval \"$(./scripts/local env)\"           then: pulumi preview --stack local
  ./scripts/local down                    destroy the stack, check that nothing is left, stop everything

Exit codes: 0 done, 1 failed, 2 wrong usage."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// How results are printed.
    #[arg(long, value_enum, default_value = "text", global = true)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// Start what does not run yet, and deploy.
    Up {
        /// Let the emulator enforce what roles may do.
        #[arg(long)]
        iam: bool,
    },
    /// Destroy the stack, check that nothing is left, and stop everything.
    Down {
        /// Stop the processes without destroying anything first.
        #[arg(long)]
        force: bool,
    },
    /// What runs and where.
    Status,
    /// Post a webhook and show what came of its ticket.
    Send {
        /// File with the body; a sample without it. Its ticket is created if the helpdesk does not know it, from `channel`,
        /// `subject`, `email` and `message`.
        file: Option<PathBuf>,
    },
    /// What the functions said, oldest first.
    Logs,
    /// Stands before the emulator as the end of TLS.
    #[command(hide = true)]
    Front {
        /// Port to listen on.
        #[arg(long)]
        port: u16,
        /// Port of the emulator.
        #[arg(long)]
        to: u16,
    },
    /// Shell commands that let `pulumi … --stack local` be typed by hand.
    Env,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "error: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), LocalError> {
    let place = Place::checkout()?;
    let format = cli.format;
    match cli.command {
        Command::Up { iam } => {
            let iam = if iam { Iam::Enforced } else { Iam::Open };
            // Standard output is the result's when a program reads it.
            let local = Local::up(&place, &Options { iam, quiet: format == Format::Json }).await?;
            status(&local, format);
        }
        Command::Down { force } => {
            let local = Local::find(&place)?;
            if force {
                local.stop().await;
            } else {
                local.down().await?;
            }
            say(format, &json!({ "down": true }), || "everything is stopped and nothing is left".to_owned());
        }
        Command::Status => status(&Local::find(&place)?, format),
        Command::Send { file } => send(&Local::find(&place)?, file, format).await?,
        Command::Logs => {
            for line in session(&place)?.logs().await? {
                say(format, &line, || format!("{:14} {}", line.function, line.text));
            }
        }
        Command::Front { port, to } => switchboard_local::serve_front(port, to).await?,
        Command::Env => {
            let engine = Engine::new(&place, session(&place)?.variables())?;
            let tools = place.root().join(".tools/bin");
            say(format, &engine.variables(), || {
                let exports = engine.variables().into_iter().map(|(name, value)| format!("export {name}='{value}'"));
                let path = std::iter::once(format!("export PATH='{}':\"$PATH\"", tools.display()));
                path.chain(exports).collect::<Vec<_>>().join("\n")
            });
        }
    }
    Ok(())
}

fn session(place: &Place) -> Result<Session, LocalError> {
    Session::find(place)?.ok_or(LocalError::Down)
}

async fn send(local: &Local, file: Option<PathBuf>, format: Format) -> Result<(), LocalError> {
    let text = match &file {
        None => SAMPLE.to_owned(),
        Some(path) => std::fs::read_to_string(path)
            .map_err(|source| LocalError::Io { action: format!("read {}", path.display()), source })?,
    };
    let webhook: Value = serde_json::from_str(&text).map_err(|error| LocalError::Call {
        call: file.map_or_else(|| "the sample".to_owned(), |path| path.display().to_string()),
        reason: format!("is no JSON: {error}"),
    })?;
    let sent = local.send(&webhook).await?;
    say(format, &sent, || {
        let replies = sent.replies.iter().map(|reply| format!("\n\nreply:\n{reply}")).collect::<String>();
        format!("ticket {}\ntags   {}{replies}", sent.ticket, sent.tags.join(" "))
    });
    Ok(())
}

fn status(local: &Local, format: Format) {
    let session = local.session();
    let all = json!({
        "webhook": local.webhook_url(),
        "emulator": { "url": session.emulator.url(), "pid": session.emulator.process.pid, "iam": session.emulator.iam },
        "simulators": { "url": session.simulators.url(), "pid": session.simulators.pid },
        "outputs": local.outputs(),
    });
    say(format, &all, || {
        let iam = if session.emulator.iam == Iam::Enforced { ", roles enforced" } else { "" };
        [
            format!("webhook     {}", local.webhook_url()),
            format!("emulator    {} (process {}{iam})", session.emulator.url(), session.emulator.process.pid),
            format!("simulators  {} (process {})", session.simulators.url(), session.simulators.pid),
            "next        ./scripts/local send".to_owned(),
        ]
        .join("\n")
    });
}

fn say(format: Format, value: &impl serde::Serialize, text: impl FnOnce() -> String) {
    let line = match format {
        Format::Text => text(),
        Format::Json => serde_json::to_string(value).unwrap_or_default(),
    };
    // A closed pipe is the reader's choice.
    drop(writeln!(std::io::stdout(), "{line}"));
}
