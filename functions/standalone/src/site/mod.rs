//! Where an operator's command works: a data directory of this machine, or a deployment on AWS with the caller's own
//! credentials.

#[cfg(feature = "aws")]
mod aws;
mod dead_letters;
mod secrets;
mod switches;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use switchboard_domain::Clock;
use switchboard_queue::Queue;
use switchboard_settings::{Loader, Settings};
use switchboard_store::Store;

use crate::cli::Place;
use crate::clock::DirectoryClock;
use crate::failure::Failure;
use crate::host::Stores;

pub(crate) use dead_letters::DeadLetterPlace;
pub(crate) use secrets::{Found, SecretPlace};

/// Where state is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// A data directory of this machine.
    Embedded,
    /// A deployment on AWS.
    Aws,
}

/// Which installation a command is about.
#[derive(Args, Clone, Debug)]
pub(crate) struct Target {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Where state is kept: in the data directory, or on AWS with your credentials.
    #[arg(long, value_enum, default_value = "embedded")]
    pub(crate) backend: Backend,
    /// Prefix and environment of the deployment on AWS, for example rp-mw-prod.
    #[arg(long, value_name = "PREFIX-ENV", required_if_eq("backend", "aws"))]
    pub(crate) stack_prefix: Option<String>,
}

/// State, queue and settings of an installation.
pub(crate) struct Site {
    pub(crate) settings: Settings,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) dead_letters: DeadLetterPlace,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Target {
    /// The data directory; `None` on AWS.
    pub(crate) fn data(&self) -> Option<&PathBuf> {
        (self.backend == Backend::Embedded).then_some(&self.place.data)
    }

    /// The effective settings. On AWS the environment is that of the deployment.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let mut variables: Vec<(String, String)> = std::env::vars().collect();
        if let Some(environment) = self.deployed_environment()? {
            const ENV: &str = "SWITCHBOARD_ENV";
            if let Some((_, set)) = variables.iter().find(|(name, set)| name == ENV && *set != environment) {
                return Err(Failure::usage(format!("{ENV} is {set}, but --stack-prefix names {environment}"))
                    .help(format!("unset {ENV}, or name a deployment of {set}")));
            }
            variables.push((ENV.to_owned(), environment));
        }
        Ok(Loader::process(variables, self.place.config.as_deref())?)
    }

    /// State and queue of the installation.
    pub(crate) async fn open(&self) -> Result<Site, Failure> {
        let settings = self.settings()?;
        match self.backend {
            Backend::Embedded => {
                let clock = DirectoryClock::in_use(&self.place.data)?;
                let stores = Stores::share(&self.place.data, &settings, clock)?;
                Ok(Site::from((settings, stores)))
            }
            #[cfg(feature = "aws")]
            Backend::Aws => Ok(Site::from(&self.deployment(settings).await?)),
            #[cfg(not(feature = "aws"))]
            Backend::Aws => Err(not_built()),
        }
    }

    #[cfg(feature = "aws")]
    fn deployed_environment(&self) -> Result<Option<String>, Failure> {
        if self.backend == Backend::Embedded {
            return Ok(None);
        }
        Ok(Some(self.namespace()?.environment().to_string()))
    }

    #[cfg(not(feature = "aws"))]
    fn deployed_environment(&self) -> Result<Option<String>, Failure> {
        if self.backend == Backend::Embedded { Ok(None) } else { Err(not_built()) }
    }
}

#[cfg(not(feature = "aws"))]
fn not_built() -> Failure {
    Failure::usage("this build of switchboard knows no AWS").help("build it with its default features")
}

impl From<(Settings, Stores)> for Site {
    fn from((settings, stores): (Settings, Stores)) -> Self {
        Self {
            settings,
            store: Arc::clone(&stores.store) as Arc<dyn Store>,
            queue: Arc::clone(&stores.queue) as Arc<dyn Queue>,
            dead_letters: DeadLetterPlace::Embedded(stores.queue),
            clock: stores.clock,
        }
    }
}
