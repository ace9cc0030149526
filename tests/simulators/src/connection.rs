//! The listener: accepts, serves, cuts and refuses connections.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use switchboard_domain::{Clock, Millis};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use crate::reply::Cut;

/// Pause between attempts to listen again.
const REBIND_PAUSE: Duration = Duration::from_millis(20);

/// The connection is to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is cut on purpose")]
struct CutOnPurpose;

/// Accepts connections until `stop` changes or its sender is gone; an order in `refuse` closes the socket for a while.
pub(crate) async fn accept(
    mut listener: TcpListener,
    address: SocketAddr,
    router: Router,
    clock: Arc<dyn Clock>,
    mut stop: watch::Receiver<()>,
    mut refuse: mpsc::UnboundedReceiver<Millis>,
) {
    let (close, _) = watch::channel(());
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(span) = refuse.recv() => {
                drop(listener);
                // Idle connections go as well: a client must not get round the closed socket.
                let _ = close.send(());
                let reopened = async {
                    tokio::time::sleep(clock.real_duration(span)).await;
                    listen_again(address).await
                };
                tokio::select! {
                    _ = stop.changed() => return,
                    again = reopened => listener = again,
                }
            }
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    tokio::spawn(serve(stream, router.clone(), close.subscribe()));
                } else {
                    tokio::time::sleep(REBIND_PAUSE).await;
                }
            }
        }
    }
}

async fn listen_again(address: SocketAddr) -> TcpListener {
    loop {
        if let Ok(listener) = TcpListener::bind(address).await {
            return listener;
        }
        tokio::time::sleep(REBIND_PAUSE).await;
    }
}

/// Serves one connection; it is shut down gracefully when `close` changes or its sender is gone.
async fn serve(stream: TcpStream, router: Router, mut close: watch::Receiver<()>) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = router.call(request);
        async move {
            let Ok(response): Result<Response<_>, Infallible> = answer.await;
            if response.extensions().get::<Cut>().is_some() { Err(CutOnPurpose) } else { Ok(response) }
        }
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // An error here is a client that left, or a connection cut on purpose.
        _ = connection.as_mut() => {}
        _ = close.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
