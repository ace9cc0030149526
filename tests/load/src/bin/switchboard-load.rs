//! Runs one benchmark and prints its report as JSON. `cargo xtask bench` calls it.

use std::io::{Write, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use switchboard_load::{Length, LoadError, Report, decision, ingress, lambda, recovery, simulation};

/// One measurement of Switchboard beside its peer; the report goes to standard output as JSON.
#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "Example:
  switchboard-load simulation --quick
Called by `cargo xtask bench`, which builds everything that is needed.
Exit codes: 0 done, 1 failed, 2 wrong usage."
)]
struct Cli {
    #[command(subcommand)]
    benchmark: Benchmark,
    /// Short runs: whether everything works, not figures to quote.
    #[arg(long, global = true)]
    quick: bool,
    /// Directory for data that is removed afterwards; on the disk that is to be measured.
    #[arg(long, global = true, value_name = "DIR", default_value = "target/bench")]
    work: PathBuf,
}

#[derive(Subcommand)]
enum Benchmark {
    /// One decision on one core, beside scikit-learn.
    Decision {
        /// Folder of the training and development set.
        #[arg(long, value_name = "DIR", default_value = "shared/classify/training")]
        training: PathBuf,
        /// Python with scikit-learn; without it there is no peer.
        #[arg(long, value_name = "FILE")]
        python: Option<PathBuf>,
    },
    /// Durable acknowledgements over HTTP, beside Redis behind a minimal handler.
    Ingress {
        /// The product's binary.
        #[arg(long, value_name = "FILE")]
        switchboard: PathBuf,
        /// redis-server; without it there is no peer.
        #[arg(long, value_name = "FILE")]
        redis: Option<PathBuf>,
    },
    /// Start and warm invocation of the functions over the runtime interface, beside a hello world.
    Lambda {
        /// Folder of the programs: <DIR>/<function>/bootstrap for hello, ingress, worker and jobs.
        #[arg(long, value_name = "DIR")]
        programs: PathBuf,
        /// Folder of the archives: <DIR>/<function>/bootstrap.zip.
        #[arg(long, value_name = "DIR", default_value = "target/lambda")]
        archives: PathBuf,
    },
    /// From kill -9 to the first event worked on, and the cost of an event at a long history.
    Recovery {
        /// The product's binary.
        #[arg(long, value_name = "FILE")]
        switchboard: PathBuf,
    },
    /// Runs of the workflow simulation.
    Simulation,
    /// The peer of `ingress`: pushes every body to a Redis list and answers.
    #[command(hide = true)]
    RedisHandler {
        /// Address of Redis.
        #[arg(long, value_name = "ADDR")]
        redis: std::net::SocketAddr,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(Some(report)) => match serde_json::to_string(&report) {
            Ok(json) => {
                drop(writeln!(stdout(), "{json}"));
                ExitCode::SUCCESS
            }
            Err(_) => ExitCode::FAILURE,
        },
        Ok(None) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(stderr(), "error[{}]: {error}\n  help: cargo xtask bench --help", error.code()));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<Option<Report>, LoadError> {
    let length = if cli.quick { Length::Quick } else { Length::Full };
    std::fs::create_dir_all(&cli.work)
        .map_err(|source| LoadError::Io { what: "the working directory cannot be made".into(), source })?;
    let report = match cli.benchmark {
        Benchmark::Decision { training, python } => decision::measure(length, &training, python.as_deref(), &cli.work)?,
        Benchmark::Ingress { switchboard, redis } => {
            ingress::measure(length, &switchboard, redis.as_deref(), &cli.work)?
        }
        Benchmark::Lambda { programs, archives } => {
            lambda::measure(length, &lambda::Artifacts { programs, archives }, &cli.work)?
        }
        Benchmark::Recovery { switchboard } => recovery::measure(length, &switchboard, &cli.work)?,
        Benchmark::Simulation => simulation::measure(length)?,
        Benchmark::RedisHandler { redis } => {
            ingress::serve_redis_handler(redis)?;
            return Ok(None);
        }
    };
    Ok(Some(report))
}
