//! A project, its state and the engine's home in a temporary folder.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde::de::DeserializeOwned;
use tempfile::TempDir;

use crate::binaries::Binaries;
use crate::deployment::Deployment;
use crate::ended::Ended;
use crate::error::EngineTestError;
use crate::journal::Journal;
use crate::preview::Preview;
use crate::process::Process;
use crate::project::{Source, project_name, write};
use crate::{PROJECT, STACK};

/// How long a command may take; generous, because test machines are busy.
const COMMAND: Duration = Duration::from_secs(120);
/// How often a running process is looked at.
const LOOK: Duration = Duration::from_millis(5);
/// What commands inherit of the environment: what cargo and rustup need, nothing of Pulumi or AWS.
const INHERITED: [&str; 6] = ["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH"];
