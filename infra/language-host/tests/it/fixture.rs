//! A running host, an engine that remembers what it is told, and project folders.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use prost_types::value::Kind;
use prost_types::{ListValue, Struct, Value};
use pulumi_proto::engine_server::{Engine, EngineServer};
use pulumi_proto::language_runtime_client::LanguageRuntimeClient;
use pulumi_proto::{
    GetRootResourceRequest, GetRootResourceResponse, LogRequest, LogSeverity, ProgramInfo, RequirePulumiVersionRequest,
    RequirePulumiVersionResponse, RunRequest, RunResponse, SetRootResourceRequest, SetRootResourceResponse,
};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Server};
use tonic::{Request, Response, Status};

pub(crate) const HOST: &str = env!("CARGO_BIN_EXE_pulumi-language-rust");

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<LogRequest>>>);

impl Log {
    pub(crate) fn errors(&self) -> Vec<String> {
        let log = self.0.lock().unwrap();
        log.iter().filter(|one| one.severity == LogSeverity::Error as i32).map(|one| one.message.clone()).collect()
    }

    pub(crate) fn progress(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().filter(|one| one.ephemeral).map(|one| one.message.clone()).collect()
    }
}

#[tonic::async_trait]
impl Engine for Log {
    async fn log(&self, request: Request<LogRequest>) -> Result<Response<()>, Status> {
        self.0.lock().unwrap().push(request.into_inner());
        Ok(Response::new(()))
    }
    async fn get_root_resource(
        &self,
        _: Request<GetRootResourceRequest>,
    ) -> Result<Response<GetRootResourceResponse>, Status> {
        Err(Status::unimplemented(""))
    }
    async fn set_root_resource(
        &self,
        _: Request<SetRootResourceRequest>,
    ) -> Result<Response<SetRootResourceResponse>, Status> {
        Err(Status::unimplemented(""))
    }
    async fn require_pulumi_version(
        &self,
        _: Request<RequirePulumiVersionRequest>,
    ) -> Result<Response<RequirePulumiVersionResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}

pub(crate) struct Host {
    pub(crate) client: LanguageRuntimeClient<Channel>,
    pub(crate) engine: String,
    pub(crate) log: Log,
    pub(crate) process: Child,
    pub(crate) stdout: Lines<BufReader<ChildStdout>>,
    caches: TempDir,
}

impl Host {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut Command)) -> Self {
        let log = Log::default();
        let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let engine = incoming.local_addr().unwrap().to_string();
        tokio::spawn(Server::builder().add_service(EngineServer::new(log.clone())).serve_with_incoming(incoming));
        let caches = tempfile::tempdir().unwrap();
        let mut command = Command::new(HOST);
        command.args(["-v=9", "--logtostderr", &engine]).env("XDG_CACHE_HOME", caches.path());
        command.env_remove("CARGO_TARGET_DIR").stdout(Stdio::piped()).kill_on_drop(true);
        change(&mut command);
        let mut process = command.spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap()).lines();
        let port: u16 = stdout.next_line().await.unwrap().unwrap().parse().unwrap();
        let channel = Channel::from_shared(format!("http://127.0.0.1:{port}")).unwrap().connect().await.unwrap();
        let client = LanguageRuntimeClient::new(channel);
        Self { client, engine, log, process, stdout, caches }
    }

    pub(crate) fn caches(&self) -> &Path {
        self.caches.path()
    }

    pub(crate) async fn run(&self, project: &Project) -> RunResponse {
        self.client.clone().run(project.request()).await.unwrap().into_inner()
    }
}

/// A project folder.
pub(crate) struct Project {
    folder: TempDir,
    options: Vec<(String, Value)>,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), options: Vec::new() }
    }

    /// A project whose program is a shell script.
    pub(crate) fn script(text: &str) -> Self {
        let project = Self::new().option("binary", string("program.sh"));
        project.write("program.sh", &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(project.path("program.sh"), fs::Permissions::from_mode(0o755)).unwrap();
        project
    }

    /// A project whose program is a crate without dependencies.
    pub(crate) fn cargo(main: &str) -> Self {
        let project = Self::new().option("profile", string("dev"));
        project
            .write("Cargo.toml", "[package]\nname = \"tiny\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n");
        project.write("src/main.rs", main);
        project
    }

    pub(crate) fn option(mut self, key: &str, value: Value) -> Self {
        self.options.push((key.to_owned(), value));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn folder(&self) -> String {
        self.folder.path().display().to_string()
    }

    pub(crate) fn info(&self) -> ProgramInfo {
        ProgramInfo {
            root_directory: self.folder(),
            program_directory: self.folder(),
            entry_point: ".".into(),
            options: Some(Struct { fields: self.options.iter().cloned().collect() }),
        }
    }

    pub(crate) fn request(&self) -> RunRequest {
        RunRequest {
            project: "demo".into(),
            stack: "dev".into(),
            organization: "organization".into(),
            pwd: self.folder(),
            config: [("demo:password".to_owned(), "hunter2".to_owned())].into(),
            config_secret_keys: vec!["demo:password".into()],
            dry_run: true,
            parallel: 7,
            monitor_address: "127.0.0.1:1".into(),
            info: Some(self.info()),
            ..RunRequest::default()
        }
    }
}

pub(crate) fn string(text: &str) -> Value {
    Value { kind: Some(Kind::StringValue(text.to_owned())) }
}

pub(crate) fn list(items: &[&str]) -> Value {
    Value { kind: Some(Kind::ListValue(ListValue { values: items.iter().map(|item| string(item)).collect() })) }
}

/// Waits until something holds; fails after ten seconds.
pub(crate) async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(10), "not within ten seconds: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Whether a process runs; a zombie does not.
pub(crate) fn lives(pid: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}
