//! Finds the engine, and builds the host, the provider and the programs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::Value;

use crate::error::EngineTestError;

/// Package and binary of what is built.
const HOST: (&str, &str) = ("switchboard-language-host", "pulumi-language-rust");
const PROVIDER: (&str, &str) = ("switchboard-provider", "pulumi-resource-aws");
const PROGRAMS: (&str, &str) = ("switchboard-engine-tests", "engine-programs");

/// Paths of the executables that take part.
#[derive(Clone, Debug)]
pub struct Binaries {
    /// The engine's command line.
    pub engine: PathBuf,
    /// The language host.
    pub host: PathBuf,
    /// The stand-in AWS provider.
    pub provider: PathBuf,
    /// The programs that tests deploy; the first argument chooses one.
    pub programs: PathBuf,
}

impl Binaries {
    /// The executables; built on the first call, in the profile and target directory of the caller.
    ///
    /// # Errors
    /// There is no engine, or cargo cannot build.
    pub fn get() -> Result<&'static Self, EngineTestError> {
        static FOUND: OnceLock<Binaries> = OnceLock::new();
        static FINDING: Mutex<()> = Mutex::new(());
        let _only_one_builds = FINDING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = FOUND.get() {
            return Ok(found);
        }
        let found = Self::find()?;
        Ok(FOUND.get_or_init(|| found))
    }

    fn find() -> Result<Self, EngineTestError> {
        let engine = engine()?;
        let wanted = [HOST, PROVIDER, PROGRAMS];
        let mut built = prebuilt(&wanted).map_or_else(|| build(&wanted), Ok)?;
        let mut take = |(_, name): (&'static str, &'static str)| {
            let missing =
                || EngineTestError::Build { what: name.to_owned(), reason: "cargo named no executable".into() };
            built.remove(name).ok_or_else(missing)
        };
        Ok(Self { engine, host: take(HOST)?, provider: take(PROVIDER)?, programs: take(PROGRAMS)? })
    }
}

fn engine() -> Result<PathBuf, EngineTestError> {
    if let Some(named) = std::env::var_os("PULUMI").filter(|path| !path.is_empty()) {
        return Ok(named.into());
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools/bin/pulumi");
    if own.is_file() {
        return own.canonicalize().map_err(EngineTestError::io(own.display().to_string()));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("pulumi")).find(|file| file.is_file());
    found.ok_or(EngineTestError::NoEngine { tried: own })
}

/// The executables beside the test's own, if whoever runs the tests has just built everything: cargo would build them again
/// with the features of these packages alone.
fn prebuilt(wanted: &[(&str, &str)]) -> Option<BTreeMap<String, PathBuf>> {
    std::env::var_os("TESTS_PREBUILT")?;
    let own = std::env::current_exe().ok()?;
    let folder = own.ancestors().find(|folder| wanted.iter().all(|(_, binary)| folder.join(binary).is_file()))?;
    Some(wanted.iter().map(|(_, binary)| ((*binary).to_owned(), folder.join(binary))).collect())
}

/// Cargo itself says where it put executables: its target directory may be set in several places.
fn build(wanted: &[(&str, &str)]) -> Result<BTreeMap<String, PathBuf>, EngineTestError> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--locked", "--message-format", "json-render-diagnostics"]);
    for (package, binary) in wanted {
        cargo.args(["--package", package, "--bin", binary]);
    }
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let names = || wanted.iter().map(|(_, binary)| *binary).collect::<Vec<_>>().join(", ");
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().map_err(EngineTestError::io("start cargo"))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(EngineTestError::Build { what: names(), reason });
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let executable = |message: Value| {
        let name = message.pointer("/target/name")?.as_str()?.to_owned();
        Some((name, PathBuf::from(message.get("executable")?.as_str()?)))
    };
    Ok(messages.filter_map(executable).collect())
}
