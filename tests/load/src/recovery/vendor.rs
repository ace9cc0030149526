//! A helpdesk that notes when a ticket is read and never answers, so that work is under way when the product is killed.

use std::net::SocketAddr;
use std::time::Instant;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::error::LoadError;

pub(super) struct Vendor {
    address: SocketAddr,
    reads: mpsc::UnboundedReceiver<Instant>,
}

impl Vendor {
    /// Serves on a free loopback port, on the current runtime, until the runtime ends.
    pub(super) async fn start() -> Result<Self, LoadError> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(LoadError::io("a port for the helpdesk"))?;
        let address = listener.local_addr().map_err(LoadError::io("a port for the helpdesk"))?;
        let (note, reads) = mpsc::unbounded_channel();
        let router = Router::new().fallback(answer).with_state(note);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, reads })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Drops what was noted so far.
    pub(super) fn forget(&mut self) {
        while self.reads.try_recv().is_ok() {}
    }

    /// When the next ticket read arrived.
    pub(super) async fn first_ticket_read(&mut self) -> Option<Instant> {
        self.reads.recv().await
    }
}

async fn answer(State(note): State<mpsc::UnboundedSender<Instant>>, uri: Uri) -> StatusCode {
    if uri.path().contains("/tickets/") {
        // Nobody listens any more when the measurement is over.
        let _ = note.send(Instant::now());
        std::future::pending::<()>().await;
    }
    StatusCode::NOT_FOUND
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

    #[tokio::test]
    async fn only_ticket_reads_are_noted() {
        let mut vendor = Vendor::start().await.unwrap();
        for path in ["/v1/tags", "/v1/tickets/a%40b"] {
            let mut stream = tokio::net::TcpStream::connect(vendor.address).await.unwrap();
            stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.unwrap();
            if path.contains("tickets") {
                assert!(vendor.first_ticket_read().await.is_some());
            } else {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            assert!(vendor.reads.try_recv().is_err());
        }
    }
}
