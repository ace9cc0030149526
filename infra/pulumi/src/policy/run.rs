//! The life of a pack's process: serve on a free port, say which, end when told to.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use pulumi_proto::analyzer_server::AnalyzerServer;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, oneshot};
use tonic::transport::server::TcpIncoming;

use super::pack::PolicyPack;
use super::server::Server;
use crate::Error;
use crate::grpc::LARGEST_MESSAGE;
use crate::run::{complain, follow_lifeline};

/// How long calls may go on after the end was announced.
const GRACE: Duration = Duration::from_secs(2);

/// Serves a pack to the engine that has started this process. Call it from `main` and return what it returns.
///
/// It ends when the engine cancels, on SIGTERM, and when the language host that started it is gone. A pack whose definition
/// is wrong is not served: the error is written to the standard error output, which the engine shows.
pub fn run(pack: PolicyPack) -> ExitCode {
    if let Err(error) = pack.validate() {
        return complain(&format!("policy pack {}: {error}", pack.name));
    }
    if std::io::stdout().is_terminal() {
        return complain("this is a policy pack: run `pulumi preview --policy-pack FOLDER` in the folder of a project");
    }
    follow_lifeline();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&format!("cannot start: {error}")),
    };
    let served = runtime.block_on(serve(pack));
    // A policy that is still at work is not waited for.
    runtime.shutdown_background();
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string()),
    }
}

async fn serve(pack: PolicyPack) -> crate::Result {
    let mut terminate = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let cancelled = Arc::new(Notify::new());
    let service = AnalyzerServer::new(Server::new(pack, Arc::clone(&cancelled)))
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE);
    let (announce, announced) = oneshot::channel::<()>();
    let end = async move {
        tokio::select! {
            () = cancelled.notified() => {}
            _ = terminate.recv() => {}
        }
        drop(announce);
    };
    let overdue = async {
        drop(announced.await);
        tokio::time::sleep(GRACE).await;
    };
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let server = tonic::transport::Server::builder().add_service(service).serve_with_incoming_shutdown(incoming, end);
    say(port)?;
    tokio::select! {
        served = server => served.map_err(|error| Error::new(format!("the policy pack cannot be served: {error}"))),
        () = overdue => Ok(()),
    }
}

/// The engine reads the port from the first line.
fn say(port: u16) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{port}")?;
    out.flush()
}
