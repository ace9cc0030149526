//! What runs, remembered between commands.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;

use serde::{Deserialize, Serialize};
use switchboard_settings::SecretName;

use crate::background::Background;
use crate::emulator::Emulator;
use crate::error::LocalError;
use crate::place::Place;

const FILE: &str = "session.json";
/// First part of the variables that hold secrets.
const SECRET: &str = "SWITCHBOARD_SECRET_";

/// The processes of an environment and what they were started with.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Session {
    /// The AWS emulator.
    pub emulator: Emulator,
    /// The simulated vendors.
    pub simulators: Background,
    /// What the simulators told when they started: addresses and credentials.
    pub vendors: BTreeMap<String, String>,
}

impl Session {
    /// The session of a place, if its processes still run.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find(place: &Place) -> Result<Option<Self>, LocalError> {
        let Ok(text) = fs::read_to_string(place.file(FILE)) else { return Ok(None) };
        let session: Self = serde_json::from_str(&text).map_err(|error| LocalError::call(FILE, error))?;
        Ok(Some(session).filter(|session| session.emulator.runs() && session.simulators.runs()))
    }

    /// Keeps it, readable by its owner only: it holds the simulators' credentials.
    pub(crate) fn keep(&self, place: &Place) -> Result<(), LocalError> {
        let text = serde_json::to_string_pretty(self).map_err(|error| LocalError::call(FILE, error))?;
        let path = place.file(FILE);
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        options
            .open(&path)
            .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
            .map_err(LocalError::io(format!("write {}", path.display())))
    }

    pub(crate) fn forget(place: &Place) {
        // One that is gone already needs no forgetting.
        drop(fs::remove_file(place.file(FILE)));
    }

    /// Ends all processes at once: for a test that failed.
    pub fn kill(&self) {
        let emulator = [Some(self.emulator.process), self.emulator.front];
        emulator.into_iter().flatten().chain([self.simulators]).for_each(|process| process.kill());
    }

    /// Secrets by their names in the store, `richpanel/api_key`.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let value = |name: SecretName| self.vendors.get(&name.variable()).map(|value| (name.path(), value.as_str()));
        SecretName::ALL.into_iter().filter_map(value)
    }

    /// A variable of the simulators.
    pub(crate) fn vendor(&self, name: &str) -> &str {
        self.vendors.get(name).map_or("", String::as_str)
    }

    /// Variables that lead programs to the emulator, and the Pulumi program to the simulators; no secret among them.
    pub fn variables(&self) -> BTreeMap<String, String> {
        let endpoint = self.emulator.url();
        let mut all: BTreeMap<String, String> = [
            ("AWS_ENDPOINT_URL", endpoint.as_str()),
            ("AWS_REGION", "us-east-2"),
            // The emulator takes any credentials; the key is the account.
            ("AWS_ACCESS_KEY_ID", "000000000000"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("STAND_IN_MODE", "emulator"),
            ("STAND_IN_ENDPOINT", endpoint.as_str()),
            ("SWITCHBOARD_ENV", "local"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        all.extend(
            self.vendors.iter().filter(|(name, _)| !name.starts_with(SECRET)).map(|(n, v)| (n.clone(), v.clone())),
        );
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::Iam;

    fn session() -> Session {
        let vendors = [
            ("SWITCHBOARD_RICHPANEL_BASE_URL", "http://127.0.0.1:9"),
            ("SWITCHBOARD_SECRET_RICHPANEL_API_KEY", "k"),
            ("SWITCHBOARD_SECRET_SHOPIFY_ADMIN_API_TOKEN", "t"),
        ];
        Session {
            emulator: Emulator { iam: Iam::Open, process: Background { pid: 0, port: 1 }, front: None },
            simulators: Background { pid: 0, port: 2 },
            vendors: vendors.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        }
    }

    #[test]
    fn secrets_have_the_names_of_the_store_and_are_no_variables() {
        let session = session();
        let secrets: Vec<_> = session.secrets().collect();
        assert_eq!(secrets, [("richpanel/api_key", "k"), ("shopify/admin_api_token", "t")]);
        let variables = session.variables();
        assert!(variables.keys().all(|name| !name.contains("SECRET_RICH")) && !variables.values().any(|v| v == "k"));
        assert_eq!(variables["SWITCHBOARD_RICHPANEL_BASE_URL"], "http://127.0.0.1:9");
    }
}
