//! Where the functions' archives come from.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use pulumi::{Context, Error, Result};

use crate::settings::{Architecture, EnvironmentSettings};

/// Archives, one a function, as `cargo xtask package` writes them, from the project's folder.
const BUILT: &str = "target/lambda";

/// What the program runs for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The engine: archives are built unless the stack names finished ones, and addresses of this machine must be known.
    Deploy,
    /// A plan that nobody applies: archives and addresses are named only.
    Plan,
}

/// The archives of a deployment.
#[derive(Clone, Debug)]
pub(super) struct Artifacts {
    folder: PathBuf,
}

impl Artifacts {
    /// Builds or finds them.
    pub(super) async fn obtain(ctx: &Context, settings: &EnvironmentSettings, purpose: Purpose) -> Result<Self> {
        let folder = settings.artifacts.as_deref().unwrap_or(BUILT);
        let artifacts = Self { folder: folder.into() };
        match (purpose, &settings.artifacts) {
            (Purpose::Plan, _) => {}
            (Purpose::Deploy, Some(_)) => artifacts.must_exist()?,
            (Purpose::Deploy, None) => build(ctx, settings.architecture).await?,
        }
        Ok(artifacts)
    }

    /// The archive of a function.
    pub(super) fn zip(&self, function: &str) -> PathBuf {
        self.folder.join(function).join("bootstrap.zip")
    }

    fn must_exist(&self) -> Result<()> {
        let missing =
            ["ingress", "worker", "jobs"].map(|function| self.zip(function)).into_iter().find(|zip| !zip.is_file());
        match missing {
            None => Ok(()),
            Some(path) => Err(Error::new(format!(
                "switchboard:artifacts: there is no {}; build with `cargo xtask package`, or leave the setting out to have \
                 the functions built",
                path.display()
            ))),
        }
    }
}

async fn build(ctx: &Context, architecture: Architecture) -> Result<()> {
    let architecture = match architecture {
        Architecture::X86 => "x86_64",
        Architecture::Arm => "arm64",
    };
    let root = Path::new(ctx.root_directory());
    let mut command = tokio::process::Command::new("cargo");
    command.args(["xtask", "package", "--architecture", architecture]).current_dir(root).stdin(Stdio::null());
    // The engine shows both streams of the program.
    let status = command.status().await.map_err(|error| {
        Error::new(format!(
            "cargo cannot be started ({error}); install Rust, or set switchboard:artifacts to finished archives"
        ))
    })?;
    if status.success() {
        return Ok(());
    }
    Err(Error::new("the functions could not be built: `cargo xtask package` failed, and its output above says why"))
}
