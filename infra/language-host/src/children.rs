//! The processes that the host has started: each leads a process group of its own, and none outlives the call that
//! wanted it, the engine's Cancel, or the host.
//!
//! A host that is killed outright cannot clean up. For that case it holds the writing end of each child's standard
//! input and says so in `PULUMI_RUST_LIFELINE`: the SDK ends the program when its standard input does.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::{ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};

use crate::error::HostError;

/// Environment variable that tells the SDK what to watch.
pub(crate) const LIFELINE: &str = "PULUMI_RUST_LIFELINE";

/// The register of running children.
#[derive(Debug, Clone, Default)]
pub(crate) struct Children(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Counts cancellations. A call that began before one must not start anything after it.
    epoch: u64,
    groups: HashSet<Pid>,
}

/// The right to start processes, until the next cancellation.
#[derive(Debug, Clone)]
pub(crate) struct Permit {
    children: Children,
    epoch: u64,
}

impl Children {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To be taken when a call begins.
    #[must_use]
    pub(crate) fn permit(&self) -> Permit {
        Permit { children: self.clone(), epoch: self.state().epoch }
    }

    /// Kills every child with its descendants, and voids all permits.
    pub(crate) fn cancel(&self) {
        let mut state = self.state();
        state.epoch += 1;
        state.groups.iter().for_each(|group| kill(*group));
    }
}

impl Permit {
    /// Whether there was a cancellation since.
    pub(crate) fn is_void(&self) -> bool {
        self.children.state().epoch != self.epoch
    }

    /// Starts a process as the leader of its own group. Its standard input stays open and empty.
    pub(crate) fn start(&self, command: &mut Command) -> Result<Running, HostError> {
        let program = PathBuf::from(command.as_std().get_program());
        let mut state = self.children.state();
        if state.epoch != self.epoch {
            return Err(HostError::Cancelled);
        }
        let child = command.stdin(Stdio::piped()).process_group(0).spawn();
        let mut child = child.map_err(|source| HostError::Start { program, source })?;
        let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        state.groups.extend(group);
        // Waiting for a child closes its standard input, unless somebody else holds it.
        let lifeline = child.stdin.take();
        Ok(Running { child, group, permit: self.clone(), _lifeline: lifeline })
    }

    /// Runs a process to its end and collects what it writes.
    pub(crate) async fn output(&self, command: &mut Command) -> Result<Output, HostError> {
        let mut running = self.start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        let (stdout, stderr) = (collect(running.stdout()), collect(running.stderr()));
        let (stdout, stderr, status) = tokio::join!(stdout, stderr, running.wait());
        Ok(Output { status: status?, stdout, stderr })
    }
}

async fn collect(stream: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut text = Vec::new();
    if let Some(mut stream) = stream {
        // A broken pipe ends the text; the exit status says whether that matters.
        drop(stream.read_to_end(&mut text).await);
    }
    text
}

/// A child and its group; dropping it kills them.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    group: Option<Pid>,
    permit: Permit,
    _lifeline: Option<ChildStdin>,
}

impl Running {
    pub(crate) const fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    pub(crate) const fn stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr.take()
    }

    /// Waits for the child, then ends what it may have left behind.
    pub(crate) async fn wait(&mut self) -> Result<ExitStatus, HostError> {
        let status = self.child.wait().await.map_err(HostError::Process)?;
        self.end();
        if self.permit.is_void() { Err(HostError::Cancelled) } else { Ok(status) }
    }

    fn end(&mut self) {
        if let Some(group) = self.group.take() {
            kill(group);
            self.permit.children.state().groups.remove(&group);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// A group that is gone already is as good as killed.
fn kill(group: Pid) {
    let _gone = kill_process_group(group, Signal::KILL);
}
