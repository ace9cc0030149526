//! The functions for their measurement: packaged, and taken out of their archives, so that what is deployed is measured.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::package::{self, archive};
use crate::process::root;

/// Functions that are measured.
const FUNCTIONS: [&str; 3] = ["ingress", "worker", "jobs"];

/// What the benchmark is given.
pub(super) struct Prepared {
    programs: PathBuf,
    archives: PathBuf,
}

impl Prepared {
    pub(super) fn add_to(&self, command: &mut Command) {
        command.arg("--programs").arg(&self.programs).arg("--archives").arg(&self.archives);
    }
}

/// Builds and lays out `<programs>/<function>/bootstrap`, the hello world among them.
pub(super) fn prepare() -> Result<Prepared, String> {
    let archives = package::measured("target/bench/archives")?;
    let programs = root().join("target/bench/lambda");
    for name in FUNCTIONS {
        let archive = archives.join(name).join("bootstrap.zip");
        let archive = fs::read(&archive).map_err(|error| format!("{}: {error}", archive.display()))?;
        put(&programs, name, &archive::content(&archive)?)?;
    }
    let hello = package::like_a_function("switchboard-runtime-api", "hello")?;
    let hello = fs::read(&hello).map_err(|error| format!("{}: {error}", hello.display()))?;
    put(&programs, "hello", &hello)?;
    Ok(Prepared { programs, archives })
}

fn put(programs: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let folder = programs.join(name);
    let program = folder.join("bootstrap");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&program, bytes))
        .and_then(|()| fs::set_permissions(&program, Permissions::from_mode(0o755)))
        .map_err(|error| format!("{} cannot be written: {error}", program.display()))
}
