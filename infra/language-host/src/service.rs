//! The LanguageRuntime service: each call handed to the module that knows.

use pulumi_proto::language_runtime_server::LanguageRuntime;
use pulumi_proto::{
    AboutRequest, AboutResponse, DependencyInfo, GeneratePackageRequest, GeneratePackageResponse,
    GenerateProjectRequest, GenerateProjectResponse, GetProgramDependenciesRequest, GetProgramDependenciesResponse,
    GetRequiredPackagesRequest, GetRequiredPackagesResponse, InstallDependenciesRequest, InstallDependenciesResponse,
    LanguageHandshakeRequest, LanguageHandshakeResponse, LinkRequest, LinkResponse, PackRequest, PackResponse,
    PluginInfo, RunPluginRequest, RunPluginResponse, RunRequest, RunResponse, RuntimeOptionsRequest,
    RuntimeOptionsResponse, TemplateRequest, TemplateResponse,
};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::children::{Children, Permit};
use crate::compile::Audience;
use crate::engine::EngineSlot;
use crate::error::HostError;
use crate::package::RequiredPackage;
use crate::program::Program;
use crate::{about, plugin, run};

/// Messages of a stream that may wait for the engine.
const QUEUE: usize = 16;

/// The host of one engine.
#[derive(Debug, Clone, Default)]
pub(crate) struct LanguageHost {
    engine: EngineSlot,
    children: Children,
}

impl LanguageHost {
    /// A host whose children are in that register, for an engine that may be known only later.
    #[must_use]
    pub(crate) const fn new(engine: EngineSlot, children: Children) -> Self {
        Self { engine, children }
    }
}

type Answer<T> = Result<Response<T>, Status>;

/// A stream that `work` fills.
fn stream<T, W>(work: impl FnOnce(Sender<Result<T, Status>>) -> W) -> Response<ReceiverStream<Result<T, Status>>>
where
    W: Future<Output = ()> + Send + 'static,
{
    let (sender, receiver): (_, Receiver<_>) = channel(QUEUE);
    tokio::spawn(work(sender));
    Response::new(ReceiverStream::new(receiver))
}

fn generates_no_code<T>() -> Answer<T> {
    Err(Status::unimplemented("the Rust host generates no code: write the program by hand"))
}

#[tonic::async_trait]
impl LanguageRuntime for LanguageHost {
    async fn handshake(&self, request: Request<LanguageHandshakeRequest>) -> Answer<LanguageHandshakeResponse> {
        let address = request.into_inner().engine_address;
        let wrong = |error| Status::invalid_argument(format!("engine_address `{address}`: {error}"));
        self.engine.set(&address).map_err(wrong)?;
        Ok(Response::new(LanguageHandshakeResponse {}))
    }

    async fn get_plugin_info(&self, _: Request<()>) -> Answer<PluginInfo> {
        Ok(Response::new(PluginInfo { version: env!("CARGO_PKG_VERSION").to_owned() }))
    }

    async fn about(&self, _: Request<AboutRequest>) -> Answer<AboutResponse> {
        Ok(Response::new(about::about(&self.children.permit()).await))
    }

    async fn get_required_packages(
        &self,
        request: Request<GetRequiredPackagesRequest>,
    ) -> Answer<GetRequiredPackagesResponse> {
        let program = Program::find(request.into_inner().info.as_ref(), ".")?;
        let packages = program.packages(&self.children.permit()).await?;
        Ok(Response::new(GetRequiredPackagesResponse { packages: packages.into_iter().map(Into::into).collect() }))
    }

    async fn get_program_dependencies(
        &self,
        request: Request<GetProgramDependenciesRequest>,
    ) -> Answer<GetProgramDependenciesResponse> {
        let request = request.into_inner();
        let program = Program::find(request.info.as_ref(), &request.pwd)?;
        let permit = self.children.permit();
        let facts = program.facts(&permit).await?;
        let crates = facts.map(|facts| facts.dependencies).unwrap_or_default().into_iter();
        let crates = crates.filter(|dependency| dependency.direct || request.transitive_dependencies);
        let crates = crates.map(|one| DependencyInfo { name: one.name, version: one.version });
        // A package has no crate of its own where programs name types by their tokens.
        let packages = program.packages(&permit).await?.into_iter().map(RequiredPackage::into_dependency);
        let dependencies = crates.chain(packages).collect();
        Ok(Response::new(GetProgramDependenciesResponse { dependencies }))
    }

    type InstallDependenciesStream = ReceiverStream<Result<InstallDependenciesResponse, Status>>;

    async fn install_dependencies(
        &self,
        request: Request<InstallDependenciesRequest>,
    ) -> Answer<Self::InstallDependenciesStream> {
        let request = request.into_inner();
        let program = Program::find(request.info.as_ref(), &request.directory)?;
        let permit = self.children.permit();
        Ok(stream(|sender| install(program, permit, sender)))
    }

    async fn run(&self, request: Request<RunRequest>) -> Answer<RunResponse> {
        let permit = self.children.permit();
        let engine = self.engine.get()?;
        Ok(Response::new(run::run(request.into_inner(), &permit, &engine).await))
    }

    type RunPluginStream = ReceiverStream<Result<RunPluginResponse, Status>>;

    async fn run_plugin(&self, request: Request<RunPluginRequest>) -> Answer<Self::RunPluginStream> {
        let permit = self.children.permit();
        let engine = self.engine.get()?;
        Ok(stream(|sender| plugin::run(request.into_inner(), permit, engine, sender)))
    }

    async fn cancel(&self, _: Request<()>) -> Answer<()> {
        self.children.cancel();
        Ok(Response::new(()))
    }

    async fn runtime_options_prompts(&self, _: Request<RuntimeOptionsRequest>) -> Answer<RuntimeOptionsResponse> {
        // Every option has a default: there is nothing to ask.
        Ok(Response::new(RuntimeOptionsResponse::default()))
    }

    async fn template(&self, _: Request<TemplateRequest>) -> Answer<TemplateResponse> {
        // A template of a Rust program is complete as it is.
        Ok(Response::new(TemplateResponse {}))
    }

    async fn generate_project(&self, _: Request<GenerateProjectRequest>) -> Answer<GenerateProjectResponse> {
        generates_no_code()
    }

    async fn generate_package(&self, _: Request<GeneratePackageRequest>) -> Answer<GeneratePackageResponse> {
        generates_no_code()
    }

    async fn pack(&self, _: Request<PackRequest>) -> Answer<PackResponse> {
        generates_no_code()
    }

    async fn link(&self, _: Request<LinkRequest>) -> Answer<LinkResponse> {
        generates_no_code()
    }
}

/// Fetches and builds, unless the program is prebuilt. The compiler's errors go to the stream, the status only says
/// that there are some: the engine shows both.
async fn install(program: Program, permit: Permit, stream: Sender<Result<InstallDependenciesResponse, Status>>) {
    let Some(project) = program.project() else { return };
    let audience = Audience::Installer(stream.clone());
    let ended = tokio::select! {
        ended = project.install(&permit, &audience) => ended,
        () = stream.closed() => return,
    };
    let Err(error) = ended else { return };
    let status = match error {
        HostError::Compile { errors } => {
            let stderr = format!("{errors}\n").into_bytes();
            drop(stream.send(Ok(InstallDependenciesResponse { stdout: Vec::new(), stderr })).await);
            Status::failed_precondition("the program does not compile")
        }
        other => other.into(),
    };
    drop(stream.send(Err(status)).await);
}
