//! A command that runs.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::ended::Ended;
use crate::error::EngineTestError;

/// How long a command may take; generous, because test machines are busy.
const LIMIT: Duration = Duration::from_secs(120);
/// How often a running process is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// A command that runs. Dropping it kills it.
#[derive(Debug)]
pub struct Running {
    child: Child,
    arguments: Vec<String>,
    // Files rather than pipes: what outlives the engine must not keep its reader waiting.
    stdout: File,
    stderr: File,
}

impl Running {
    /// Starts it in a process group of its own, as a shell does, with output to files in this folder.
    pub(crate) fn start(mut command: Command, folder: &Path, arguments: &[&str]) -> Result<Self, EngineTestError> {
        let file = || tempfile::tempfile_in(folder).map_err(EngineTestError::io("make a file for output"));
        let (stdout, stderr) = (file()?, file()?);
        let writer = |file: &File| file.try_clone().map_err(EngineTestError::io("share a file for output"));
        command.stdin(Stdio::null()).stdout(writer(&stdout)?).stderr(writer(&stderr)?).process_group(0);
        let child = command.spawn().map_err(EngineTestError::io("start the engine"))?;
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        Ok(Self { child, arguments, stdout, stderr })
    }

    /// Sends a signal to the engine itself.
    pub fn signal(&self, signal: Signal) {
        if let Some(pid) = Pid::from_raw(self.child.id().cast_signed()) {
            let _ended = kill_process(pid, signal);
        }
    }

    /// Whether it has not ended yet.
    ///
    /// # Errors
    /// The operating system does not say.
    pub fn is_running(&mut self) -> Result<bool, EngineTestError> {
        self.child.try_wait().map(|status| status.is_none()).map_err(EngineTestError::io("look at the engine"))
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// [`EngineTestError::Late`] if it takes too long; it is killed then.
    pub fn wait(self) -> Result<Ended, EngineTestError> {
        self.wait_for(LIMIT)
    }

    /// Waits for its end, this long at most.
    ///
    /// # Errors
    /// [`EngineTestError::Late`] if it takes too long; it is killed then.
    pub fn wait_for(mut self, limit: Duration) -> Result<Ended, EngineTestError> {
        let begun = Instant::now();
        loop {
            let status = self.child.try_wait().map_err(EngineTestError::io("wait for the engine"))?;
            if let Some(status) = status {
                return self.ended(status.code());
            }
            if begun.elapsed() > limit {
                let ended = Box::new(self.ended(None)?);
                return Err(EngineTestError::Late { arguments: self.arguments.join(" "), limit, ended });
            }
            std::thread::sleep(LOOK);
        }
    }

    fn ended(&mut self, code: Option<i32>) -> Result<Ended, EngineTestError> {
        let (stdout, stderr) = (read(&mut self.stdout)?, read(&mut self.stderr)?);
        Ok(Ended { arguments: self.arguments.clone(), code, stdout, stderr })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended, or nobody waits for it.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

fn read(file: &mut File) -> Result<String, EngineTestError> {
    let mut bytes = Vec::new();
    let read = file.rewind().and_then(|()| file.read_to_end(&mut bytes));
    read.map_err(EngineTestError::io("read the engine's output"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
