//! The engine's log, where the host's messages appear.

use std::sync::{Arc, Mutex, PoisonError};

use pulumi_proto::engine_client::EngineClient;
use pulumi_proto::{LogRequest, LogSeverity};
use tonic::transport::{Channel, Endpoint};

use crate::error::HostError;

/// The engine, if its address is known yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct EngineSlot(Arc<Mutex<Option<Engine>>>);

/// The engine at an address.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    address: String,
    client: EngineClient<Channel>,
}

impl EngineSlot {
    /// Sets or replaces the engine. The connection is made when there is something to say.
    ///
    /// # Errors
    /// The address, a `host:port`, cannot be one.
    pub(crate) fn set(&self, address: &str) -> Result<(), tonic::transport::Error> {
        let endpoint = Endpoint::from_shared(format!("http://{address}"))?.tcp_nodelay(true);
        let engine = Engine { address: address.to_owned(), client: EngineClient::new(endpoint.connect_lazy()) };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(engine);
        Ok(())
    }

    /// The engine.
    ///
    /// # Errors
    /// It has not introduced itself.
    pub(crate) fn get(&self) -> Result<Engine, HostError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(HostError::NoEngine)
    }
}

impl Engine {
    /// `host:port`.
    #[must_use]
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// A line of progress that the next one may overwrite.
    pub(crate) async fn progress(&self, message: String) {
        // Progress is a courtesy: an engine that does not listen is no reason to stop.
        drop(self.log(LogSeverity::Info, message, true).await);
    }

    /// Something for `--debug` only.
    pub(crate) async fn debug(&self, message: String) {
        drop(self.log(LogSeverity::Debug, message, false).await);
    }

    /// An error of the deployment. It does not fail the deployment by itself.
    ///
    /// # Errors
    /// The engine did not take it.
    pub(crate) async fn error(&self, message: String) -> Result<(), tonic::Status> {
        self.log(LogSeverity::Error, message, false).await
    }

    async fn log(&self, severity: LogSeverity, message: String, ephemeral: bool) -> Result<(), tonic::Status> {
        let request = LogRequest { severity: severity.into(), message, ephemeral, ..LogRequest::default() };
        self.client.clone().log(request).await.map(drop)
    }
}
