//! `doctor`: what is ready, what is missing, and what to do about it. Changes nothing.

mod data;
mod open_questions;
#[cfg(feature = "aws")]
mod services;
mod settings;
mod vendors;

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::{Backend, Target};

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard doctor
  switchboard doctor --vendors --format json

Each line is ok, warn or fail; the exit code is 1 if any line is fail.")]
pub(crate) struct Doctor {
    /// Also call the vendors: one call to each, within their budgets.
    #[arg(long)]
    vendors: bool,
    #[command(flatten)]
    target: Target,
    /// How findings are printed; `json` gives one object a line.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Warn,
    Fail,
}

/// One line of the report.
#[derive(Debug, Serialize)]
struct Check {
    /// What was looked at, for example `secrets richpanel/api_key`.
    check: String,
    status: Status,
    message: String,
    /// The next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

impl Check {
    fn ok(check: impl Into<String>, message: impl ToString) -> Self {
        Self { check: check.into(), status: Status::Ok, message: message.to_string(), help: None }
    }

    fn warn(check: impl Into<String>, message: impl ToString, help: impl ToString) -> Self {
        Self { status: Status::Warn, help: Some(help.to_string()), ..Self::ok(check, message) }
    }

    fn fail(check: impl Into<String>, message: impl ToString, help: impl ToString) -> Self {
        Self { status: Status::Fail, ..Self::warn(check, message, help) }
    }

    /// A failure of something that must work.
    fn failed(check: impl Into<String>, failure: &Failure) -> Self {
        Self { status: Status::Fail, help: failure.next_step(), ..Self::ok(check, failure.message()) }
    }

    fn print(&self) {
        let status = match self.status {
            Status::Ok => "ok",
            Status::Warn => "warn",
            Status::Fail => "fail",
        };
        output::line(format!("{status:5} {:34} {}", self.check, self.message));
        if let Some(help) = &self.help {
            output::line(format!("{:5} {:34} help: {help}", "", ""));
        }
    }
}

impl Doctor {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let mut checks = Vec::new();
        let settings = settings::check(&self.target, &mut checks)?;
        let view = settings::switches(&self.target, &settings, &mut checks).await?;
        let bot = settings::secrets(&self.target, &settings, &mut checks).await?;
        let store = match self.target.backend {
            Backend::Embedded => data::check(&self.target.place, &settings, &mut checks).await,
            #[cfg(feature = "aws")]
            Backend::Aws => services::check(&self.target, &settings, &mut checks).await,
            #[cfg(not(feature = "aws"))]
            Backend::Aws => None,
        };
        open_questions::check(&settings, bot, view.release_stage, &mut checks);
        match (self.vendors, self.target.data()) {
            (false, _) => {}
            (true, Some(data)) => vendors::check(data, &settings, store, &mut checks).await,
            // The vendors' keys are for the functions alone.
            (true, None) => checks.push(Check::warn(
                "vendors",
                "not called: on AWS nobody but the functions reads their keys",
                "`switchboard jobs list` shows how the health job found them",
            )),
        }
        for check in &checks {
            match self.format {
                Format::Json => output::json(check),
                Format::Text => check.print(),
            }
        }
        let count = |status| checks.iter().filter(|check| check.status == status).count();
        let (warned, failed) = (count(Status::Warn), count(Status::Fail));
        if self.format == Format::Text {
            output::note(format!("{} checks: {failed} failed, {warned} warnings", checks.len()));
        }
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
