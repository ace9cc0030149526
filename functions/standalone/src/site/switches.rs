//! The switches of an installation.

use switchboard_domain::{SwitchView, Timestamp};
use switchboard_settings::switches::{SwitchValues, initial_values, switch_view};
use switchboard_settings::{Environment, SwitchError, SwitchFile, SwitchName};
use switchboard_store::DataDir;

use super::{Backend, Target};
use crate::failure::Failure;

/// Where switches are.
pub(crate) enum SwitchPlace {
    /// `switches.toml` of a data directory.
    Embedded {
        /// The directory.
        dir: DataDir,
        /// The file.
        file: SwitchFile,
        /// For the initial values.
        environment: Environment,
    },
    /// Parameters.
    #[cfg(feature = "aws")]
    Aws {
        /// The parameters.
        parameters: switchboard_cloud::ParameterSwitches,
        /// For the initial values.
        environment: Environment,
    },
}

impl Target {
    /// The switches of the installation, whose environment this is.
    pub(crate) async fn switches(&self, environment: Environment) -> Result<SwitchPlace, Failure> {
        match self.backend {
            Backend::Embedded => {
                let dir = DataDir::open_shared(&self.place.data)?;
                let file = SwitchFile::new(dir.path(), environment);
                Ok(SwitchPlace::Embedded { dir, file, environment })
            }
            #[cfg(feature = "aws")]
            Backend::Aws => Ok(SwitchPlace::Aws { parameters: self.deployed_switches().await?, environment }),
            #[cfg(not(feature = "aws"))]
            Backend::Aws => Err(super::not_built()),
        }
    }
}

impl SwitchPlace {
    /// Which environment it is.
    pub(crate) const fn environment(&self) -> Environment {
        match self {
            Self::Embedded { environment, .. } => *environment,
            #[cfg(feature = "aws")]
            Self::Aws { environment, .. } => *environment,
        }
    }

    /// The values as texts.
    pub(crate) async fn list(&self) -> Result<SwitchValues, SwitchError> {
        match self {
            Self::Embedded { file, .. } => file.list(),
            #[cfg(feature = "aws")]
            Self::Aws { parameters, .. } => parameters.list().await,
        }
    }

    /// The values before a change. A directory that was never started gets its initial values first, unless nothing is
    /// to be changed: a file with one value alone would count as damaged.
    pub(crate) async fn before_change(&self, dry_run: bool) -> Result<SwitchValues, SwitchError> {
        match self {
            Self::Embedded { dir, .. } if dir.path().join("switches.toml").exists() => {}
            Self::Embedded { dir, .. } if dir.state_file().exists() => return Ok(SwitchValues::new()),
            Self::Embedded { environment, .. } if dry_run => return Ok(initial_values(*environment)),
            Self::Embedded { file, .. } => file.create()?,
            #[cfg(feature = "aws")]
            Self::Aws { .. } => {}
        }
        self.list().await
    }

    /// Gives a switch a value, or takes it away.
    pub(crate) async fn change(&self, name: SwitchName, value: Option<&str>) -> Result<(), SwitchError> {
        match (self, value) {
            (Self::Embedded { file, .. }, Some(value)) => file.set(name, value),
            (Self::Embedded { file, .. }, None) => file.unset(name),
            #[cfg(feature = "aws")]
            (Self::Aws { parameters, .. }, Some(value)) => parameters.set(name, value).await,
            #[cfg(feature = "aws")]
            (Self::Aws { parameters, .. }, None) => parameters.unset(name).await,
        }
    }

    /// The switches as every process reads them.
    pub(crate) async fn view(&self, now: Timestamp) -> SwitchView {
        match self.list().await {
            Ok(values) => switch_view(self.environment(), &values, now),
            Err(_) => SwitchView::fail_closed(now),
        }
    }
}
