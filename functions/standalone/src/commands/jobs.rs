//! `jobs`: the scheduled jobs, their last runs, and a run on demand.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde::Serialize;
use switchboard_domain::state::{AuditEntry, Row, Table};
use switchboard_domain::{SystemClock, Timestamp};
use switchboard_settings::Settings;
use switchboard_store::{Page, Store};
use switchboard_telemetry::{JsonLines, Level, Logger};
use switchboard_worker::{Job, JobOutcome, NOT_EQUIPPED};

use crate::clock::DirectoryClock;
use crate::failure::Failure;
use crate::host::{Host, Stores, Telling, check_settings, secrets_of};
use crate::output::{self, Format};
#[cfg(feature = "aws")]
use crate::site::Backend;
use crate::site::Target;

/// Name under which a run by hand holds the job's lease.
const OWNER: &str = "operator";

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard jobs list
  switchboard jobs run repair

A run calls the helpdesk: it needs the secrets and the settings of the process whose data directory it works on.")]
pub(crate) struct Jobs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Every job: cadence, purpose, last run and its result.
    List(List),
    /// Run a job now, unless it is running.
    Run(Run),
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    target: Target,
    /// How the list is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Args)]
struct Run {
    /// Which job.
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(Job::ALL.map(Job::name)))]
    name: String,
    #[command(flatten)]
    target: Target,
    /// How the result is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Serialize)]
struct Listed {
    job: &'static str,
    cadence_s: i64,
    purpose: &'static str,
    last_run: Option<LastRun>,
}

#[derive(Serialize)]
struct LastRun {
    at: Timestamp,
    ok: bool,
    counts: BTreeMap<String, u64>,
    duration_ms: u64,
}

#[derive(Serialize)]
struct Ran {
    job: String,
    counts: BTreeMap<String, u64>,
}

impl Jobs {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        match self.action {
            Action::List(command) => command.run().await?,
            Action::Run(command) => command.run().await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self) -> Result<(), Failure> {
        let site = self.target.open().await?;
        let head = ["job", "every", "last run", "result", "purpose"].map(str::to_owned).to_vec();
        let mut rows = vec![head];
        for job in Job::ALL {
            let listed = Listed {
                job: job.name(),
                cadence_s: job.cadence().0 / 1_000,
                purpose: job.purpose(),
                last_run: last_run(site.store.as_ref(), job).await?,
            };
            match self.format {
                Format::Json => output::json(&listed),
                Format::Text => rows.push(listed.cells()),
            }
        }
        if self.format == Format::Text {
            output::table(&rows);
        }
        Ok(())
    }
}

async fn last_run(store: &dyn Store, job: Job) -> Result<Option<LastRun>, Failure> {
    let rows = store.query(Table::Audit, &format!("JOB#{}", job.name()), "", Page::newest(1)).await?;
    Ok(rows.into_iter().find_map(|row| match row {
        Row::Audit(row) => match row.entry {
            AuditEntry::JobRun { ok, counts, duration_ms, .. } => Some(LastRun { at: row.at, ok, counts, duration_ms }),
            _ => None,
        },
        _ => None,
    }))
}

impl Listed {
    fn cells(&self) -> Vec<String> {
        let (at, result) = match &self.last_run {
            None => ("never".to_owned(), "-".to_owned()),
            Some(run) if run.ok => (run.at.to_string(), format!("ok, {}", counted(&run.counts))),
            Some(run) => (run.at.to_string(), "failed".to_owned()),
        };
        vec![self.job.to_owned(), format!("{} s", self.cadence_s), at, result, self.purpose.to_owned()]
    }
}

fn counted(counts: &BTreeMap<String, u64>) -> String {
    counts.iter().map(|(name, n)| format!("{n} {name}")).collect::<Vec<_>>().join(", ")
}

impl Run {
    async fn run(self) -> Result<(), Failure> {
        let job = Job::from_name(&self.name)
            .ok_or_else(|| Failure::usage(format!("there is no job {}", self.name)).help("`switchboard jobs list`"))?;
        let settings = self.target.settings()?;
        for warning in check_settings(&settings, &SystemClock::new())? {
            output::note(warning);
        }
        match self.outcome(job, settings).await? {
            JobOutcome::Ran(counts) => {
                let ran = Ran { job: self.name, counts };
                match self.format {
                    Format::Json => output::json(&ran),
                    Format::Text => output::line(format!("{}: {}", ran.job, counted(&ran.counts))),
                }
                Ok(())
            }
            JobOutcome::Busy => Err(Failure::new("jobs.busy", format!("another run of {} is under way", self.name))
                .help("`switchboard jobs list` shows when it ended")),
            JobOutcome::Failed { code, counts } => {
                let counted = if counts.is_empty() { String::new() } else { format!(" ({})", counted(&counts)) };
                let help = if job == Job::Probe && code == NOT_EQUIPPED {
                    "set SWITCHBOARD_EDGE_URL to the address under which the webhook is reached from outside"
                } else {
                    "`switchboard doctor` tells what is wrong; the schedule tries again"
                };
                Err(Failure::new(code, format!("{} failed{counted}; nothing is lost", self.name)).help(help))
            }
        }
    }

    async fn outcome(&self, job: Job, settings: Settings) -> Result<JobOutcome, Failure> {
        #[cfg(feature = "aws")]
        if self.target.backend == Backend::Aws {
            let host = self.target.deployment(settings).await?;
            let run = async { Ok(host.jobs(job, OWNER).await?.run(job).await) };
            return host.prepared(switchboard_host::aws::secrets_of(job), run).await;
        }
        let data = &self.target.place.data;
        let stores = Stores::share(data, &settings, DirectoryClock::in_use(data)?)?;
        let source = secrets_of(data, settings.environment());
        let telling = Telling {
            logger: Logger::new(settings.environment(), env!("CARGO_PKG_VERSION")),
            sink: Arc::new(JsonLines::new(std::io::stderr(), Level::Error)),
            metrics: Arc::default(),
        };
        Ok(Host::new(stores, settings, source, telling, OWNER)?.jobs.run(job).await)
    }
}
