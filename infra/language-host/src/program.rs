//! Finding, building and starting a program or a policy pack.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use pulumi_proto::{PackageDependency, ProgramInfo, RunRequest};
use tokio::process::Command;
use tokio::sync::mpsc;

use crate::cargo::CargoError;
use crate::child::{Children, Running};
use crate::engine::Engine;
use crate::options::{OptionError, Options};
use crate::plan::Plan;

/// Exit code of a program that has shown its errors already.
const REPORTED: i32 = 32;

/// Why a program does not run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProgramError {
    #[error(transparent)]
    Options(#[from] OptionError),
    #[error(transparent)]
    Cargo(#[from] CargoError),
    #[error("no program at {}: build it, or correct the runtime option `binary`", .0.display())]
    NoBinary(PathBuf),
    #[error("the program {} cannot be started: {error}", path.display())]
    Start { path: PathBuf, error: std::io::Error },
}

/// A program, found.
pub(crate) enum Program {
    Prebuilt { binary: PathBuf, options: Options },
    Built { plan: Box<Plan>, options: Options },
}

impl Program {
    /// The program that Pulumi.yaml describes.
    pub(crate) async fn find(info: Option<&ProgramInfo>) -> Result<Self, ProgramError> {
        let options = Options::of(info)?;
        let (root, folder) = folders(info);
        if let Some(binary) = &options.binary {
            let binary = root.join(binary);
            return if binary.is_file() {
                Ok(Self::Prebuilt { binary, options })
            } else {
                Err(ProgramError::NoBinary(binary))
            };
        }
        let plan = Box::new(Plan::of(&options, &folder).await?);
        Ok(Self::Built { plan, options })
    }

    fn options(&self) -> &Options {
        let (Self::Prebuilt { options, .. } | Self::Built { options, .. }) = self;
        options
    }

    /// Packages whose providers it needs.
    pub(crate) fn packages(&self) -> Vec<PackageDependency> {
        match (&self.options().packages, self) {
            (Some(packages), _) => packages.clone(),
            (None, Self::Built { plan, .. }) => plan.packages(),
            (None, Self::Prebuilt { .. }) => Vec::new(),
        }
    }

    /// The binary, built if need be; the build's progress goes to the engine.
    pub(crate) async fn binary(&self, children: &Children, engine: &Engine) -> Result<PathBuf, ProgramError> {
        let (progress, mut lines) = mpsc::channel::<String>(64);
        let engine = engine.clone();
        let show = tokio::spawn(async move {
            while let Some(line) = lines.recv().await {
                engine.progress(line).await;
            }
        });
        let built = self.build(children, &progress).await;
        drop(progress);
        // It ends with the channel.
        drop(show.await);
        built
    }

    /// The binary, built if need be; the build's progress goes to `progress`.
    pub(crate) async fn build(
        &self,
        children: &Children,
        progress: &mpsc::Sender<String>,
    ) -> Result<PathBuf, ProgramError> {
        match self {
            Self::Prebuilt { binary, .. } => Ok(binary.clone()),
            Self::Built { plan, .. } => {
                plan.target.build(children, progress).await?;
                Ok(plan.target.binary.clone())
            }
        }
    }

    /// A command that starts the binary, with its arguments and the line that ends it with the host.
    pub(crate) fn command(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        command.args(&self.options().args).env("PULUMI_RUST_LIFELINE", "stdin");
        command
    }
}

/// Folder of Pulumi.yaml, and that of the program.
fn folders(info: Option<&ProgramInfo>) -> (PathBuf, PathBuf) {
    let root = info.map(|info| PathBuf::from(&info.root_directory)).unwrap_or_default();
    let program = info.map(|info| root.join(&info.program_directory)).unwrap_or_default();
    let entry = info.map(|info| info.entry_point.as_str()).filter(|entry| !entry.is_empty()).unwrap_or(".");
    let entry = program.join(entry);
    let folder = if entry.is_dir() { entry } else { program };
    (root, folder)
}

/// Variables of a program's run. Configuration is not among them: programs ask the engine.
pub(crate) fn variables(request: &RunRequest, engine: &str) -> Vec<(&'static str, String)> {
    let root = request.info.as_ref().map(|info| info.root_directory.clone()).unwrap_or_default();
    vec![
        ("PULUMI_MONITOR", request.monitor_address.clone()),
        ("PULUMI_ENGINE", engine.to_owned()),
        ("PULUMI_PROJECT", request.project.clone()),
        ("PULUMI_STACK", request.stack.clone()),
        ("PULUMI_ORGANIZATION", request.organization.clone()),
        ("PULUMI_DRY_RUN", request.dry_run.to_string()),
        ("PULUMI_PARALLEL", request.parallel.to_string()),
        ("PULUMI_ROOT_DIRECTORY", root),
    ]
}

/// How a program's run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// It failed and has said why.
    Reported,
    /// It failed without a word to the engine.
    Failed(String),
}

impl Outcome {
    pub(crate) fn of(status: ExitStatus) -> Self {
        use std::os::unix::process::ExitStatusExt as _;
        match (status.code(), status.signal()) {
            (Some(0), _) => Self::Done,
            (Some(REPORTED), _) => Self::Reported,
            (Some(code), _) => Self::Failed(format!("the program exited with code {code}")),
            (None, signal) => Self::Failed(format!("the program was ended by signal {}", signal.unwrap_or_default())),
        }
    }
}

/// Starts a command that was made by [`Program::command`].
pub(crate) fn start(children: &Children, command: &mut Command, binary: &Path) -> Result<Running, ProgramError> {
    children.start(command).map_err(|error| ProgramError::Start { path: binary.to_owned(), error })
}
