//! Processes that outlive the command that starts them.

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde::{Deserialize, Serialize};

use crate::error::LocalError;

/// How long a process may take to end before it is killed.
const GRACE: Duration = Duration::from_secs(10);

/// A process in the background and the port that it listens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Background {
    /// Process id.
    pub pid: i32,
    /// Port on 127.0.0.1.
    pub port: u16,
}

impl Background {
    /// Starts a program that writes its output to a file.
    pub(crate) fn start(mut command: Command, port: u16, log: &Path) -> Result<Self, LocalError> {
        let open = || File::create(log).map_err(LocalError::io(format!("write {}", log.display())));
        let file = open()?;
        let errors = file.try_clone().map_err(LocalError::io("share a log"))?;
        // A group of its own: Ctrl-C in the terminal is not meant for it.
        command.stdin(Stdio::null()).stdout(file).stderr(errors).process_group(0);
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().map_err(LocalError::io(format!("start {name}")))?;
        Ok(Self { pid: i32::try_from(child.id()).unwrap_or_default(), port })
    }

    /// `http://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Whether it still runs.
    pub fn runs(&self) -> bool {
        // A child that has ended and that nobody waited for is not running.
        let zombie = std::fs::read_to_string(format!("/proc/{}/stat", self.pid))
            .is_ok_and(|stat| stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z')));
        Pid::from_raw(self.pid).is_some_and(|pid| test_kill_process(pid).is_ok()) && !zombie
    }

    /// Ends it at once.
    pub fn kill(&self) {
        if let Some(pid) = Pid::from_raw(self.pid) {
            // One that has ended needs no signal.
            let _ = kill_process(pid, Signal::KILL);
        }
    }

    /// Asks it to end, and ends it if it does not.
    pub(crate) async fn stop(&self) {
        let Some(pid) = Pid::from_raw(self.pid) else { return };
        for signal in [Signal::TERM, Signal::KILL] {
            if kill_process(pid, signal).is_err() {
                return;
            }
            let ended = async {
                while self.runs() {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            };
            if tokio::time::timeout(GRACE, ended).await.is_ok() {
                return;
            }
        }
    }
}

/// A free port of 127.0.0.1.
pub(crate) fn free_port() -> Result<u16, LocalError> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).map_err(LocalError::io("find a free port"))?;
    Ok(listener.local_addr().map_err(LocalError::io("find a free port"))?.port())
}

/// Waits until `ready` holds.
pub(crate) async fn until(
    what: &'static str,
    waited: Duration,
    log: &Path,
    ready: impl AsyncFn() -> bool,
) -> Result<(), LocalError> {
    let poll = async {
        while !ready().await {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(waited, poll).await.map_err(|_| LocalError::Late { what, waited, log: log.to_owned() })
}
