//! What the engine asks.

use std::pin::Pin;
use std::process::Stdio;

use pulumi_proto as proto;
use pulumi_proto::language_runtime_server::LanguageRuntime;
use pulumi_proto::run_plugin_response::Output;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::cargo;
use crate::child::Children;
use crate::engine::Engine;
use crate::program::{self, Outcome, Program, ProgramError};

type Answer<T> = Result<Response<T>, Status>;
type Stream<T> = Pin<Box<dyn tokio_stream::Stream<Item = Result<T, Status>> + Send>>;

/// The language host.
pub(crate) struct Host {
    address: tokio::sync::watch::Sender<String>,
    children: Children,
}

impl Host {
    /// A host for the engine at this address; an empty one comes with the handshake.
    pub(crate) fn new(address: String, children: Children) -> Self {
        Self { address: tokio::sync::watch::Sender::new(address), children }
    }

    fn address(&self) -> String {
        self.address.borrow().clone()
    }

    fn engine(&self) -> Engine {
        Engine::new(&self.address())
    }
}

fn refused(error: &ProgramError) -> Status {
    Status::failed_precondition(error.to_string())
}

#[tonic::async_trait]
impl LanguageRuntime for Host {
    type InstallDependenciesStream = Stream<proto::InstallDependenciesResponse>;
    type RunPluginStream = Stream<proto::RunPluginResponse>;

    async fn handshake(
        &self,
        request: Request<proto::LanguageHandshakeRequest>,
    ) -> Answer<proto::LanguageHandshakeResponse> {
        self.address.send_replace(request.into_inner().engine_address);
        Ok(Response::new(proto::LanguageHandshakeResponse {}))
    }

    async fn get_plugin_info(&self, _: Request<()>) -> Answer<proto::PluginInfo> {
        Ok(Response::new(proto::PluginInfo { version: env!("CARGO_PKG_VERSION").to_owned() }))
    }

