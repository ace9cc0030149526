//! The server through which the engine calls functions of the program. It is started by the first hook.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use pulumi_proto as proto;
use pulumi_proto::callbacks_server::CallbacksServer;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use crate::error::{Error, Result};

/// A function: an encoded request to an encoded response.
pub(crate) type Callback = Arc<dyn Fn(Vec<u8>) -> BoxFuture<'static, Vec<u8>> + Send + Sync>;

type Functions = Arc<Mutex<HashMap<String, Callback>>>;

/// The functions that the engine can call.
pub(crate) struct Callbacks {
    address: String,
    functions: Functions,
    next: AtomicU64,
}

struct Service(Functions);

impl Callbacks {
    /// Serves on a free port of this machine until the program ends.
    pub(crate) async fn start() -> Result<Self> {
        let fail = |error: std::io::Error| Error::new(format!("hooks cannot be served: {error}"));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?.to_string();
        let functions = Functions::default();
        let service = CallbacksServer::new(Service(Arc::clone(&functions)))
            .max_decoding_message_size(crate::grpc::LARGEST_MESSAGE)
            .max_encoding_message_size(crate::grpc::LARGEST_MESSAGE);
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        tokio::spawn(tonic::transport::Server::builder().add_service(service).serve_with_incoming(incoming));
        Ok(Self { address, functions, next: AtomicU64::new(1) })
    }

    /// Makes a function callable.
    pub(crate) fn add(&self, callback: Callback) -> proto::Callback {
        let token = format!("callback-{}", self.next.fetch_add(1, Ordering::Relaxed));
        self.functions.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), callback);
        proto::Callback { target: self.address.clone(), token, accepts_byte_string: false }
    }
}

#[tonic::async_trait]
impl proto::callbacks_server::Callbacks for Service {
    async fn invoke(
        &self,
        request: Request<proto::CallbackInvokeRequest>,
    ) -> std::result::Result<Response<proto::CallbackInvokeResponse>, Status> {
        let proto::CallbackInvokeRequest { token, request } = request.into_inner();
        let callback = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&token).cloned();
        let callback = callback.ok_or_else(|| Status::not_found(format!("no function `{token}` here")))?;
        Ok(Response::new(proto::CallbackInvokeResponse { response: callback(request).await }))
    }
}
