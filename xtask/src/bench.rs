//! Measurements: builds the product and `switchboard-load` in release mode, packages the functions, runs the benchmarks
//! with their peers, keeps all figures in `target/bench/report.json` and writes the figures of `docs/benchmarks.md`.

mod document;
mod lambda;
mod machine;
mod number;
mod report;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::process::{self, root, say};
use crate::tools;

/// What is measured, and how.
#[derive(Args)]
#[command(after_help = "Examples:
  cargo xtask bench                            everything, some minutes on a quiet machine
  cargo xtask bench decision simulation --quick
  cargo xtask bench --write-docs               and copy the figures into docs/benchmarks.md
  cargo xtask bench --check-docs               whether the figures there are the copied ones

Figures of benchmarks that are not named stay in the report as they were. Peers (scikit-learn, Redis) are installed where
that is possible; without its peer a benchmark has no quotient and says so.")]
pub(crate) struct Bench {
    /// Benchmarks to run; all when none is named.
    #[arg(value_enum)]
    names: Vec<Name>,
    /// Short runs: whether everything works, not figures to quote.
    #[arg(long)]
    quick: bool,
    /// Copy the figures of the report into docs/benchmarks.md.
    #[arg(long, conflicts_with = "quick")]
    write_docs: bool,
    /// Only check that the tables of docs/benchmarks.md are what its report says; measures nothing.
    #[arg(long, conflicts_with_all = ["names", "quick", "write_docs", "require_peers"])]
    check_docs: bool,
    /// Fail when a peer is missing.
    #[arg(long)]
    require_peers: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// One decision on one core, beside scikit-learn.
    Decision,
    /// Durable acknowledgements over HTTP, beside Redis.
    Ingress,
    /// Start, warm invocation and size of the functions as they are packaged, beside a hello world.
    Lambda,
    /// From kill -9 to the first event, and the cost of an event at a long history.
    Recovery,
    /// Runs of the workflow simulation.
    Simulation,
}

impl Name {
    const ALL: [Self; 5] = [Self::Decision, Self::Ingress, Self::Lambda, Self::Recovery, Self::Simulation];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Ingress => "ingress",
            Self::Lambda => "lambda",
            Self::Recovery => "recovery",
            Self::Simulation => "simulation",
        }
    }

    const fn needs_product(self) -> bool {
        matches!(self, Self::Ingress | Self::Recovery)
    }
}

impl Bench {
    pub(crate) fn run(&self) -> Result<(), String> {
        if self.check_docs {
            return document::check();
        }
        let names = if self.names.is_empty() { Name::ALL.to_vec() } else { self.names.clone() };
        build(&names)?;
        let mut kept = report::read();
        let mut failed = Vec::new();
        for name in names {
            say(&format!("measuring {} …", name.as_str()));
            match self.measure(name) {
                Ok(mut measured) => {
                    measured["command"] = self.command(name).into();
                    measured["quick"] = self.quick.into();
                    measured["machine"] = machine::facts();
                    if let Some(missing) = measured["missing_peer"].as_str() {
                        say(&format!("warning: {}: no peer: {missing}", name.as_str()));
                        if self.require_peers {
                            failed.push(format!("{} (no peer)", name.as_str()));
                        }
                    }
                    kept["benchmarks"][name.as_str()] = measured;
                }
                Err(message) => failed.push(format!("{} ({message})", name.as_str())),
            }
            report::write(&kept)?;
        }
        drop(writeln!(std::io::stdout(), "{}", report::table(&kept)));
        say("all figures: target/bench/report.json");
        if self.write_docs {
            document::write(&kept)?;
        }
        if failed.is_empty() { Ok(()) } else { Err(format!("not measured: {}", failed.join("; "))) }
    }

    /// What a reader types to get the figures again.
    fn command(&self, name: Name) -> String {
        let quick = if self.quick { " --quick" } else { "" };
        format!("cargo xtask bench {}{quick}", name.as_str())
    }

    fn measure(&self, name: Name) -> Result<Value, String> {
        let mut command = Command::new(release("switchboard-load"));
        command.arg(name.as_str()).args(["--work", "target/bench"]);
        if self.quick {
            command.arg("--quick");
        }
        if name.needs_product() {
            command.arg("--switchboard").arg(release("switchboard"));
        }
        if name == Name::Lambda {
            lambda::prepare()?.add_to(&mut command);
        }
        let peer = match name {
            Name::Decision => Some(("--python", tools::scikit_learn())),
            Name::Ingress => Some(("--redis", tools::redis_server())),
            Name::Lambda | Name::Recovery | Name::Simulation => None,
        };
        match peer {
            Some((flag, Ok(path))) => drop(command.arg(flag).arg(path)),
            Some((_, Err(message))) => say(&format!("warning: {message}")),
            None => {}
        }
        let output = command.current_dir(root()).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
        let output = output.map_err(|error| format!("switchboard-load cannot be started: {error}"))?;
        if !output.status.success() {
            return Err("see the message above".to_owned());
        }
        serde_json::from_slice(&output.stdout).map_err(|error| format!("no report: {error}"))
    }
}

fn build(names: &[Name]) -> Result<(), String> {
    let mut arguments = vec!["build", "--quiet", "--locked", "--release", "--package", "switchboard-load"];
    if names.iter().any(|name| name.needs_product()) {
        arguments.extend(["--package", "switchboard"]);
    }
    process::run(process::cargo(), &arguments)
}

/// Path of a binary of the release profile.
fn release(binary: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    root().join(target).join(Path::new("release")).join(binary)
}