    async fn about(&self, _: Request<proto::AboutRequest>) -> Answer<proto::AboutResponse> {
        let mut command = cargo::command();
        let output = command.arg("--version").stdin(Stdio::null()).output().await;
        let output = output.map_err(|error| Status::unavailable(cargo::start_error(error).to_string()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = text.split_whitespace().nth(1).unwrap_or_default().to_owned();
        let executable = command.as_std().get_program().to_string_lossy().into_owned();
        let host = ("host".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        Ok(Response::new(proto::AboutResponse { executable, version, metadata: [host].into() }))
    }

    async fn get_required_packages(
        &self,
        request: Request<proto::GetRequiredPackagesRequest>,
    ) -> Answer<proto::GetRequiredPackagesResponse> {
        let program = Program::find(request.into_inner().info.as_ref()).await.map_err(|error| refused(&error))?;
        Ok(Response::new(proto::GetRequiredPackagesResponse { packages: program.packages() }))
    }

    async fn get_program_dependencies(
        &self,
        request: Request<proto::GetProgramDependenciesRequest>,
    ) -> Answer<proto::GetProgramDependenciesResponse> {
        let request = request.into_inner();
        let program = Program::find(request.info.as_ref()).await.map_err(|error| refused(&error))?;
        let dependencies = match &program {
            Program::Prebuilt { .. } => Vec::new(),
            Program::Built { plan, .. } => {
                let wanted = plan.dependencies.iter().filter(|it| it.direct || request.transitive_dependencies);
                wanted.map(|it| proto::DependencyInfo { name: it.name.clone(), version: it.version.clone() }).collect()
            }
        };
        Ok(Response::new(proto::GetProgramDependenciesResponse { dependencies }))
    }

    async fn install_dependencies(
        &self,
        request: Request<proto::InstallDependenciesRequest>,
    ) -> Answer<Self::InstallDependenciesStream> {
        let request = request.into_inner();
        let (answers, stream) = mpsc::channel(64);
        let children = self.children.clone();
        tokio::spawn(async move {
            if let Err(error) = install(&request, &children, &answers).await {
                drop(answers.send(Err(refused(&error))).await);
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(stream))))
    }

    async fn run(&self, request: Request<proto::RunRequest>) -> Answer<proto::RunResponse> {
        let request = request.into_inner();
        let engine = self.engine();
        let outcome = match self.run_program(&request, &engine).await {
            Ok(outcome) => outcome,
            Err(error) => {
                engine.error(error.to_string()).await;
                Outcome::Reported
            }
        };
        Ok(Response::new(match outcome {
            Outcome::Done => proto::RunResponse::default(),
            Outcome::Reported => proto::RunResponse { bail: true, ..Default::default() },
            Outcome::Failed(error) => proto::RunResponse { error, ..Default::default() },
        }))
    }

    async fn run_plugin(&self, request: Request<proto::RunPluginRequest>) -> Answer<Self::RunPluginStream> {
        let request = request.into_inner();
        let program = Program::find(request.info.as_ref()).await.map_err(|error| refused(&error))?;
        let binary = program.binary(&self.children, &self.engine()).await.map_err(|error| refused(&error))?;
        let mut command = program.command(&binary);
        command.args(&request.args).current_dir(&request.pwd).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.envs(request.env.iter().filter_map(|variable| variable.split_once('=')));
        let mut running = program::start(&self.children, &mut command, &binary).map_err(|error| refused(&error))?;
        let (answers, stream) = mpsc::channel(64);
        let stdout = forward(running.child.stdout.take(), answers.clone(), Output::Stdout);
        let stderr = forward(running.child.stderr.take(), answers.clone(), Output::Stderr);
        tokio::spawn(async move {
            let ended = async {
                tokio::join!(stdout, stderr);
                running.wait().await
            };
            let status = tokio::select! {
                status = ended => status,
                // Nobody listens any more: dropping it kills it.
                () = answers.closed() => return,
            };
            let code = status.ok().and_then(|status| status.code()).unwrap_or(-1);
            drop(answers.send(Ok(plugin_output(Output::Exitcode(code)))).await);
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(stream))))
    }

    async fn cancel(&self, _: Request<()>) -> Answer<()> {
        self.children.kill();
        Ok(Response::new(()))
    }

    async fn runtime_options_prompts(
        &self,
        _: Request<proto::RuntimeOptionsRequest>,
    ) -> Answer<proto::RuntimeOptionsResponse> {
        Ok(Response::new(proto::RuntimeOptionsResponse::default()))
    }

    async fn template(&self, _: Request<proto::TemplateRequest>) -> Answer<proto::TemplateResponse> {
        Ok(Response::new(proto::TemplateResponse {}))
    }

    async fn generate_project(
        &self,
        _: Request<proto::GenerateProjectRequest>,
    ) -> Answer<proto::GenerateProjectResponse> {
        Err(Status::unimplemented("programs are not translated into Rust"))
    }

    async fn generate_package(
        &self,
        _: Request<proto::GeneratePackageRequest>,
    ) -> Answer<proto::GeneratePackageResponse> {
        Err(Status::unimplemented("packages are not generated for Rust; typed AWS resources are a crate of their own"))
    }

    async fn pack(&self, _: Request<proto::PackRequest>) -> Answer<proto::PackResponse> {
        Err(Status::unimplemented("packages are not packed for Rust"))
    }

    async fn link(&self, _: Request<proto::LinkRequest>) -> Answer<proto::LinkResponse> {
        Err(Status::unimplemented("packages are not linked for Rust"))
    }
}

impl Host {
    async fn run_program(&self, request: &proto::RunRequest, engine: &Engine) -> Result<Outcome, ProgramError> {
        let program = Program::find(request.info.as_ref()).await?;
        let binary = program.binary(&self.children, engine).await?;
        let mut command = program.command(&binary);
        command.args(&request.args).envs(program::variables(request, &self.address()));
        if !request.pwd.is_empty() {
            command.current_dir(&request.pwd);
        }
        // What the program prints goes the host's way to the engine. Dropping this kills it: a cancelled run ends.
        let mut running = program::start(&self.children, &mut command, &binary)?;
        let status = running.wait().await.map_err(|error| ProgramError::Start { path: binary, error })?;
        Ok(Outcome::of(status))
    }
}

async fn install(
    request: &proto::InstallDependenciesRequest,
    children: &Children,
    answers: &mpsc::Sender<Result<proto::InstallDependenciesResponse, Status>>,
) -> Result<(), ProgramError> {
    let program = Program::find(request.info.as_ref()).await?;
    let (progress, mut lines) = mpsc::channel::<String>(64);
    let forward = async {
        while let Some(line) = lines.recv().await {
            let stdout = format!("{line}\n").into_bytes();
            drop(answers.send(Ok(proto::InstallDependenciesResponse { stdout, stderr: Vec::new() })).await);
        }
    };
    let build = async move { program.build(children, &progress).await.map(drop) };
    tokio::join!(build, forward).0
}

fn plugin_output(output: Output) -> proto::RunPluginResponse {
    proto::RunPluginResponse { output: Some(output) }
}

async fn forward<R: AsyncRead + Unpin>(
    source: Option<R>,
    answers: mpsc::Sender<Result<proto::RunPluginResponse, Status>>,
    wrap: fn(Vec<u8>) -> Output,
) {
    let Some(mut source) = source else { return };
    let mut buffer = vec![0; 16 << 10];
    while let Ok(length) = source.read(&mut buffer).await {
        if length == 0 || answers.send(Ok(plugin_output(wrap(buffer[..length].to_vec())))).await.is_err() {
            return;
        }
    }
}
