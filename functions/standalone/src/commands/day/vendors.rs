//! The world outside the middleware: the simulated vendors' admin side, and the helpdesk's webhook, over HTTP.

use std::fmt;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use switchboard_intake::WEBHOOK_PATH;

use crate::failure::Failure;
use crate::serve::Service;

/// Longest wait for a local answer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What went wrong between this process and itself.
#[derive(Debug)]
pub(super) struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Addresses and credentials of one run.
pub(super) struct Vendors {
    http: Client,
    /// Base address of the simulated vendors.
    pub(super) url: String,
    /// Address of the webhook.
    pub(super) webhook: String,
    /// Token of the webhook.
    pub(super) token: String,
}

impl Vendors {
    pub(super) fn new(service: &Service) -> Result<Self, Failure> {
        let Some(simulators) = &service.simulators else {
            return Err(Failure::new("day.vendors", "the simulated vendors did not start"));
        };
        // The simulators have installed the provider that a client needs.
        let http = Client::builder()
            .timeout(TIMEOUT)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Failure::new("day.vendors", error))?;
        let webhook = format!("{}{WEBHOOK_PATH}", service.ready.listening);
        Ok(Self { http, url: simulators.url(), webhook, token: simulators.webhook_token.expose().clone() })
    }

    /// Opens a ticket without a message and returns its id.
    pub(super) async fn open_ticket(&self, ticket: &Value) -> Result<String, Refused> {
        let answer = self.post("/v1/tickets", &json!({ "ticket": ticket })).await?;
        let id = answer.pointer("/ticket/id").and_then(Value::as_str);
        id.map(str::to_owned).ok_or_else(|| Refused("the new ticket has no id".to_owned()))
    }

    /// Posts to the simulators.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        self.exchange(self.http.request(Method::POST, format!("{}{path}", self.url)).json(body), path).await
    }

    /// Turns all switches of the simulators off.
    pub(super) async fn faults_off(&self) -> Result<(), Refused> {
        let path = "/_sim/faults";
        self.exchange(self.http.request(Method::DELETE, format!("{}{path}", self.url)), path).await.map(drop)
    }

    /// What the vendors have seen.
    pub(super) async fn report(&self) -> Result<Value, Refused> {
        let path = "/_sim/report";
        self.exchange(self.http.get(format!("{}{path}", self.url)), path).await
    }

    /// The webhook of a ticket, as one more rule of the helpdesk would send it.
    pub(super) async fn announce(&self, ticket: &str) -> Result<(), Refused> {
        let body = json!({"ticket_id": ticket, "trigger": "customer_message"});
        let request = self.http.post(&self.webhook).header("x-richpanel-webhook-token", &self.token).json(&body);
        self.exchange(request, WEBHOOK_PATH).await.map(drop)
    }

    async fn exchange(&self, request: RequestBuilder, path: &str) -> Result<Value, Refused> {
        let refused = |what: &dyn fmt::Display| Refused(format!("{path}: {what}"));
        let response = request.send().await.map_err(|error| refused(&error.without_url()))?;
        let status = response.status();
        if !status.is_success() {
            return Err(refused(&format!("answered {status}")));
        }
        response.json().await.map_err(|error| refused(&error.without_url()))
    }
}
