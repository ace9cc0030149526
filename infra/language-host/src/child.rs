//! Processes of the host. None of them outlives it: it kills them when it is cancelled or told to stop, and a program of
//! the SDK ends by itself when its standard input does, which happens however the host dies.

use std::collections::HashSet;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, ChildStdin, Command};

/// All processes that run, by process group.
#[derive(Clone, Debug, Default)]
pub(crate) struct Children(Arc<Mutex<HashSet<u32>>>);

/// A process with a group of its own; the group is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) child: Child,
    children: Children,
    group: u32,
    /// Open as long as the host lives.
    _lifeline: Option<ChildStdin>,
}

impl Children {
    /// Starts a process. Its standard input stays open until the host is gone.
    pub(crate) fn start(&self, command: &mut Command) -> std::io::Result<Running> {
        let mut child = command.stdin(Stdio::piped()).process_group(0).kill_on_drop(true).spawn()?;
        let group = child.id().unwrap_or_default();
        self.groups().insert(group);
        let lifeline = child.stdin.take();
        Ok(Running { child, children: self.clone(), group, _lifeline: lifeline })
    }

    /// Kills all that run, with what they have started.
    pub(crate) fn kill(&self) {
        for group in self.groups().drain() {
            kill(group);
        }
    }

    fn groups(&self) -> std::sync::MutexGuard<'_, HashSet<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    pub(crate) async fn wait(&mut self) -> std::io::Result<ExitStatus> {
        self.child.wait().await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.children.groups().remove(&self.group) {
            kill(self.group);
        }
    }
}

fn kill(group: u32) {
    let pid = i32::try_from(group).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // What is gone already need not be killed.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}
