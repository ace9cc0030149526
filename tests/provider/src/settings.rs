//! What the environment says about this process.

use std::path::PathBuf;
use std::time::Duration;

use crate::backend::Mode;
use crate::config::Endpoint;

/// Variable that chooses the mode: `plan-only`, `file` or `emulator`.
const MODE: &str = "STAND_IN_MODE";
/// Variable with the path of the store, for the mode `file`.
const STORE: &str = "STAND_IN_STORE";
/// Variable with the address of the emulator, for the mode `emulator`.
const ENDPOINT: &str = "STAND_IN_ENDPOINT";
/// Variable with the milliseconds that every call to the cloud takes.
const LATENCY: &str = "STAND_IN_LATENCY_MS";
/// Variable with the path of the call log.
const LOG: &str = "STAND_IN_LOG";
/// Variables with the region, the first one first, as every AWS tool reads them.
const REGION: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// Settings of the process.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What becomes of resources; `None` if the environment does not say.
    pub mode: Option<Mode>,
    /// How long a call to the cloud takes.
    pub latency: Duration,
    /// Where calls are logged.
    pub log: Option<PathBuf>,
    /// The region for a configuration without one.
    pub region: Option<String>,
}

/// A variable of the environment cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Not a mode.
    #[error(
        "{MODE}=`{0}` is no mode; set it to `plan-only`, to `file` together with {STORE}=<path of a JSON file>, or to \
         `emulator` together with {ENDPOINT}=http://127.0.0.1:4566"
    )]
    Mode(String),
    /// The mode needs a path.
    #[error("{MODE}=file needs a place to keep resources in; set {STORE}=<path of a JSON file>")]
    Store,
    /// Not an address of this machine.
    #[error("{ENDPOINT}=`{0}` is no address of this machine; set it to one such as http://127.0.0.1:4566")]
    Endpoint(String),
    /// Not a number.
    #[error("{LATENCY}=`{0}` is no number of milliseconds; set it to 0 or more, or unset it")]
    Latency(String),
}

impl Settings {
    /// Reads the settings through a function that gives a variable's value.
    ///
    /// # Errors
    /// On a value that cannot be used.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let mode = match set(MODE).as_deref() {
            None => None,
            Some("plan-only") => Some(Mode::PlanOnly),
            Some("file") => Some(Mode::File(set(STORE).ok_or(SettingsError::Store)?.into())),
            Some("emulator") => Some(Mode::Emulator(set(ENDPOINT).map(emulator).transpose()?)),
            Some(other) => return Err(SettingsError::Mode(other.to_owned())),
        };
        let latency = match set(LATENCY) {
            None => 0,
            Some(text) => text.parse().map_err(|_| SettingsError::Latency(text))?,
        };
        Ok(Self {
            mode,
            latency: Duration::from_millis(latency),
            log: set(LOG).map(PathBuf::from),
            region: REGION.iter().find_map(|name| set(name)),
        })
    }
}

/// The address of an emulator, which is on this machine.
fn emulator(url: String) -> Result<Endpoint, SettingsError> {
    let endpoint = Endpoint { service: ENDPOINT.to_owned(), url };
    if endpoint.is_loopback() { Ok(endpoint) } else { Err(SettingsError::Endpoint(endpoint.url)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let find = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Settings::read(find)
    }

    #[test]
    fn the_environment_may_be_empty() {
        let settings = read(&[]).unwrap();
        assert_eq!((settings.mode, settings.latency, settings.region), (None, Duration::ZERO, None));
    }

    #[test]
    fn values_are_read() {
        let settings = read(&[
            ("STAND_IN_MODE", "file"),
            ("STAND_IN_STORE", "store.json"),
            ("STAND_IN_LATENCY_MS", "20"),
            ("AWS_DEFAULT_REGION", "eu-west-1"),
        ])
        .unwrap();
        assert_eq!(settings.mode, Some(Mode::File("store.json".into())));
        assert_eq!(settings.latency, Duration::from_millis(20));
        assert_eq!(settings.region.as_deref(), Some("eu-west-1"));
    }

    #[test]
    fn unusable_values_are_refused() {
        assert_eq!(read(&[("STAND_IN_MODE", "live")]).unwrap_err(), SettingsError::Mode("live".into()));
        assert_eq!(read(&[("STAND_IN_MODE", "file")]).unwrap_err(), SettingsError::Store);
        let remote = "https://sqs.us-east-2.amazonaws.com";
        let mode = ("STAND_IN_MODE", "emulator");
        assert_eq!(read(&[mode, ("STAND_IN_ENDPOINT", remote)]).unwrap_err(), SettingsError::Endpoint(remote.into()));
        assert_eq!(read(&[mode]).unwrap().mode, Some(Mode::Emulator(None)));
        let local = read(&[mode, ("STAND_IN_ENDPOINT", "http://127.0.0.1:4566")]).unwrap().mode;
        assert!(matches!(local, Some(Mode::Emulator(Some(endpoint))) if endpoint.url == "http://127.0.0.1:4566"));
        assert_eq!(read(&[("STAND_IN_LATENCY_MS", "1s")]).unwrap_err(), SettingsError::Latency("1s".into()));
    }
}
