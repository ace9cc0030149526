//! A project, its state and the engine's home in a temporary folder.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use rustix::process::Signal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;

use crate::binaries::Binaries;
use crate::deployment::Deployment;
use crate::ended::Ended;
use crate::error::EngineTestError;
use crate::journal::Journal;
use crate::preview::Preview;
use crate::process::Process;
use crate::project::{Source, write};
use crate::running::Running;
use crate::{PROJECT, STACK};

/// What commands inherit of the environment: what cargo and rustup need, nothing of Pulumi or AWS.
const INHERITED: [&str; 5] = ["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"];

/// A project, its state and the engine's home in a temporary folder. Dropping it ends what still runs there.
#[derive(Debug)]
pub struct Workspace {
    base: Arc<TempDir>,
    binaries: Binaries,
    project: String,
    variables: BTreeMap<String, OsString>,
}

impl Workspace {
    /// A project whose program is one of those that are built with the tests, with the stack [`STACK`].
    ///
    /// # Errors
    /// A file cannot be written, or the engine does not make the stack.
    pub fn new(binaries: &Binaries, program: &str) -> Result<Self, EngineTestError> {
        Self::with(binaries, &Source::Prebuilt { program: program.to_owned() })
    }

    /// A project with a program from anywhere.
    ///
    /// # Errors
    /// See [`Workspace::new`].
    pub fn with(binaries: &Binaries, source: &Source) -> Result<Self, EngineTestError> {
        let base = tempfile::tempdir().map_err(EngineTestError::io("make a temporary folder"))?;
        let workspace = Self::at(Arc::new(base), binaries, PROJECT);
        let plugin = workspace.home().join("plugins/resource-aws-v7.48.0");
        let placed = fs::create_dir_all(&plugin)
            .and_then(|()| symlink(&binaries.provider, plugin.join("pulumi-resource-aws")))
            .and_then(|()| fs::create_dir_all(workspace.base.path().join("backend")));
        placed.map_err(EngineTestError::io("place the provider"))?;
        workspace.begin(source)
    }

    /// Another project beside this one, with the same backend, home and cloud.
    ///
    /// # Errors
    /// See [`Workspace::new`].
    pub fn sibling(&self, project: &str, program: &str) -> Result<Self, EngineTestError> {
        let sibling = Self::at(Arc::clone(&self.base), &self.binaries, project);
        sibling.begin(&Source::Prebuilt { program: program.to_owned() })
    }

    fn at(base: Arc<TempDir>, binaries: &Binaries, project: &str) -> Self {
        let inside = |name: &str| base.path().join(name).into_os_string();
        let mut backend = OsString::from("file://");
        backend.push(inside("backend"));
        let variables = [
            ("PULUMI_HOME", inside("home")),
            ("PULUMI_BACKEND_URL", backend),
            ("PULUMI_CONFIG_PASSPHRASE", OsString::new()),
            ("PULUMI_SKIP_UPDATE_CHECK", "true".into()),
            ("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true".into()),
            ("STAND_IN_MODE", "file".into()),
            ("STAND_IN_STORE", inside("store.json")),
            ("STAND_IN_LOG", inside("calls.jsonl")),
            ("AWS_REGION", "us-east-2".into()),
            ("XDG_CACHE_HOME", inside("cache")),
            ("CARGO_TARGET_DIR", inside("target")),
            ("CARGO_NET_OFFLINE", "true".into()),
        ];
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { binaries: binaries.clone(), project: project.to_owned(), variables, base }
    }

    fn begin(self, source: &Source) -> Result<Self, EngineTestError> {
        source.write(&self.folder(), &self.project, &self.binaries)?;
        self.must(&["stack", "init", STACK])?;
        Ok(self)
    }

    /// The project's folder.
    pub fn folder(&self) -> PathBuf {
        self.base.path().join("projects").join(&self.project)
    }

    fn home(&self) -> PathBuf {
        self.base.path().join("home")
    }

