//! The files of a workspace's project.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::Binaries;
use crate::error::EngineTestError;

/// Where a program comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// One of the programs that are built with the tests.
    Prebuilt {
        /// Its name.
        program: String,
    },
    /// A crate without dependencies, which the host builds.
    Crate {
        /// Its `src/main.rs`.
        main: String,
    },
}

impl Source {
    /// Writes Pulumi.yaml and the crate, if it is one, to the project's folder. YAML is a superset of JSON.
    pub(crate) fn write(&self, folder: &Path, name: &str, binaries: &Binaries) -> Result<(), EngineTestError> {
        let options = match self {
            Self::Prebuilt { program } => {
                json!({ "binary": binaries.programs, "args": [program], "packages": ["aws@7.48.0"] })
            }
            Self::Crate { main } => {
                let manifest = format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n");
                write(&folder.join("Cargo.toml"), &manifest)?;
                write(&folder.join("src/main.rs"), main)?;
                json!({ "manifest": "Cargo.toml", "profile": "dev" })
            }
        };
        let project = project_file(name, &options, &binaries.host);
        write(&folder.join("Pulumi.yaml"), &project.to_string())
    }
}

fn project_file(name: &str, options: &Value, host: &Path) -> Value {
    let host = host.parent().unwrap_or(host);
    json!({
        "name": name,
        "runtime": { "name": "rust", "options": options },
        "plugins": { "languages": [{ "name": "rust", "path": host }] },
    })
}

/// Writes a file and makes its folder.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), EngineTestError> {
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
    written.map_err(EngineTestError::io(format!("write {}", path.display())))
}
