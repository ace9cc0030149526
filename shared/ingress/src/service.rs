//! The service itself.

use std::sync::Arc;

use serde_json::json;
use switchboard_domain::{Clock, Randomness};
use switchboard_intake::{ErrorCode, IntakeConfig, Receipt, Reception, Rejection, Request, Response, Route, route};
use switchboard_queue::{Queue, SendRequest};
use switchboard_telemetry::{Logger, Metrics, Sink};

use crate::readiness::{QueueCheck, Readiness};
use crate::report::{self, Answered};
use crate::tokens::{TokenCache, TokenSource};

/// What the service needs of the world.
pub struct Ports {
    /// Takes the events.
    pub queue: Arc<dyn Queue>,
    /// How `/ready` judges the queue.
    pub queue_check: QueueCheck,
    /// Where the webhook tokens are.
    pub tokens: Arc<dyn TokenSource>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// For ids.
    pub randomness: Arc<dyn Randomness>,
    /// Maker of log events.
    pub logger: Logger,
    /// Takes them.
    pub sink: Arc<dyn Sink>,
    /// Metrics of the process.
    pub metrics: Arc<Metrics>,
    /// What `/health` names as the version.
    pub release: String,
}

/// Answers requests. One per process; share it.
pub struct Ingress {
    config: IntakeConfig,
    ports: Ports,
    tokens: TokenCache,
    readiness: Readiness,
}

impl Ingress {
    /// A service over these ports. Touches none of them yet.
    pub fn new(config: IntakeConfig, ports: Ports) -> Self {
        let tokens = TokenCache::new(Arc::clone(&ports.tokens));
        Self { config, ports, tokens, readiness: Readiness::default() }
    }

    /// What the intake goes by.
    pub const fn config(&self) -> &IntakeConfig {
        &self.config
    }

    /// Answers a request of any path and method. 200 for a webhook means that its event is durable.
    pub async fn answer(&self, request: &Request) -> Response {
        match route(&request.method, &request.path, &self.config) {
            Ok(Route::Health) => Response::json(200, &json!({"status": "ok", "version": self.ports.release})),
            Ok(Route::Ready) => self.ready().await,
            Ok(Route::Openapi) => Response::json(200, &switchboard_intake::openapi()),
            // Rejections of path and method, too, are the intake's to word.
            Ok(Route::Webhook) | Err(_) => self.webhook(request).await,
        }
    }

    async fn ready(&self) -> Response {
        let now = self.ports.clock.now();
        if let Some(kept) = self.readiness.kept(now) {
            return kept;
        }
        let readable = self.tokens.tokens(now).await.is_readable();
        self.readiness.look(now, readable, self.ports.queue.as_ref(), self.ports.queue_check).await
    }

    async fn webhook(&self, request: &Request) -> Response {
        let started = self.ports.clock.now();
        let randomness = self.ports.randomness.as_ref();
        let receive = |tokens: &_| switchboard_intake::receive(request, &self.config, tokens, started, randomness);
        let mut receipt = receive(&self.tokens.tokens(started).await);
        if hangs_on_tokens(&receipt)
            && let Some(fresh) = self.tokens.refreshed(started).await
        {
            receipt = receive(&fresh);
        }
        let response = match self.enqueue(&receipt).await {
            Ok(()) => receipt.response(),
            Err(rejection) => rejection.response(),
        };
        let answered = Answered { started, ended: self.ports.clock.now(), status: response.status };
        report::count(&self.ports.metrics, &receipt, answered);
        self.ports.sink.log(&report::line(&self.ports.logger, &receipt, answered));
        response
    }

    /// The event is accepted only once it is durable.
    async fn enqueue(&self, receipt: &Receipt) -> Result<(), Rejection> {
        let Reception::Accepted(accepted) = &receipt.reception else { return Ok(()) };
        let unavailable = || Rejection::not_stored(receipt.record.request_id.clone());
        let request = SendRequest {
            body: serde_json::to_string(&accepted.envelope).map_err(|_| unavailable())?,
            group_id: accepted.group_id.clone(),
            dedup_id: accepted.dedup_id.clone(),
            class: accepted.envelope.class,
        };
        self.ports.queue.send(request).await.map(drop).map_err(|_| unavailable())
    }
}

/// Whether other tokens could change the answer.
fn hangs_on_tokens(receipt: &Receipt) -> bool {
    matches!(&receipt.reception, Reception::Rejected(rejection)
        if matches!(rejection.code, ErrorCode::Unauthorized | ErrorCode::Unavailable))
}