    /// Sets an environment variable for the commands to come.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.into());
    }

    /// Writes a file of the project.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, name: &str, text: &str) -> Result<(), EngineTestError> {
        write(&self.folder().join(name), text)
    }

    /// Starts `pulumi` with these arguments in the project's folder.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(&self, arguments: &[&str]) -> Result<Running, EngineTestError> {
        let mut command = Command::new(&self.binaries.engine);
        command.args(arguments).args(["--non-interactive", "--color", "never"]).current_dir(self.folder());
        command.env_clear().envs(INHERITED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command.envs(&self.variables);
        Running::start(command, self.base.path(), arguments)
    }

    /// Runs `pulumi` with these arguments to its end, whatever that is.
    ///
    /// # Errors
    /// It cannot be started or does not end.
    pub fn pulumi(&self, arguments: &[&str]) -> Result<Ended, EngineTestError> {
        self.start(arguments)?.wait()
    }

    /// Runs `pulumi` with these arguments, which must succeed.
    ///
    /// # Errors
    /// [`EngineTestError::Failed`] if it does not.
    pub fn must(&self, arguments: &[&str]) -> Result<Ended, EngineTestError> {
        let ended = self.pulumi(arguments)?;
        if ended.success() { Ok(ended) } else { Err(EngineTestError::Failed(Box::new(ended))) }
    }

    /// `pulumi up` without questions and without a preview first, which must succeed.
    ///
    /// # Errors
    /// [`EngineTestError::Failed`] if it does not.
    pub fn up(&self, arguments: &[&str]) -> Result<Ended, EngineTestError> {
        self.must(&[&["up", "--yes", "--skip-preview"], arguments].concat())
    }

    /// The same, where a failure is expected or an answer.
    ///
    /// # Errors
    /// It cannot be started or does not end.
    pub fn try_up(&self, arguments: &[&str]) -> Result<Ended, EngineTestError> {
        self.pulumi(&[&["up", "--yes", "--skip-preview"], arguments].concat())
    }

    /// `pulumi preview --json`, also of one that fails.
    ///
    /// # Errors
    /// It cannot be started, does not end, or says something unexpected.
    pub fn preview(&self, arguments: &[&str]) -> Result<Preview, EngineTestError> {
        let ended = self.pulumi(&[&["preview", "--json"], arguments].concat())?;
        let mut preview: Preview = parse("pulumi preview --json", &ended.stdout)?;
        preview.code = ended.code;
        Ok(preview)
    }

    /// The stack's state, with secrets encrypted.
    ///
    /// # Errors
    /// It cannot be exported.
    pub fn export(&self) -> Result<Deployment, EngineTestError> {
        #[derive(Deserialize)]
        struct Export {
            deployment: Deployment,
        }
        let ended = self.must(&["stack", "export"])?;
        parse("pulumi stack export", &ended.stdout).map(|export: Export| export.deployment)
    }

    /// An output of the stack as text; `None` if there is none of that name.
    ///
    /// # Errors
    /// The outputs cannot be read.
    pub fn output(&self, name: &str, arguments: &[&str]) -> Result<Option<Value>, EngineTestError> {
        let ended = self.must(&[&["stack", "output", "--json"], arguments].concat())?;
        let mut outputs: BTreeMap<String, Value> = parse("pulumi stack output --json", &ended.stdout)?;
        Ok(outputs.remove(name))
    }

    /// Calls of the provider since the last [`Workspace::forget_calls`].
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn calls(&self) -> Result<Journal, EngineTestError> {
        let text = fs::read_to_string(self.log()).unwrap_or_default();
        Journal::read(&text).map_err(|reason| EngineTestError::Form { what: "the provider's log", reason, text })
    }

    /// Empties the provider's log.
    ///
    /// # Errors
    /// The log cannot be written.
    pub fn forget_calls(&self) -> Result<(), EngineTestError> {
        write(&self.log(), "")
    }

    fn log(&self) -> PathBuf {
        self.base.path().join("calls.jsonl")
    }

    /// Changes the stand-in's cloud behind the engine's back.
    ///
    /// # Errors
    /// The store cannot be read or written.
    pub fn edit_cloud(&self, edit: impl FnOnce(&mut Value)) -> Result<(), EngineTestError> {
        let path = self.base.path().join("store.json");
        let text = fs::read_to_string(&path).unwrap_or_else(|_| r#"{"resources":{}}"#.to_owned());
        let mut store = parse("the provider's store", &text)?;
        edit(&mut store);
        write(&path, &store.to_string())
    }

    /// Processes of this workspace that run now: engine, hosts, programs, providers.
    pub fn processes(&self) -> Vec<Process> {
        Process::of_home(&self.home())
    }

    /// All files of the state backend, as text.
    ///
    /// # Errors
    /// One cannot be read.
    pub fn backend_text(&self) -> Result<String, EngineTestError> {
        let mut text = String::new();
        let mut folders = vec![self.base.path().join("backend")];
        while let Some(folder) = folders.pop() {
            let what = || EngineTestError::io(format!("read {}", folder.display()));
            for entry in fs::read_dir(&folder).map_err(what())? {
                let path = entry.map_err(what())?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    text.push_str(&String::from_utf8_lossy(&fs::read(&path).map_err(what())?));
                }
            }
        }
        Ok(text)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // Siblings share the home.
        if Arc::strong_count(&self.base) == 1 {
            self.processes().iter().for_each(|process| process.signal(Signal::KILL));
        }
    }
}

fn parse<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, EngineTestError> {
    serde_json::from_str(text).map_err(|reason| EngineTestError::Form { what, reason, text: text.to_owned() })
}
