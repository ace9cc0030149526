//! A deployment of the stack `local` in folders of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use switchboard_local::{Iam, Local, Options, Place, Sent, Session};
use tempfile::TempDir;

/// A deployment and its folders.
pub(crate) struct Deployment {
    local: Option<Local>,
    project: PathBuf,
    _folder: TempDir,
}

impl Deployment {
    /// Deploys a copy of the project whose program and functions are built already.
    pub(crate) async fn start(iam: Iam) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("project");
        let place = Place::at(folder.path().join("local"), project.clone()).unwrap();
        copy_project(&place, &project);
        let local = match Local::up(&place, &Options { iam, quiet: true }).await {
            Ok(local) => local,
            Err(error) => {
                // What was started stays for a person to look at; there is none here.
                Session::find(&place).unwrap().inspect(Session::kill);
                panic!("{error}");
            }
        };
        Self { local: Some(local), project, _folder: folder }
    }

    /// Stops everything in order: the emulator ends the functions that it started.
    pub(crate) async fn stop(mut self) {
        let local = self.local.take().unwrap();
        local.stop().await;
    }

    /// What runs.
    pub(crate) fn local(&self) -> &Local {
        self.local.as_ref().unwrap()
    }

    /// Destroys the stack, and fails if something is left.
    pub(crate) async fn down(mut self) {
        let local = self.local.take().unwrap();
        local.down().await.unwrap();
    }

    /// Changes a line of the stack's file; gives what it was before.
    pub(crate) fn configure(&self, line: &str) -> String {
        let path = self.project.join("environments/Pulumi.local.yaml");
        let before = fs::read_to_string(&path).unwrap();
        fs::write(&path, before.replacen("config:\n", &format!("config:\n  {line}\n"), 1)).unwrap();
        before
    }

    /// Puts the stack's file back.
    pub(crate) fn restore(&self, file: &str) {
        fs::write(self.project.join("environments/Pulumi.local.yaml"), file).unwrap();
    }

    /// What a preview would do, by resource: `update aws:…::name`, without those that stay.
    pub(crate) fn preview(&self) -> Vec<String> {
        let text = self.local().engine().output(&["preview", "--json", "--stack", "local"]).unwrap();
        let preview: Value = serde_json::from_str(&text).unwrap();
        let steps = preview["steps"].as_array().unwrap().iter();
        let changes = steps.filter(|step| step["op"] != "same").map(|step| {
            let urn = step["urn"].as_str().unwrap();
            let (type_, name) =
                urn.rsplit_once("::").map(|(rest, name)| (rest.rsplit("::").next().unwrap(), name)).unwrap();
            format!("{} {}::{name}", step["op"].as_str().unwrap(), type_.rsplit('$').next().unwrap())
        });
        changes.collect()
    }

    /// A customer asks; returns when the ticket was processed.
    pub(crate) async fn ask(&self, ticket: &str, message: &str) -> Sent {
        self.local().send(&webhook(ticket, message)).await.unwrap()
    }

    /// Waits until `holds` says so, and gives what it looked at last.
    pub(crate) async fn until<T>(
        &self,
        what: &str,
        limit: Duration,
        look: impl AsyncFn() -> T,
        holds: impl Fn(&T) -> bool,
    ) -> T
    where
        T: std::fmt::Debug,
    {
        let begun = Instant::now();
        loop {
            let seen = look().await;
            if holds(&seen) {
                return seen;
            }
            assert!(begun.elapsed() < limit, "{what}: not within {limit:?}; last seen {seen:?}\n{}", self.told().await);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    /// The end of what the functions said.
    pub(crate) async fn told(&self) -> String {
        let lines = self.local().session().logs().await.unwrap_or_default();
        let last = lines.iter().rev().take(30).rev().map(|line| format!("{}: {}", line.function, line.text));
        last.collect::<Vec<_>>().join("\n")
    }

    /// Runs an operator's command.
    pub(crate) fn operate(&self, arguments: &[&str]) -> String {
        self.local().operate(arguments, None).unwrap()
    }
}

/// The webhook of a ticket, with what is needed to create it.
pub(crate) fn webhook(ticket: &str, message: &str) -> Value {
    json!({
        "ticket_id": ticket, "trigger": "customer_message", "channel": "email", "subject": "My order",
        "email": format!("{ticket}@example.com"), "message": message,
    })
}

fn copy_project(place: &Place, project: &Path) {
    let root = place.root();
    let environments = project.join("environments");
    fs::create_dir_all(&environments).unwrap();
    for entry in fs::read_dir(root.join("environments")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "yaml") {
            fs::copy(&path, environments.join(path.file_name().unwrap())).unwrap();
        }
    }
    // The program and the functions as they are built with the tests.
    let program = place.binary("switchboard-infra").unwrap();
    let file = fs::read_to_string(root.join("Pulumi.yaml")).unwrap();
    let options = "    package: switchboard-infra\n    bin: switchboard-infra\n";
    assert!(file.contains(options) && file.contains("path: .tools/bin"), "Pulumi.yaml has another form now");
    let file = file.replace(options, &format!("    binary: {}\n", program.display()));
    let file = file.replace("path: .tools/bin", &format!("path: {}", root.join(".tools/bin").display()));
    fs::write(project.join("Pulumi.yaml"), file).unwrap();
    let stack = environments.join("Pulumi.local.yaml");
    let artifacts = root.join("target/lambda");
    assert!(artifacts.join("worker/bootstrap.zip").is_file(), "there are no functions: cargo xtask package");
    let text = fs::read_to_string(&stack).unwrap();
    let line = format!("config:\n  switchboard:artifacts: {}\n", artifacts.display());
    fs::write(stack, text.replacen("config:\n", &line, 1)).unwrap();
}

/// A test that failed leaves no process.
impl Drop for Deployment {
    fn drop(&mut self) {
        if let Some(local) = &self.local {
            local.session().kill();
        }
    }
}
