//! The RunPlugin call: a policy pack or another plugin written in Rust, its output passed on as it comes.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;

use pulumi_proto::run_plugin_response::Output;
use pulumi_proto::{RunPluginRequest, RunPluginResponse};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::mpsc::Sender;
use tonic::Status;

use crate::children::Permit;
use crate::compile::Audience;
use crate::engine::Engine;
use crate::error::HostError;
use crate::program::Program;

pub(crate) type Stream = Sender<Result<RunPluginResponse, Status>>;

/// Shells count signals from here.
const SIGNALS: i32 = 128;

/// Builds and runs a plugin until it ends or nobody listens to it. What goes wrong before it starts is written to the
/// stream as the plugin's error output: the engine shows that, but not the status of a stream.
pub(crate) async fn run(request: RunPluginRequest, permit: Permit, engine: Engine, stream: Stream) {
    let ended = tokio::select! {
        ended = end(request, &permit, &engine, &stream) => ended,
        () = stream.closed() => return,
    };
    let code = match ended {
        Ok(code) => code,
        Err(HostError::Cancelled) => SIGNALS,
        Err(error) => {
            send(&stream, Output::Stderr(format!("{error}\n").into_bytes())).await;
            1
        }
    };
    send(&stream, Output::Exitcode(code)).await;
}

async fn end(request: RunPluginRequest, permit: &Permit, engine: &Engine, stream: &Stream) -> Result<i32, HostError> {
    let program = Program::find(request.info.as_ref(), &request.pwd)?;
    let audience = Audience::Engine(engine.clone());
    let mut command = program.command(permit, &audience, &request.pwd, &request.args).await?;
    command.envs(request.env.iter().filter_map(|variable| variable.split_once('=')));
    let mut running = permit.start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let (stdout, stderr) = (running.stdout(), running.stderr());
    let (status, (), ()) =
        tokio::join!(running.wait(), pass(stdout, stream, Output::Stdout), pass(stderr, stream, Output::Stderr));
    let status = status?;
    Ok(status.code().or_else(|| status.signal().map(|signal| SIGNALS + signal)).unwrap_or(SIGNALS))
}

async fn pass(from: Option<impl AsyncRead + Unpin>, stream: &Stream, kind: fn(Vec<u8>) -> Output) {
    let Some(mut from) = from else { return };
    let mut buffer = vec![0; 16 << 10];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        send(stream, kind(buffer[..length].to_vec())).await;
    }
}

async fn send(stream: &Stream, output: Output) {
    // The receiver may have gone; `run` notices.
    drop(stream.send(Ok(RunPluginResponse { output: Some(output) })).await);
}
