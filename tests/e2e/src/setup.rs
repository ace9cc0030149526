//! How the binary is started: data directory, log, environment.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::binary::binary;
use crate::error::StartError;
use crate::middleware::Middleware;

/// How long a command may take that ends by itself.
const COMMAND: Duration = Duration::from_secs(60);

/// Everything that a start of the binary is made of. Starting twice means a restart on the same data.
#[derive(Clone, Debug)]
pub struct Setup {
    data: PathBuf,
    log: PathBuf,
    listen: SocketAddr,
    variables: BTreeMap<String, String>,
    arguments: Vec<String>,
}

/// A command that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Setup {
    /// On this data directory; `serve` appends its standard error to `log`. The process inherits no `SWITCHBOARD_`
    /// variable, nor any other but `PATH`.
    pub fn new(data: impl Into<PathBuf>, log: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            log: log.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            variables: BTreeMap::new(),
            arguments: Vec::new(),
        }
    }

    /// Adds environment variables.
    #[must_use]
    pub fn variables<N: Into<String>, V: Into<String>>(mut self, given: impl IntoIterator<Item = (N, V)>) -> Self {
        self.variables.extend(given.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// Adds arguments of `serve`.
    #[must_use]
    pub fn arguments<A: Into<String>>(mut self, given: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(given.into_iter().map(Into::into));
        self
    }

    /// Listens there rather than on a free port of loopback.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// The data directory.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// What all starts of `serve` have written to standard error.
    ///
    /// # Errors
    /// [`StartError::Io`] when the log cannot be read.
    pub fn log(&self) -> Result<String, StartError> {
        let bytes = std::fs::read(&self.log).map_err(StartError::io("read the log"))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Starts `serve` and waits for its ready line.
    ///
    /// # Errors
    /// [`StartError`] when it cannot be started or is not ready in time.
    pub async fn serve(&self) -> Result<Middleware, StartError> {
        let mut command = self.serve_command()?;
        command.stdout(Stdio::piped()).stderr(self.log_file()?);
        let child = command.spawn().map_err(StartError::io("start the binary"))?;
        Middleware::when_ready(child, self.log.clone()).await
    }

    /// Starts `serve` expecting that it refuses to start, and waits for its end.
    ///
    /// # Errors
    /// [`StartError`] when it cannot be started or does not end.
    pub async fn serve_refused(&self) -> Result<Ended, StartError> {
        end(self.serve_command()?).await
    }

    /// Runs another command with the same environment and waits for its end.
    ///
    /// # Errors
    /// [`StartError`] when it cannot be started or does not end.
    pub async fn run(&self, arguments: &[&str]) -> Result<Ended, StartError> {
        let mut command = self.command()?;
        command.args(arguments);
        end(command).await
    }

    fn command(&self) -> Result<Command, StartError> {
        let mut command = Command::new(binary()?);
        command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path))).envs(&self.variables);
        command.stdin(Stdio::null()).kill_on_drop(true);
        Ok(command)
    }

    fn serve_command(&self) -> Result<Command, StartError> {
        let mut command = self.command()?;
        command.args(["serve", "--format", "json", "--listen", &self.listen.to_string(), "--data"]);
        command.arg(&self.data).args(&self.arguments);
        Ok(command)
    }

    fn log_file(&self) -> Result<File, StartError> {
        OpenOptions::new().create(true).append(true).open(&self.log).map_err(StartError::io("open the log"))
    }
}

async fn end(mut command: Command) -> Result<Ended, StartError> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().map_err(StartError::io("start the binary"))?;
    let output = tokio::time::timeout(COMMAND, child.wait_with_output())
        .await
        .map_err(|_| StartError::DoesNotEnd(COMMAND))?
        .map_err(StartError::io("wait for the binary"))?;
    Ok(Ended {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}
