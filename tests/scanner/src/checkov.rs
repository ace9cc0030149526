//! The scanner: a pinned checkov in a virtual environment of its own, in the repository's `.tools` folder.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;
use tokio::sync::Mutex;

use crate::error::Error;
use crate::plan::TerraformPlan;
use crate::report::{self, Report};

/// Version of checkov, from PyPI.
const VERSION: &str = "3.3.30";
/// Says which version is installed.
const TELL: &str = "import importlib.metadata as m; print(m.version('checkov'))";
/// A proxy that does not answer: what would leave this machine fails at once.
const NOWHERE: &str = "http://127.0.0.1:9";
/// Most characters of what a failed program said.
const LONGEST: usize = 2_000;
/// One installation at a time in a process.
static INSTALLING: Mutex<()> = Mutex::const_new(());

/// An installed checkov.
#[derive(Clone, Debug)]
pub struct Checkov {
    python: PathBuf,
}

impl Checkov {
    /// The checkov in this repository's `.tools/checkov`, installed if it is missing or of another version.
    ///
    /// # Errors
    /// [`Error::Program`] if Python or pip fails, [`Error::File`] if the repository is not where it was built.
    pub async fn install() -> Result<Self, Error> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let repository = repository.canonicalize().map_err(Error::file(&repository))?;
        let folder = repository.join(".tools/checkov");
        let checkov = Self { python: folder.join("bin/python") };
        let _installing = INSTALLING.lock().await;
        if checkov.installed().await {
            return Ok(checkov);
        }
        let mut environment = Command::new("python3");
        environment.args(["-m", "venv"]).arg(&folder);
        output(environment, "python3 -m venv (apt-get install python3 python3-venv)").await?;
        let mut pip = Command::new(&checkov.python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).arg(format!("checkov=={VERSION}"));
        output(pip, "pip install checkov").await?;
        if checkov.installed().await {
            return Ok(checkov);
        }
        let end = format!("{VERSION} was installed and cannot be loaded; remove .tools/checkov and try again");
        Err(Error::Program { program: "checkov", end, said: String::new() })
    }

    async fn installed(&self) -> bool {
        let mut tell = Command::new(&self.python);
        tell.args(["-c", TELL]);
        output(tell, "python").await.is_ok_and(|version| version.trim() == VERSION)
    }

    /// Judges these plans. Nothing leaves this machine: there is no platform to report to, and no file of settings is read.
    ///
    /// # Errors
    /// [`Error::Program`] if checkov fails, [`Error::Report`] if it could not read a plan or has nothing to say about any,
    /// [`Error::File`] if the plans cannot be written.
    pub async fn scan(&self, plans: &[TerraformPlan]) -> Result<Vec<Report>, Error> {
        let folder = tempfile::tempdir().map_err(Error::file(std::env::temp_dir()))?;
        let mut command = Command::new(&self.python);
        command.args(["-m", "checkov.main", "--framework", "terraform_plan", "--output", "json"]);
        // Findings are told by the answer, not by the exit code.
        command.args(["--compact", "--skip-download", "--soft-fail"]);
        for plan in plans {
            let name = format!("{}.json", plan.stack);
            let path = folder.path().join(&name);
            std::fs::write(&path, plan.to_json().to_string()).map_err(Error::file(&path))?;
            command.args(["--file", &name]);
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.current_dir(folder.path()).env_clear().env("PATH", path).env("HOME", folder.path());
        command.env("HTTP_PROXY", NOWHERE).env("HTTPS_PROXY", NOWHERE);
        let answer = output(command, "checkov").await?;
        let stacks: Vec<&str> = plans.iter().map(|plan| &*plan.stack).collect();
        report::read(&stacks, &answer)
    }
}

/// Runs a command to its end: its standard output.
async fn output(mut command: Command, program: &'static str) -> Result<String, Error> {
    let not_started = |error: std::io::Error| Error::Program {
        program,
        end: format!("cannot be started: {error}"),
        said: String::new(),
    };
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await.map_err(not_started)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let cut = said.char_indices().rev().nth(LONGEST).map_or(0, |(at, _)| at);
    Err(Error::Program { program, end: format!("ended with {}", output.status), said: format!("\n{}", &said[cut..]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_program_that_fails_is_told_with_what_it_said() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo why >&2; exit 3"]);
        let error = output(command, "sh").await.unwrap_err();
        assert_eq!(error.to_string(), "sh ended with exit status: 3\nwhy\n");
        let error = output(Command::new("/nowhere/at-all"), "python3 (apt-get install python3)").await.unwrap_err();
        assert_eq!(error.code(), "program");
        assert!(error.to_string().starts_with("python3 (apt-get install python3) cannot be started: "), "{error}");
    }
}
