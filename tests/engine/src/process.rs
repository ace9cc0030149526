//! Processes of a workspace, recognized by its engine's home in their environment.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use rustix::process::{Pid, Signal, kill_process};

/// A running process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    pid: i32,
    /// Name of the executable file.
    pub name: String,
}

impl Process {
    /// Every process whose environment has `PULUMI_HOME` set to this folder; zombies have ended.
    pub(crate) fn of_home(home: &Path) -> Vec<Self> {
        let variable = [b"PULUMI_HOME=", home.as_os_str().as_bytes()].concat();
        let folders = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = folders.filter_map(|folder| folder.file_name().to_str()?.parse().ok());
        let belongs = |pid: &i32| {
            let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|one| one == variable)
        };
        pids.filter(belongs).filter_map(Self::of_pid).collect()
    }

    fn of_pid(pid: i32) -> Option<Self> {
        let executable: PathBuf = fs::read_link(format!("/proc/{pid}/exe")).ok()?;
        Some(Self { pid, name: executable.file_name()?.to_string_lossy().into_owned() })
    }

    /// Its command line and environment, as any process of the same user can read them; empty once it has ended.
    pub fn visible(&self) -> String {
        let read = |file: &str| fs::read(format!("/proc/{}/{file}", self.pid)).unwrap_or_default();
        String::from_utf8_lossy(&[read("cmdline"), read("environ")].concat()).replace('\0', "\n")
    }

    /// Sends it a signal; one that has ended needs none.
    pub fn signal(&self, signal: Signal) {
        if let Some(pid) = Pid::from_raw(self.pid) {
            let _ended = kill_process(pid, signal);
        }
    }

    /// Its resident set now, bytes: memory shared with others counts for each.
    pub fn resident_bytes(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kibibytes * 1024)
    }
}
