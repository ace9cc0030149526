//! Up and down.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::emulator::{self, Iam};
use crate::engine::{Engine, STACK};
use crate::error::LocalError;
use crate::inventory::inventory;
use crate::place::Place;
use crate::session::Session;
use crate::simulators::{self, Admin};

/// Name of the environment in every resource.
pub(crate) const BASE: &str = "rp-mw-local";

/// How it is started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether roles are enforced.
    pub iam: Iam,
    /// Whether the engine's progress is kept to itself.
    pub quiet: bool,
}

/// A running environment.
#[derive(Debug)]
pub struct Local {
    place: Place,
    session: Session,
    engine: Engine,
    outputs: Value,
}

impl Local {
    /// Starts what does not run yet and deploys the stack.
    ///
    /// # Errors
    /// A program is missing, does not start, or the deployment fails. What was started stays, to be looked at, until `down`.
    pub async fn up(place: &Place, options: &Options) -> Result<Self, LocalError> {
        fs::create_dir_all(place.folder()).map_err(LocalError::io("make the folder of the local environment"))?;
        let session = match Session::find(place)? {
            Some(session) => session,
            None => Self::begin(place, options.iam).await?,
        };
        let engine = Engine::new(place, session.variables())?;
        engine.stack()?;
        let deploy = ["up", "--yes", "--skip-preview", "--stack", STACK];
        if options.quiet {
            engine.output(&deploy)?;
        } else {
            engine.show(&deploy)?;
        }
        let outputs = engine.outputs()?;
        let local = Self { place: place.clone(), session, engine, outputs };
        local.put_secrets()?;
        Admin(&local.session.simulators).announce_to(local.webhook_url()).await?;
        Ok(local)
    }

    async fn begin(place: &Place, iam: Iam) -> Result<Session, LocalError> {
        // Without its emulator the state of a former one means nothing.
        if place.backend().is_dir() {
            fs::remove_dir_all(place.backend()).map_err(LocalError::io("remove the state of a former emulator"))?;
        }
        let emulator = emulator::start(place, iam).await?;
        let started = simulators::start(place).await;
        let (simulators, vendors) = match started {
            Ok(started) => started,
            Err(error) => {
                emulator.stop().await;
                return Err(error);
            }
        };
        let session = Session { emulator, simulators, vendors };
        session.keep(place)?;
        Ok(session)
    }

    /// The environment that runs.
    ///
    /// # Errors
    /// [`LocalError::Down`] if none does.
    pub fn find(place: &Place) -> Result<Self, LocalError> {
        let session = Session::find(place)?.ok_or(LocalError::Down)?;
        let engine = Engine::new(place, session.variables())?;
        let outputs = engine.outputs()?;
        Ok(Self { place: place.clone(), session, engine, outputs })
    }

    /// Destroys the stack, makes sure that the emulator is empty, and stops everything.
    ///
    /// # Errors
    /// [`LocalError::LeftBehind`] names what is left; it is stopped nevertheless.
    pub async fn down(self) -> Result<(), LocalError> {
        let destroyed = self.engine.output(&["destroy", "--yes", "--skip-preview", "--stack", STACK]);
        let left = match &destroyed {
            Ok(_) => inventory(&self.session).await,
            Err(_) => Ok(Vec::new()),
        };
        self.stop().await;
        destroyed?;
        match left? {
            left if left.is_empty() => Ok(()),
            left => Err(LocalError::LeftBehind(left)),
        }
    }

    /// Stops the processes and forgets them; nothing is destroyed first.
    pub async fn stop(self) {
        self.session.simulators.stop().await;
        self.session.emulator.stop().await;
        Session::forget(&self.place);
        // The next emulator is another world.
        drop(fs::remove_dir_all(self.place.backend()));
    }

    fn put_secrets(&self) -> Result<(), LocalError> {
        for (name, value) in self.session.secrets() {
            self.operate(&["secrets", "put", name], Some(value))?;
        }
        Ok(())
    }

    /// Runs an operator's command against the deployed stack; gives what it printed.
    ///
    /// # Errors
    /// [`LocalError::Program`] with what it said.
    pub fn operate(&self, arguments: &[&str], input: Option<&str>) -> Result<String, LocalError> {
        let mut command = Command::new(self.place.binary("switchboard")?);
        command.args(arguments).args(["--backend", "aws", "--stack-prefix", BASE]);
        command.envs(self.session.variables()).env_remove("AWS_PROFILE");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let program = format!("switchboard {}", arguments.join(" "));
        let mut child = command.spawn().map_err(LocalError::io(format!("start {program}")))?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin
                .write_all(input.unwrap_or_default().as_bytes())
                .map_err(LocalError::io(format!("write to {program}")))?;
        }
        let output = child.wait_with_output().map_err(LocalError::io(format!("wait for {program}")))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(text);
        }
        Err(LocalError::Program { program, output: format!("{text}{}", String::from_utf8_lossy(&output.stderr)) })
    }

    /// Where the edge is.
    pub fn url(&self) -> &str {
        self.output("url")
    }

    /// Where webhooks are posted.
    pub fn webhook_url(&self) -> &str {
        self.output("webhookUrl")
    }

    /// An output of the stack; empty if there is none.
    pub fn output(&self, name: &str) -> &str {
        self.outputs.get(name).and_then(Value::as_str).unwrap_or("")
    }

    /// All outputs of the stack.
    pub fn outputs(&self) -> &Value {
        &self.outputs
    }

    /// What runs.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The engine with the stack selected.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }
}
