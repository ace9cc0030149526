//! Folders and programs.

use std::path::{Path, PathBuf};

use crate::error::LocalError;

/// Version of the AWS provider whose place the stand-in takes.
const PROVIDER: &str = "plugins/resource-aws-v7.48.0/pulumi-resource-aws";

/// Where a local environment keeps what it needs.
#[derive(Clone, Debug)]
pub struct Place {
    root: PathBuf,
    folder: PathBuf,
    project: PathBuf,
    binaries: PathBuf,
}

impl Place {
    /// The environment of this checkout, under its `.tools/local`.
    ///
    /// # Errors
    /// The running program cannot be found.
    pub fn checkout() -> Result<Self, LocalError> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("/")).to_owned();
        let folder = root.join(".tools/local");
        Self::at(folder, root)
    }

    /// An environment in a folder of its own, of a project in another folder: for tests.
    ///
    /// # Errors
    /// The running program cannot be found.
    pub fn at(folder: PathBuf, project: PathBuf) -> Result<Self, LocalError> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("/")).to_owned();
        let own = std::env::current_exe().map_err(LocalError::io("find this program"))?;
        let beside = own.parent().unwrap_or(Path::new("/"));
        // Test binaries are one folder deeper.
        let binaries = if beside.ends_with("deps") { beside.parent().unwrap_or(beside) } else { beside };
        Ok(Self { root, folder, project, binaries: binaries.to_owned() })
    }

    /// The checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Folder of the Pulumi project.
    pub fn project(&self) -> &Path {
        &self.project
    }

    /// Folder of the environment's own files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The engine's home, with the stand-in provider in it.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.join("pulumi")
    }

    /// Where the engine keeps its state.
    pub(crate) fn backend(&self) -> PathBuf {
        self.folder.join("state")
    }

    /// A log or state file.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Place of the provider in the engine's home.
    pub(crate) fn provider(&self) -> PathBuf {
        self.home().join(PROVIDER)
    }

    /// A program that is built with this one.
    ///
    /// # Errors
    /// It is not there.
    pub fn binary(&self, name: &str) -> Result<PathBuf, LocalError> {
        present(self.binaries.join(name), "build it with `cargo build --workspace --bins`")
    }

    /// A program under `.tools/`, or the one that a variable names.
    pub(crate) fn tool(&self, variable: &str, path: &str) -> Result<PathBuf, LocalError> {
        let place = std::env::var_os(variable).map_or_else(|| self.root.join(".tools").join(path), PathBuf::from);
        present(place, "install it with `cargo xtask tools`")
    }

    /// The Pulumi CLI: that of `.tools/`, else the one on PATH.
    pub(crate) fn pulumi(&self) -> PathBuf {
        self.tool("PULUMI_CLI", "bin/pulumi").unwrap_or_else(|_| "pulumi".into())
    }
}

fn present(path: PathBuf, help: &'static str) -> Result<PathBuf, LocalError> {
    if path.is_file() { Ok(path) } else { Err(LocalError::Missing { path, help }) }
}
