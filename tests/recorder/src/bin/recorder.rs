//! Second opinions by hand: what a program sends, what it is in TypeScript, and what it costs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use switchboard_recorder::{Capture, Deployment, Error, Operation, Pair, example, rust, timings, write};

/// Records what Pulumi programs send and compares Rust with TypeScript.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs a Rust program and prints all that it asked for as JSON.
    Record {
        /// The program.
        binary: PathBuf,
        /// Project name.
        #[arg(long, default_value = "demo")]
        project: String,
        /// Stack name.
        #[arg(long, default_value = "dev")]
        stack: String,
        /// Configuration, as `namespace:name=value`; may be given again.
        #[arg(long)]
        config: Vec<String>,
        /// As a preview: ids and computed outputs are unknown.
        #[arg(long)]
        preview: bool,
    },
    /// Prints the example as TypeScript.
    Typescript,
    /// Compares the example in Rust with the same in TypeScript, preview and update.
    Compare,
    /// Measures wall time and peak memory of a program in Rust and in TypeScript, against the recording monitor.
    Timings {
        /// Numbers of resources.
        #[arg(long, value_delimiter = ',', default_value = "1,40,150")]
        sizes: Vec<usize>,
        /// Runs of each; the median counts.
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
}

// One thread: captures need the order of registrations.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok((text, good)) => {
            // A closed pipe is the reader's wish.
            drop(std::io::stdout().write_all(text.as_bytes()));
            if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            drop(writeln!(std::io::stderr(), "error: {error}"));
            ExitCode::from(2)
        }
    }
}

/// What is to be printed, and whether it is good news.
async fn run(command: Command) -> Result<(String, bool), Error> {
    match command {
        Command::Record { binary, project, stack, config, preview } => {
            let operation = if preview { Operation::Preview } else { Operation::Update };
            let mut deployment = Deployment::new(&project, &stack).operation(operation);
            for setting in config {
                let (key, value) = setting.split_once('=').unwrap_or((&setting, ""));
                deployment = deployment.config(key, value);
            }
            let finished = rust(&binary, deployment).await?;
            Ok((format!("{:#}\n", finished.recording.to_json()), true))
        }
        Command::Typescript => {
            let capture = Capture::of(&deployment(), example::program).await?;
            Ok((write(&capture)?, true))
        }
        Command::Compare => {
            let pair = Pair::prepare("example", deployment(), &example_binary()?, example::program).await?;
            let preview = pair.compare(Operation::Preview).await?;
            let update = pair.compare(Operation::Update).await?;
            let good = preview.differences.is_empty() && update.differences.is_empty();
            Ok((format!("preview\n{preview}\nupdate\n{update}\n"), good))
        }
        Command::Timings { sizes, runs } => {
            let mut text = format!("{:>9}  {:>6}  {:>9}  {:>9}\n", "resources", "", "wall ms", "peak MiB");
            for (rust, node) in timings(&example_binary()?, &sizes, runs).await? {
                for (language, figure) in [("Rust", rust), ("Node", node)] {
                    let (wall, peak) = (figure.wall_ms, figure.peak_mib);
                    text.push_str(&format!("{:>9}  {language:>6}  {wall:>9.1}  {peak:>9.1}\n", figure.resources));
                }
            }
            Ok((text, true))
        }
    }
}

fn deployment() -> Deployment {
    Deployment::new("demo", "dev").secret_config("demo:token", "not-a-real-token")
}

/// The example's binary, built beside this one.
fn example_binary() -> Result<PathBuf, Error> {
    let missing = |reason: String| Error::Process { command: "recorder-example".into(), reason };
    let own = std::env::current_exe().map_err(|error| missing(error.to_string()))?;
    let binary = own.parent().unwrap_or(Path::new(".")).join("recorder-example");
    if binary.exists() {
        Ok(binary)
    } else {
        Err(missing("build it first: cargo build -p switchboard-recorder".into()))
    }
}
