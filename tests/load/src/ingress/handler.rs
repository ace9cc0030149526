//! The smallest handler that makes a webhook durable in Redis: one `RPUSH`, then the answer.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use tokio::net::TcpListener;

use super::resp::RedisConnection;
use crate::error::LoadError;

/// Serves on a free loopback port until the process is stopped; prints `{"listening":URL}` first.
///
/// # Errors
/// Redis or the port cannot be reached.
pub fn serve(redis: SocketAddr) -> Result<(), LoadError> {
    let failed = LoadError::io("the handler's runtime");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(async {
        let connection = Arc::new(RedisConnection::open(redis).await?);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(LoadError::io("a port for the handler"))?;
        let address = listener.local_addr().map_err(LoadError::io("a port for the handler"))?;
        announce(address);
        let router = Router::new().route("/webhooks/richpanel", post(push)).with_state(connection);
        axum::serve(listener, router).await.map_err(LoadError::io("the handler"))
    })
}

fn announce(address: SocketAddr) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, r#"{{"listening":"http://{address}"}}"#));
}

async fn push(State(connection): State<Arc<RedisConnection>>, body: Bytes) -> (StatusCode, &'static str) {
    match connection.push("events", &body).await {
        Some(()) => (StatusCode::OK, r#"{"accepted":true}"#),
        None => (StatusCode::SERVICE_UNAVAILABLE, ""),
    }
}
