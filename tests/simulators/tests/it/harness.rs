//! A running set of simulators with both clients.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_domain::{Clock, ConversationId, Millis, SystemClock};
use switchboard_richpanel::{BotAgentId, RichpanelClient, RichpanelConfig, TagDirectory};
use switchboard_shopify::{ShopifyClient, ShopifyConfig};
use switchboard_simulators::{Running, SimConfig, Simulators};

/// An answer of the language model's API.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }
}

pub(crate) struct Harness {
    pub(crate) running: Running,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) http: reqwest::Client,
}

impl Harness {
    pub(crate) async fn start() -> Self {
        Self::accelerated(1).await
    }

    /// Simulators and clients on a clock that runs `factor` times as fast.
    pub(crate) async fn accelerated(factor: u32) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::accelerated(factor));
        let config = SimConfig::new(([127, 0, 0, 1], 0).into(), Arc::clone(&clock));
        let running = Simulators::start(config).await.unwrap();
        Self { running, clock, http: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    pub(crate) fn richpanel_config(&self) -> RichpanelConfig {
        let key = self.running.richpanel_key.clone();
        RichpanelConfig {
            loopback_only: true,
            ..RichpanelConfig::new(self.running.url(), key, Arc::clone(&self.clock))
        }
    }

    pub(crate) fn richpanel(&self) -> RichpanelClient {
        RichpanelClient::new(self.richpanel_config()).unwrap()
    }

    pub(crate) fn shopify_config(&self) -> ShopifyConfig {
        let token = self.running.shopify_token.clone();
        let version = self.running.shopify_api_version.clone();
        let config = ShopifyConfig::new(self.running.url(), version, token, Arc::clone(&self.clock));
        ShopifyConfig { loopback_only: true, ..config }
    }

    pub(crate) fn shopify(&self) -> ShopifyClient {
        ShopifyClient::new(self.shopify_config()).unwrap()
    }

    pub(crate) fn bot(&self) -> BotAgentId {
        BotAgentId::new(self.running.bot_agent_id.expose()).unwrap()
    }

    /// Any request as a client without our code would make it.
    pub(crate) async fn raw(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.running.url()))
            .header("x-richpanel-key", self.running.richpanel_key.expose());
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
    }

    /// A request to the language model's API with its key; the path is below the base URL.
    pub(crate) async fn openai(&self, path: &str, body: &Value) -> Answer {
        self.try_openai(path, body).await.unwrap()
    }

    pub(crate) async fn try_openai(&self, path: &str, body: &Value) -> Result<Answer, reqwest::Error> {
        let key = self.running.openai_key.expose();
        let request = self.http.post(format!("{}{path}", self.running.openai_url())).bearer_auth(key);
        let response = request.header("content-type", "application/json").body(body.to_string()).send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, bytes: response.bytes().await?.to_vec() })
    }

    pub(crate) async fn faults(&self, patch: Value) {
        let (status, body) = self.raw(Method::POST, "/_sim/faults", Some(patch)).await;
        assert_eq!(status, 200, "{body}");
    }

    pub(crate) async fn healthy(&self) {
        assert_eq!(self.raw(Method::DELETE, "/_sim/faults", None).await.0, 200);
    }

    /// A customer writes a mail.
    pub(crate) async fn email(&self, text: &str) -> ConversationId {
        self.create(json!({"subject": "Order", "comment": {"sender_type": "customer", "body": text},
            "via": {"channel": "email", "source": {"from": {"address": "Ann@Customer.example"}, "to": {"address": "help@shop.example"}}},
            "customer_profile": {"firstName": "Ann", "lastName": "Lee"}}))
            .await
    }

    pub(crate) async fn create(&self, ticket: Value) -> ConversationId {
        let (status, body) = self.raw(Method::POST, "/v1/tickets", Some(json!({ "ticket": ticket }))).await;
        assert_eq!(status, 201, "{body}");
        let object = if body.get("ticket").is_some() { &body["ticket"] } else { &body };
        let id = object.get("id").or_else(|| object.get("ticket_id")).unwrap();
        ConversationId::new(id.as_str().unwrap()).unwrap()
    }

    pub(crate) async fn message(&self, id: &ConversationId, text: &str) {
        let body = json!({"ticket_id": id.as_str(), "body": text});
        assert_eq!(self.raw(Method::POST, "/_sim/messages", Some(body)).await.0, 201);
    }

    /// An admin call on a ticket.
    pub(crate) async fn on_ticket(
        &self,
        method: Method,
        id: &ConversationId,
        rest: &str,
        body: Option<Value>,
    ) -> Value {
        let encoded: String = id.as_str().bytes().map(|b| format!("%{b:02X}")).collect();
        let (status, body) = self.raw(method, &format!("/_sim/tickets/{encoded}{rest}"), body).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub(crate) async fn read(&self, id: &ConversationId) -> switchboard_domain::ticket::Ticket {
        self.richpanel().read_ticket(id, &TagDirectory::default()).await.unwrap()
    }

    pub(crate) fn ticket_report(&self, id: &ConversationId) -> Value {
        self.running.report()["tickets"][id.as_str()].clone()
    }

    pub(crate) fn delivered(&self, id: &ConversationId) -> usize {
        self.ticket_report(id)["delivered"].as_array().unwrap().len()
    }

    pub(crate) fn violated(&self) -> Vec<String> {
        let report = self.running.report();
        report["violations"].as_array().unwrap().iter().map(|v| v["rule"].as_str().unwrap().to_owned()).collect()
    }

    /// Lets virtual time pass.
    pub(crate) async fn pass(&self, span: Millis) {
        tokio::time::sleep(self.clock.real_duration(span)).await;
    }
}
