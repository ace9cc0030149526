//! The server: a port on the loopback interface, until the engine is gone.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use pulumi_proto::language_runtime_server::LanguageRuntimeServer;
use rustix::process::getppid;
use tokio::signal::unix::{SignalKind, signal};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use crate::children::Children;
use crate::engine::EngineSlot;
use crate::service::LanguageHost;

/// The engine's own limit of a message: 400 MiB.
const LARGEST_MESSAGE: usize = 400 << 20;

/// How often the host looks whether the process that started it still lives.
const WATCH: Duration = Duration::from_millis(500);

/// Why the host could not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address of the engine is not one.
    #[error("engine address `{address}`: {source}")]
    Address {
        /// As given.
        address: String,
        /// What is wrong with it.
        source: tonic::transport::Error,
    },
    /// No port could be opened, or it could not be told, or signals cannot be received.
    #[error("cannot serve on 127.0.0.1: {0}")]
    Io(#[from] std::io::Error),
    /// The server broke off.
    #[error("the server stopped: {0}")]
    Transport(#[from] tonic::transport::Error),
}

/// Serves until SIGTERM, SIGINT or SIGHUP, or until the process that started the host is gone; then kills the children.
///
/// # Errors
/// The engine's address is none, or the loopback interface gives no port.
pub async fn serve(engine: Option<&str>) -> Result<(), ServeError> {
    let slot = EngineSlot::default();
    if let Some(address) = engine {
        slot.set(address).map_err(|source| ServeError::Address { address: address.to_owned(), source })?;
    }
    let children = Children::default();
    let service = LanguageRuntimeServer::new(LanguageHost::new(slot, children.clone()))
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE);
    // Small answers must not wait for the acknowledgement of earlier ones.
    let incoming = TcpIncoming::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?.with_nodelay(Some(true));
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let port = incoming.local_addr()?.port();
    {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{port}")?;
        stdout.flush()?;
    }
    let served = tokio::select! {
        served = Server::builder().add_service(service).serve_with_incoming(incoming) => served,
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
        _ = hangup.recv() => Ok(()),
        () = orphaned() => Ok(()),
    };
    children.cancel();
    Ok(served?)
}

/// Resolves when the host's parent has died and another process has adopted the host.
async fn orphaned() {
    let parent = getppid();
    while getppid() == parent {
        tokio::time::sleep(WATCH).await;
    }
}
