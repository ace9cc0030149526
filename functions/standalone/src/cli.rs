//! The command line: names, flags and examples.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    day, decide, dlq, doctor, effects, eval, events, explain, jobs, schema, secrets, snapshots, switches,
};
use crate::output::Format;

/// Helpdesk middleware: receives Richpanel's webhooks, answers what is safe to answer, routes the rest, once.
#[derive(Parser)]
#[command(name = "switchboard", version, about, arg_required_else_help = true, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "Examples:
  switchboard serve --simulate             everything on this machine, with simulated vendors
  switchboard explain '<conversation id>'  the whole story of a conversation
  switchboard switches set automation_enabled false
  switchboard decide < cases.jsonl
  switchboard events list --backend aws --stack-prefix rp-mw-prod

Settings: shared/settings/defaults.toml, then --config FILE, then the JSON object of dotted keys in SWITCHBOARD_CONFIG,
then variables SWITCHBOARD_<KEY>.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a safety rule.";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Ingress, durable queue, worker and scheduled jobs in one process on the embedded store.
    Serve(Serve),
    /// The simulated vendors alone, on one address.
    Simulate(Simulate),
    /// Send a built-in day of conversations through the whole middleware and check every expectation.
    Day(day::Day),
    /// Decide cases offline: JSON lines in, JSON lines out.
    Decide(decide::Decide),
    /// Quality on labelled data: metrics with intervals, gates, and a report.
    Eval(eval::Eval),
    /// The whole story of a conversation, from ledger and audit.
    Explain(explain::Explain),
    /// Events: list, show, replay, skip.
    Events(events::Events),
    /// Dead letters: list, redrive.
    Dlq(dlq::Dlq),
    /// Effects that a person must resolve: list, resolve.
    Effects(effects::Effects),
    /// Secrets: which are set, and setting one from standard input.
    Secrets(secrets::Secrets),
    /// Config snapshots: list, history, show, export, put, diff, activate, roll back.
    Snapshots(snapshots::Snapshots),
    /// Scheduled jobs: list, run.
    Jobs(jobs::Jobs),
    /// Kill switches and modes: list, set, unset.
    Switches(switches::Switches),
    /// Print a JSON Schema or the OpenAPI document generated from the program's types.
    Schema(schema::Schema),
    /// Check configuration, secrets, vendor access, tables and queue; changes nothing.
    Doctor(doctor::Doctor),
    /// Print a completion script for a shell.
    Completion {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Where state is kept and which settings hold.
#[derive(Args, Clone, Debug)]
pub(crate) struct Place {
    /// Data directory of the embedded store.
    #[arg(long, value_name = "DIR", default_value = "./.switchboard", env = "SWITCHBOARD_DATA")]
    pub(crate) data: PathBuf,
    /// Settings file (TOML) over the defaults.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard serve --simulate --listen 127.0.0.1:8787
  switchboard serve --data /var/lib/switchboard --config switchboard.toml --format json")]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Address of the ingress; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8787")]
    pub(crate) listen: SocketAddr,
    /// Start the simulated vendors inside, and use them.
    #[arg(long)]
    pub(crate) simulate: bool,
    /// Address of the simulated vendors; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8790", requires = "simulate")]
    pub(crate) simulate_listen: SocketAddr,
    /// Run the clock this many times as fast, delays, windows and budgets included. Only in the local environment.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) speed: u32,
    /// How the ready line is printed.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Args)]
#[command(after_help = "Example:
  switchboard simulate --listen 127.0.0.1:8790 --webhook http://127.0.0.1:8787/webhooks/richpanel")]
pub(crate) struct Simulate {
    /// Address; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8790")]
    pub(crate) listen: SocketAddr,
    /// Orders, tickets and faults to start with (JSON).
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,
    /// Where a new customer message is announced.
    #[arg(long, value_name = "URL")]
    pub(crate) webhook: Option<String>,
    /// How the ready line is printed.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}
