//! `day`: the whole middleware in this process, and a day of conversations through it over HTTP.

mod check;
mod directory;
mod file;
mod guide;
mod observe;
mod order;
mod play;
mod progress;
mod run;
mod summary;
mod vendors;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use self::file::DayFile;
use self::run::Run;
use crate::cli::{Place, Serve};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::serve::{Service, stopped};

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard day                       play the day, then stay up to look around until Ctrl-C
  switchboard day --once                play the day and stop; exit 0 only if everything went as expected
  switchboard day --once --format json  one record a conversation, then one for the day

The conversations and what is expected of them: functions/standalone/day/conversations.toml")]
pub(crate) struct Day {
    /// Stop when the day is over. Exit 0 only if every expectation holds.
    #[arg(long)]
    once: bool,
    /// Run the clock this many times as fast, delays, windows and budgets included.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=50))]
    speed: u32,
    /// Data directory. It is emptied first, if an earlier day made it.
    #[arg(long, value_name = "DIR", default_value = "./.switchboard/run")]
    data: PathBuf,
    /// Address of the ingress; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Address of the simulated vendors; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    simulate_listen: SocketAddr,
    /// How the results are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Another day (TOML, like the built-in one).
    #[arg(long, value_name = "FILE", hide = true)]
    file: Option<PathBuf>,
}

impl Day {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let day = DayFile::load(self.file.as_deref())?;
        directory::prepare(&self.data)?;
        let service = Service::start(Serve {
            place: Place { data: self.data.clone(), config: None },
            listen: self.listen,
            simulate: true,
            simulate_listen: self.simulate_listen,
            speed: self.speed,
            format: self.format,
        })
        .await?;
        let result = self.play(day, &service).await;
        if !self.once && result.is_ok() {
            stopped().await;
            output::note("stopping: messages in hand are finished first");
        }
        service.stop().await;
        match result? {
            0 => Ok(ExitCode::SUCCESS),
            wrong => Err(Failure::new("day.expectations", format!("{wrong} expectations of the day do not hold"))
                .help(format!(
                    "each difference is named above; `{}` tells a conversation's whole story",
                    guide::explain(&self.data, "ID")
                ))),
        }
    }

    /// Plays the day and prints what became of it. Returns how many expectations do not hold.
    async fn play(&self, day: DayFile, service: &Service) -> Result<usize, Failure> {
        let vendors = Arc::new(vendors::Vendors::new(service)?);
        let outcome = Run::new(day, Arc::clone(&vendors), Arc::clone(&service.host)).play().await?;
        summary::print(&outcome, self.format);
        if !self.once {
            guide::print(&vendors, &self.data, &outcome, self.format);
        }
        Ok(outcome.wrong())
    }
}
