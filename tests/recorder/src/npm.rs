//! The npm packages of the second opinion: pinned, installed once into the repository's `.tools` folder.

use std::path::{Path, PathBuf};

use tokio::process::Command;
use tokio::sync::Mutex;

use crate::error::Error;
use crate::process::tail;

const PACKAGES: &str = include_str!("../npm/package.json");
const LOCK: &str = include_str!("../npm/package-lock.json");
/// One installation at a time in a process.
static INSTALLING: Mutex<()> = Mutex::const_new(());

/// Where the packages are.
#[derive(Clone, Debug)]
pub struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// The packages in this repository's `.tools/second-opinion`, installed if they are missing or their lock has changed.
    ///
    /// # Errors
    /// [`Error::Process`] if npm fails, [`Error::File`] if the folder cannot be written.
    pub async fn install() -> Result<Self, Error> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let repository = repository.canonicalize().map_err(Error::file(&repository))?;
        let packages = Self { folder: repository.join(".tools/second-opinion") };
        let _installing = INSTALLING.lock().await;
        let stamp = packages.folder.join("installed-lock.json");
        if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == LOCK) {
            return Ok(packages);
        }
        std::fs::create_dir_all(&packages.folder).map_err(Error::file(&packages.folder))?;
        write(&packages.folder.join("package.json"), PACKAGES)?;
        write(&packages.folder.join("package-lock.json"), LOCK)?;
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&packages.folder);
        finish(npm, "npm ci").await?;
        write(&stamp, LOCK)?;
        Ok(packages)
    }

    /// The folder of node_modules.
    pub fn modules(&self) -> PathBuf {
        self.folder.join("node_modules")
    }

    /// A folder for a program that finds the packages.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join("programs").join(name)
    }
}

pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    std::fs::write(path, text).map_err(Error::file(path))
}

/// Runs a command to its end.
pub(crate) async fn finish(mut command: Command, name: &str) -> Result<(), Error> {
    let failed = |reason: String| Error::Process { command: name.to_owned(), reason };
    let output = command.kill_on_drop(true).output().await;
    let output = output.map_err(|error| failed(format!("cannot be started: {error}; Node 20 is needed")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)].concat();
    Err(failed(format!("{}\n{}", output.status, tail(&said))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_pinned_and_names_no_registry() {
        let lock: serde_json::Value = serde_json::from_str(LOCK).unwrap();
        let wanted: serde_json::Value = serde_json::from_str(PACKAGES).unwrap();
        for kind in ["dependencies", "devDependencies"] {
            for (name, version) in wanted[kind].as_object().unwrap() {
                let locked = &lock["packages"][format!("node_modules/{name}")];
                assert_eq!(locked["version"], *version, "{name}");
                assert!(locked["integrity"].is_string(), "{name}");
            }
        }
        assert!(!LOCK.contains("\"resolved\""), "run npm install with --omit-lockfile-registry-resolved");
    }
}
