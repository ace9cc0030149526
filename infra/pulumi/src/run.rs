//! The life of a program: connect, register the stack, run, wait for everything, report.

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Arc;

use futures::FutureExt as _;
use pulumi_proto as proto;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::grpc::GrpcMonitor;
use crate::logging::{Bridge, Severity, request};
use crate::monitor::{DeploymentInfo, Monitor};
use crate::output::Known;
use crate::resource::{Kind, NewResource, Registered, ResourceState};
use crate::scope::Scope;
use crate::{STACK_TYPE, panics, register, wire};

/// Exit code of a program whose errors have been shown; the language host passes that on.
const REPORTED: u8 = 32;
/// Set by the language host: the program ends when its standard input does, as the host has died then.
const LIFELINE: &str = "PULUMI_RUST_LIFELINE";

/// Runs a program for the engine that has started this process. Call it from `main` and return what it returns.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use pulumi::{Context, Result};
///
/// async fn program(ctx: Context) -> Result {
///     ctx.export("greeting", pulumi::format!("hello {}", ctx.config().require::<String>("name")?));
///     Ok(())
/// }
///
/// fn main() -> ExitCode {
///     pulumi::run(program)
/// }
/// ```
pub fn run<P, W>(program: P) -> ExitCode
where
    P: FnOnce(Context) -> W,
    W: Future<Output = Result>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(serve(program)),
        Err(error) => complain(&format!("cannot start: {error}")),
    }
}

async fn serve<P, W>(program: P) -> ExitCode
where
    P: FnOnce(Context) -> W,
    W: Future<Output = Result>,
{
    let address = |name: &str| std::env::var(name).ok().filter(|address| !address.is_empty());
    let (Some(monitor), Some(engine)) = (address("PULUMI_MONITOR"), address("PULUMI_ENGINE")) else {
        return complain("this is a Pulumi program: run it with `pulumi up` or `pulumi preview` in its project folder");
    };
    follow_lifeline();
    panics::keep_quiet();
    let monitor: Arc<dyn Monitor> = match GrpcMonitor::connect(&monitor, &engine).await {
        Ok(monitor) => Arc::new(monitor),
        Err(error) => return complain(&error.to_string()),
    };
    let flush = Bridge::install(Arc::clone(&monitor));
    let info = match monitor.deployment_info().await {
        Ok(info) => info,
        Err(status) => return complain(&format!("the engine does not say what to deploy: {}", status.message())),
    };
    let failed = run_with(Arc::clone(&monitor), info, program).await;
    if let Some(flush) = flush {
        flush.wait().await;
    }
    if failed {
        // Not a word that the program is complete: the engine would delete everything that it did not get to register.
        return ExitCode::from(REPORTED);
    }
    // Deletions come now, and may call hooks.
    drop(monitor.wait_for_shutdown().await);
    ExitCode::SUCCESS
}

/// There is no engine to tell.
pub(crate) fn complain(message: &str) -> ExitCode {
    use std::io::Write as _;
    drop(writeln!(std::io::stderr(), "error: {message}"));
    ExitCode::FAILURE
}

/// Ends the process with its standard input, if the language host has said so.
pub(crate) fn follow_lifeline() {
    if std::env::var(LIFELINE).is_ok_and(|kind| kind == "stdin") {
        std::thread::spawn(end_with_stdin);
    }
}

fn end_with_stdin() {
    drop(std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink()));
    std::process::exit(1);
}

/// Runs a program against a monitor; `true` if it failed.
pub(crate) async fn run_with<P, W>(monitor: Arc<dyn Monitor>, info: DeploymentInfo, program: P) -> bool
where
    P: FnOnce(Context) -> W,
    W: Future<Output = Result>,
{
    let scope = Scope::default();
    let (stack, answer) = ResourceState::new(NewResource {
        type_: STACK_TYPE,
        name: &format!("{}-{}", info.project, info.stack),
        kind: Kind::Component,
        version: String::new(),
        secret_outputs: std::collections::BTreeSet::new(),
        transforms: Vec::new(),
        providers: Vec::new(),
        parent: None,
        scope: scope.clone(),
    });
    let ctx = Context::new(monitor, info, scope.clone(), stack);
    let stack_urn = match register_stack(&ctx).await {
        Ok(urn) => urn,
        Err(error) => {
            scope.fail(error);
            report(&ctx).await;
            return true;
        }
    };
    drop(answer.send(Registered {
        urn: Some(stack_urn.clone()),
        id: Known::Absent,
        outputs: Known::Value(crate::value::Map::new()),
        output_dependencies: std::collections::HashMap::new(),
        dry_run: ctx.is_preview(),
    }));
    // The closure itself may panic, too, before there is a future.
    let program = AssertUnwindSafe(scope.enter(async { program(ctx.clone()).await })).catch_unwind();
    match program.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => scope.fail(error),
        Err(_) => scope.fail(panics::taken("the program")),
    }
    scope.idle().await;
    if let Err(error) = finish_stack(&ctx, stack_urn).await {
        scope.fail(error);
    }
    scope.idle().await;
    report(&ctx).await;
    scope.has_failed()
}

async fn register_stack(ctx: &Context) -> Result<String> {
    let request = proto::RegisterResourceRequest {
        r#type: STACK_TYPE.to_owned(),
        name: ctx.stack_resource().name().to_owned(),
        object: Some(prost_types::Struct::default()),
        accept_secrets: true,
        accept_resources: true,
        supports_partial_values: true,
        supports_result_reporting: true,
        ..Default::default()
    };
    let answer = ctx.monitor().register_resource(request).await;
    let urn = answer.map_err(|status| register::engine_error(&status, "registration of the stack"))?.urn;
    match ctx.monitor().set_root(urn.clone()).await {
        // Engines may find the root by its type.
        Err(status) if status.code() != tonic::Code::Unimplemented => {
            Err(Error::new(format!("the engine does not take the stack as root: {}", status.message())))
        }
        _ => Ok(urn),
    }
}

/// Outputs are recorded also if the program failed: they say what is there.
async fn finish_stack(ctx: &Context, urn: String) -> Result {
    let outputs = ctx.scope().enter(register::resolve_outputs(ctx.take_outputs(), ctx.is_preview())).await;
    let (outputs, wrong) = match outputs {
        Ok(outputs) => (outputs, None),
        Err(error) => (crate::value::Map::new(), Some(error)),
    };
    let request = proto::RegisterResourceOutputsRequest { urn, outputs: Some(wire::map_to_wire(&outputs)) };
    let answer = ctx.monitor().register_outputs(request).await;
    answer.map_err(|status| register::call_error(&status, "outputs of the stack"))?;
    wrong.map_or(Ok(()), Err)
}

async fn report(ctx: &Context) {
    for error in ctx.scope().take_errors() {
        let message = error.to_string();
        let Error { reported, resource, urn, .. } = error;
        if reported {
            continue;
        }
        let urn = match (urn, resource) {
            (Some(urn), _) => urn,
            (None, Some(resource)) => resource.urn_text().await.unwrap_or_default(),
            (None, None) => String::new(),
        };
        // Whoever does not hear it sees the exit code.
        drop(ctx.monitor().log(request(Severity::Error, message, urn)).await);
    }
}
