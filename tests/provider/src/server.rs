//! Serves the provider to the engine on a free port of this machine.

use std::net::{Ipv4Addr, SocketAddr};

use pulumi_proto::resource_provider_server::ResourceProviderServer;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use crate::service::Provider;

/// Largest message either way, in bytes: what the engine allows.
pub const MAX_MESSAGE: usize = 400 * 1024 * 1024;

/// The server could not start or broke.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// No port.
    #[error("no port of 127.0.0.1 can be listened on: {0}")]
    Listen(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The port could not be told.
    #[error("the port cannot be written to standard output: {0}")]
    Announce(#[from] std::io::Error),
    /// The connection broke.
    #[error("the server broke: {0}")]
    Broken(#[from] tonic::transport::Error),
}

/// Serves until `end` comes. `announce` is told the port as soon as the engine may connect.
///
/// # Errors
/// If no port is free, the announcement fails or the server breaks.
pub async fn serve(
    provider: Provider,
    announce: impl FnOnce(u16) -> std::io::Result<()>,
    end: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let incoming = TcpIncoming::bind(address).map_err(|error| ServeError::Listen(error.into()))?;
    // With Nagle's algorithm every small answer waits for the other side's acknowledgement, 40 ms each.
    let incoming = incoming.with_nodelay(Some(true));
    announce(incoming.local_addr()?.port())?;
    let service = ResourceProviderServer::new(provider)
        .max_decoding_message_size(MAX_MESSAGE)
        .max_encoding_message_size(MAX_MESSAGE);
    Server::builder().add_service(service).serve_with_incoming_shutdown(incoming, end).await?;
    Ok(())
}
