//! An HTTP server on a free port of 127.0.0.1, as small as it can be: what is measured shares the cores with it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
pub use hyper::StatusCode;
pub use hyper::body::Bytes;
use hyper::body::Incoming;
pub use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::error::RuntimeApiError;

/// An answer of [`Serve`].
pub type Answer = Response<Full<Bytes>>;

/// What answers the requests of a [`Loopback`].
pub trait Serve: Send + Sync + 'static {
    /// Answers a request whose body has arrived.
    fn serve(&self, head: Parts, body: Bytes) -> impl Future<Output = Answer> + Send;
}

/// A running server; it ends when this is dropped.
pub struct Loopback {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Loopback {
    /// Serves on the current runtime.
    ///
    /// # Errors
    /// [`RuntimeApiError::Port`].
    pub async fn start(service: Arc<impl Serve>) -> Result<Self, RuntimeApiError> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(RuntimeApiError::Port)?;
        let address = listener.local_addr().map_err(RuntimeApiError::Port)?;
        let task = tokio::spawn(async move {
            // A connection that cannot be accepted is tried again by its client.
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    drop(stream.set_nodelay(true)); // without it times are a little longer, for everybody
                    let service = Arc::clone(&service);
                    let answer = service_fn(move |request| answer(Arc::clone(&service), request));
                    // Ends with its client; what breaks a connection is seen as a missing answer.
                    tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
                }
            }
        });
        Ok(Self { address, task })
    }

    /// Host and port, as in `127.0.0.1:4000`.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(service: Arc<impl Serve>, request: Request<Incoming>) -> Result<Answer, Infallible> {
    let (head, body) = request.into_parts();
    match body.collect().await {
        Ok(body) => Ok(service.serve(head, body.to_bytes()).await),
        Err(_) => Ok(json(StatusCode::BAD_REQUEST, "{}")),
    }
}

/// An answer in JSON.
pub fn json(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    let kind = hyper::header::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(hyper::header::CONTENT_TYPE, kind);
    answer
}
