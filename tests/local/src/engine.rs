//! The real Pulumi engine, in a home of its own.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::error::LocalError;
use crate::place::Place;

/// The stack of this machine.
pub(crate) const STACK: &str = "local";

/// Runs `pulumi` for a place.
#[derive(Clone, Debug)]
pub struct Engine {
    place: Place,
    variables: BTreeMap<String, String>,
}

impl Engine {
    /// An engine whose programs and providers see these variables. The stand-in provider is put into its home.
    ///
    /// # Errors
    /// The provider is not built, or cannot be placed.
    pub fn new(place: &Place, variables: BTreeMap<String, String>) -> Result<Self, LocalError> {
        let provider = place.provider();
        let built = place.binary("pulumi-resource-aws")?;
        let folder = provider.parent().unwrap_or(&provider);
        let placed = fs::create_dir_all(folder)
            .and_then(|()| fs::create_dir_all(place.backend()))
            .and_then(|()| if provider.is_symlink() { fs::remove_file(&provider) } else { Ok(()) })
            .and_then(|()| symlink(&built, &provider));
        placed.map_err(LocalError::io("place the stand-in provider"))?;
        Ok(Self { place: place.clone(), variables })
    }

    /// All variables of its commands, also for a terminal.
    pub fn variables(&self) -> BTreeMap<String, String> {
        let mut all = self.variables.clone();
        let own = [
            ("PULUMI_HOME", self.place.home().display().to_string()),
            ("PULUMI_BACKEND_URL", format!("file://{}", self.place.backend().display())),
            ("PULUMI_CONFIG_PASSPHRASE", String::new()),
            ("PULUMI_SKIP_UPDATE_CHECK", "true".to_owned()),
            ("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true".to_owned()),
        ];
        all.extend(own.map(|(name, value)| (name.to_owned(), value)));
        all
    }

    /// Runs it and lets the user see what it says.
    ///
    /// # Errors
    /// [`LocalError::Engine`] if it fails.
    pub fn show(&self, arguments: &[&str]) -> Result<(), LocalError> {
        let status = self.command(arguments).status().map_err(LocalError::io("start pulumi"))?;
        match status.success() {
            true => Ok(()),
            false => Err(LocalError::Engine { command: arguments.join(" "), output: String::new() }),
        }
    }

    /// Runs it and gives its output.
    ///
    /// # Errors
    /// [`LocalError::Engine`] with all that it said, if it fails.
    pub fn output(&self, arguments: &[&str]) -> Result<String, LocalError> {
        let mut command = self.command(arguments);
        let output = command.stdin(Stdio::null()).output().map_err(LocalError::io("start pulumi"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(text);
        }
        let output = format!("{text}{}", String::from_utf8_lossy(&output.stderr));
        Err(LocalError::Engine { command: arguments.join(" "), output })
    }

    /// Makes the stack if there is none. Its file in the project stays as it is.
    ///
    /// # Errors
    /// [`LocalError::Engine`].
    pub fn stack(&self) -> Result<(), LocalError> {
        self.output(&["stack", "select", "--create", STACK]).map(drop)
    }

    /// Outputs of the stack; empty before the first deployment.
    ///
    /// # Errors
    /// [`LocalError::Engine`].
    pub fn outputs(&self) -> Result<Value, LocalError> {
        let text = self.output(&["stack", "output", "--json", "--stack", STACK])?;
        serde_json::from_str(&text).map_err(|error| LocalError::call("pulumi stack output", error))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.place.pulumi());
        command.args(arguments).arg("--non-interactive").current_dir(self.place.project()).envs(self.variables());
        // A proxy or profile of the user is not meant for the emulator.
        command.env_remove("AWS_PROFILE");
        let tools = self.place.root().join(".tools/bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(tools).chain(std::env::split_paths(&path)));
        command.env("PATH", path.unwrap_or_else(|_| OsString::new()));
        command
    }
}
