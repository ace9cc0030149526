//! `eval`: labelled data through classifier and policy; metrics, gates, and a report.

mod input;
mod run;
mod summary;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use switchboard_domain::{Clock, SystemClock};
use switchboard_evaluation::baseline::Baseline;
use switchboard_evaluation::gates::{Circumstances, Gate, Kind, Release, Status, Verdict, gates};
use switchboard_evaluation::report::Report;
use switchboard_evaluation::{Metrics, Provenance};
use switchboard_policy::PolicyConfig;
use switchboard_settings::{Environment, Settings};

use crate::failure::Failure;
use crate::output::{self, Format};

/// Seed of resampling and noise, unless another is given.
const SEED: u64 = 20_260_115;

/// What the release under judgement will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReleaseFor {
    /// Routing and intake replies.
    Routing,
    /// Also order facts without a person: calibration gates are hard.
    OrderFacts,
}

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard eval --data tests/evaluation/dev.jsonl --report target/eval
  switchboard eval --data tests/evaluation/*.jsonl --training shared/classify/training --baseline baseline.json
  switchboard eval --data test.jsonl --recorded outputs.jsonl --format json

Each FILE is JSON Lines of labelled messages or of cases with expectations, with a sidecar: test.jsonl has test.meta.json.
Exit codes: 0 no hard gate failed, 1 a hard gate failed (with --require-all also: had too little data), 2 wrong usage,
3 a held-out example occurs in training text or prompts.")]
pub(crate) struct Eval {
    /// Files of labelled messages or scenarios.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    data: Vec<PathBuf>,
    /// Directory for the report; created if absent.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Recorded outputs of a language model, one line per example; without it the built-in classifier runs.
    #[arg(long, value_name = "FILE")]
    recorded: Option<PathBuf>,
    /// Training texts, in which no held-out example may occur.
    #[arg(long, value_name = "DIR")]
    training: Vec<PathBuf>,
    /// Prompts (file or directory), in which no held-out example may occur.
    #[arg(long, value_name = "PATH")]
    prompts: Vec<PathBuf>,
    /// Compare with this baseline.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write this run as a baseline. Refused if a hard gate fails.
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// What the release will do; decides which gates are hard.
    #[arg(long, value_enum, default_value = "routing")]
    release: ReleaseFor,
    /// Too little data for a hard gate counts as its failure.
    #[arg(long)]
    require_all: bool,
    /// Seed of resampling and noise.
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
    /// How the result is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Eval {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let started_at = SystemClock::new().now();
        let settings = Settings::defaults(Environment::Local)?;
        let data = input::data(&self.data)?;
        let recorded = self.recorded.as_deref().map(|path| input::recorded(path, &data)).transpose()?;
        let baseline = self.baseline.as_deref().map(input::baseline).transpose()?;
        let compared_texts = input::refuse_leaks(&data, &self.training, &self.prompts)?;

        let (evaluation, timing) = run::evaluate(&data, &settings, recorded.as_ref(), self.seed)?;
        let metrics = Metrics::of(&evaluation);
        let provenance = Provenance::of(env!("CARGO_PKG_VERSION"), &data, &settings, recorded.as_ref(), self.seed);
        let comparison = match &baseline {
            None => None,
            Some(baseline) => Some(baseline.compare(&evaluation, &metrics, &provenance).ok_or_else(|| {
                Failure::usage("the baseline has no example in common with the data").help(
                    "evaluate the files that the baseline was made from, or write a new one with --write-baseline",
                )
            })?),
        };
        let release = match self.release {
            ReleaseFor::Routing => Release::Routing,
            ReleaseFor::OrderFacts => Release::OrderFacts,
        };
        let gates = gates(&metrics, &data, comparison.as_ref(), Circumstances { release, compared_texts });
        let provenance = Provenance { started_at: Some(started_at.to_string()), ..provenance };
        let report = Report {
            evaluation: &evaluation,
            metrics: &metrics,
            gates: &gates,
            comparison: comparison.as_ref(),
            thresholds: &PolicyConfig::from(&settings).thresholds,
            provenance: &provenance,
        };
        if let Some(directory) = &self.report {
            write_report(directory, &report, &timing)?;
        }
        match self.format {
            Format::Json => output::json(&summary::json(&report)),
            Format::Text => summary::text(&report, &timing, self.report.as_deref()),
        }
        for facts in data.files.iter().filter(|facts| !facts.verified) {
            output::note(format!("warning: {} has no sidecar; its hash and counts are unconfirmed", facts.file));
        }
        if let Some(path) = &self.write_baseline {
            write_baseline(path, &report)?;
        }
        let failed = report.verdict() == Verdict::Fail || (self.require_all && gates.iter().any(undecided));
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn undecided(gate: &Gate) -> bool {
    gate.kind == Kind::Hard && gate.status == Status::InsufficientData
}

fn write_baseline(path: &Path, report: &Report<'_>) -> Result<(), Failure> {
    let facts = &report.evaluation.data.files;
    if report.verdict() == Verdict::Fail || facts.iter().any(|facts| !facts.verified) {
        return Err(Failure::refused(
            "eval.baseline",
            "a baseline needs confirmed data and no failed hard gate; none was written",
        )
        .help("see the failed gates above; a data file needs its sidecar"));
    }
    write(path, &Baseline::of(report.evaluation, report.metrics, report.provenance).to_text())
}

/// The report's files, and `run.json` with what differs from run to run.
fn write_report(directory: &Path, report: &Report<'_>, timing: &run::Timing) -> Result<(), Failure> {
    std::fs::create_dir_all(directory).map_err(|error| cannot_write(directory, &error))?;
    for file in report.files() {
        write(&directory.join(file.name), &file.content)?;
    }
    let document = serde_json::json!({
        "schema": "switchboard.eval.run.v1",
        "provenance": report.provenance,
        "timing": timing,
    });
    write(&directory.join("run.json"), &format!("{document:#}\n"))
}

fn write(path: &Path, content: &str) -> Result<(), Failure> {
    std::fs::write(path, content).map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new("eval.output", format!("{}: {error}", path.display())).help("check --report and --write-baseline")
}
