//! Runs the simulation over many seeds, or tells the story of one.

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use switchboard_simulation::{Options, RunStats, run_seed, trace_seed};

const USAGE: &str = "usage: cargo xtask simulate [--seeds N | --seed N]

  --seeds N   run the seeds 0 to N-1 (default 100000) and print the rate; stops at the first broken invariant
  --seed N    run one seed and print every command, answer and event
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut out = std::io::stdout().lock();
    let number = arguments.get(1).and_then(|n| n.parse::<u64>().ok());
    match (arguments.first().map(String::as_str), number) {
        (None, _) => many(100_000, &mut out),
        (Some("--seeds"), Some(seeds)) => many(seeds, &mut out),
        (Some("--seed"), Some(seed)) => one(seed, &mut out),
        (Some("--help" | "-h"), _) => {
            drop(write!(out, "{USAGE}"));
            ExitCode::SUCCESS
        }
        _ => {
            drop(write!(out, "{USAGE}"));
            ExitCode::from(2)
        }
    }
}

fn many(seeds: u64, out: &mut dyn Write) -> ExitCode {
    let options = Options::default();
    let started = Instant::now();
    let mut total = RunStats::default();
    for seed in 0..seeds {
        match run_seed(seed, &options) {
            Ok(stats) => {
                total.commands += stats.commands;
                total.crashes += stats.crashes;
                total.replies += stats.replies;
                total.calls += stats.calls;
                total.human += stats.human;
            }
            Err(violation) => {
                drop(writeln!(out, "{violation}"));
                return ExitCode::FAILURE;
            }
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let rate = seeds as f64 / seconds.max(1e-9);
    let RunStats { commands, crashes, replies, calls, human } = total;
    drop(writeln!(
        out,
        "{seeds} seeds in {seconds:.1} s ({rate:.0} runs/s on one core): {commands} commands, {crashes} crashes, \
         {replies} replies, {calls} calls, {human} handed to people; no invariant broken"
    ));
    ExitCode::SUCCESS
}

fn one(seed: u64, out: &mut dyn Write) -> ExitCode {
    let (result, story) = trace_seed(seed, &Options::default());
    for line in story {
        drop(writeln!(out, "{line}"));
    }
    match result {
        Ok(stats) => {
            drop(writeln!(out, "seed {seed}: no invariant broken ({stats:?})"));
            ExitCode::SUCCESS
        }
        Err(violation) => {
            drop(writeln!(out, "{violation}"));
            ExitCode::FAILURE
        }
    }
}
