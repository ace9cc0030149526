//! A program as the engine describes it: folders and runtime options.

use std::path::{Path, PathBuf};

use pulumi_proto::ProgramInfo;
use tokio::process::Command;

use crate::children::{LIFELINE, Permit};
use crate::compile::Audience;
use crate::error::HostError;
use crate::graph::Facts;
use crate::options::{ProgramSource, RuntimeOptions};
use crate::package::RequiredPackage;
use crate::plugin_file;
use crate::project::CargoProject;

/// A program, its options checked.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    root: PathBuf,
    source: Source,
    options: RuntimeOptions,
}

#[derive(Debug, Clone)]
enum Source {
    Prebuilt(PathBuf),
    Cargo(CargoProject),
}

impl Program {
    /// Finds the program. `pwd` stands in for folders that the engine does not say.
    ///
    /// # Errors
    /// An option is wrong, or the prebuilt program or the manifest is not there.
    pub(crate) fn find(info: Option<&ProgramInfo>, pwd: &str) -> Result<Self, HostError> {
        let said = |folder: fn(&ProgramInfo) -> &str| info.map(folder).filter(|folder| !folder.is_empty());
        let directory = said(|info| &info.program_directory).unwrap_or(pwd);
        let root = PathBuf::from(said(|info| &info.root_directory).unwrap_or(directory));
        let options = match info.and_then(|info| info.options.as_ref()).filter(|options| !options.fields.is_empty()) {
            Some(options) => RuntimeOptions::read(Some(options))?,
            None => plugin_file::options(&root)?.map_or_else(|| RuntimeOptions::read(None), Ok)?,
        };
        let source = match &options.source {
            ProgramSource::Prebuilt(binary) => {
                let binary = root.join(binary);
                if !binary.is_file() {
                    return Err(HostError::BinaryMissing(binary));
                }
                Source::Prebuilt(binary)
            }
            ProgramSource::Cargo(selection) => {
                Source::Cargo(CargoProject::find(&root, Path::new(directory), selection)?)
            }
        };
        Ok(Self { root, source, options })
    }

    /// Folder of Pulumi.yaml.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The cargo project, unless the program is prebuilt.
    pub(crate) const fn project(&self) -> Option<&CargoProject> {
        match &self.source {
            Source::Prebuilt(_) => None,
            Source::Cargo(project) => Some(project),
        }
    }

    /// The provider packages: those of the options, or those that the program's crates declare. A prebuilt program
    /// without the option has none that the host could know of.
    pub(crate) async fn packages(&self, permit: &Permit) -> Result<Vec<RequiredPackage>, HostError> {
        match (&self.options.packages, &self.source) {
            (Some(packages), _) => Ok(packages.clone()),
            (None, Source::Prebuilt(_)) => Ok(Vec::new()),
            (None, Source::Cargo(project)) => Ok(project.facts(permit).await?.packages),
        }
    }

    /// What cargo knows; `None` for a prebuilt program.
    pub(crate) async fn facts(&self, permit: &Permit) -> Result<Option<Facts>, HostError> {
        match &self.source {
            Source::Prebuilt(_) => Ok(None),
            Source::Cargo(project) => project.facts(permit).await.map(Some),
        }
    }

    /// The command that runs the program in `pwd`, after a build if one is needed.
    pub(crate) async fn command(
        &self,
        permit: &Permit,
        audience: &Audience,
        pwd: &str,
        args: &[String],
    ) -> Result<Command, HostError> {
        let executable = match &self.source {
            Source::Prebuilt(binary) => binary.clone(),
            Source::Cargo(project) => project.executable(permit, audience).await?,
        };
        let mut command = Command::new(executable);
        command.args(&self.options.args).args(args);
        command.current_dir(if pwd.is_empty() { self.root() } else { Path::new(pwd) });
        command.env(LIFELINE, "stdin");
        Ok(command)
    }
}
