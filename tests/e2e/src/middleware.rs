//! A running `serve`.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::error::StartError;

/// How long a start may take; generous, because test machines are busy.
const START: Duration = Duration::from_secs(60);
/// How long an orderly stop may take; the process gives messages in hand 20 s.
const STOP: Duration = Duration::from_secs(40);
/// How much of the log an error shows, bytes.
const LOG_SHOWN: usize = 2_000;

/// A running `serve`. Dropping the value kills the process.
#[derive(Debug)]
pub struct Middleware {
    child: Child,
    ready: Value,
    url: String,
    pid: u32,
    /// Kept open: the process may write more.
    _stdout: BufReader<ChildStdout>,
}

impl Middleware {
    pub(crate) async fn when_ready(mut child: Child, log: PathBuf) -> Result<Self, StartError> {
        let not_ready = |line: &str| StartError::ReadyLine(line.to_owned());
        let (Some(stdout), Some(pid)) = (child.stdout.take(), child.id()) else { return Err(not_ready("")) };
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        let read = tokio::time::timeout(START, stdout.read_line(&mut line)).await;
        match read {
            Ok(read) => read.map_err(StartError::io("read the ready line"))?,
            Err(_) => return Err(StartError::Late { waited: START, log: end_of(&log) }),
        };
        if line.is_empty() {
            drop(tokio::time::timeout(STOP, child.wait()).await);
            return Err(StartError::Ended { log: end_of(&log) });
        }
        let ready: Value = serde_json::from_str(&line).map_err(|_| not_ready(&line))?;
        let url = ready.get("listening").and_then(Value::as_str).ok_or_else(|| not_ready(&line))?.to_owned();
        Ok(Self { child, ready, url, pid, _stdout: stdout })
    }

    /// URL of the ingress.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The ready line.
    pub fn ready(&self) -> &Value {
        &self.ready
    }

    /// Process id.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Ends the process with SIGKILL: it can do nothing more, not even flush.
    ///
    /// # Errors
    /// [`StartError::Io`] when it cannot be killed.
    pub async fn kill(&mut self) -> Result<(), StartError> {
        self.child.kill().await.map_err(StartError::io("kill the process"))
    }

    /// Asks the process to end (SIGTERM) and waits until it has.
    ///
    /// # Errors
    /// [`StartError`] when it does not end in time.
    pub async fn stop(&mut self) -> Result<ExitStatus, StartError> {
        let asked = Command::new("kill").args(["-TERM", &self.pid.to_string()]).status().await;
        asked.map_err(StartError::io("send SIGTERM"))?;
        let ended = tokio::time::timeout(STOP, self.child.wait()).await;
        ended.map_err(|_| StartError::DoesNotEnd(STOP))?.map_err(StartError::io("wait for the process"))
    }
}

fn end_of(log: &Path) -> String {
    let text = String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned();
    let from = (text.len().saturating_sub(LOG_SHOWN)..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[from..].to_owned()
}
