//! Messages to the engine.

use pulumi_proto::LogRequest;
use pulumi_proto::engine_client::EngineClient;
use tonic::transport::{Channel, Endpoint};

/// The engine, connected when something is said first. Without an address messages are dropped.
#[derive(Clone)]
pub(crate) struct Engine {
    client: Option<EngineClient<Channel>>,
}

impl Engine {
    pub(crate) fn new(address: &str) -> Self {
        let endpoint = Endpoint::from_shared(format!("http://{address}")).ok().filter(|_| !address.is_empty());
        Self { client: endpoint.map(|endpoint| EngineClient::new(endpoint.connect_lazy())) }
    }

    /// A line that the next one replaces.
    pub(crate) async fn progress(&self, message: String) {
        self.log(1, message, true).await;
    }

    pub(crate) async fn error(&self, message: String) {
        self.log(3, message, false).await;
    }

    async fn log(&self, severity: i32, message: String, ephemeral: bool) {
        if let Some(client) = &self.client {
            let request = LogRequest { severity, message, urn: String::new(), stream_id: 0, ephemeral };
            // A host that cannot be heard still does its work.
            drop(client.clone().log(request).await);
        }
    }
}
