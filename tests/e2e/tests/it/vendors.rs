//! The simulated vendors of a test, and the hands of everybody outside: customers, agents, the vendor's own webhook.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_domain::{Clock, Millis, SystemClock, Timestamp};
use switchboard_e2e::Setup;
use switchboard_simulators::{Running, SimConfig, Simulators};

/// Simulators whose clock is the middleware's own: both count from one instant at one speed, so they show the same time
/// but for the milliseconds (times the speed) that the machine's clock is rounded to.
pub(crate) struct Vendors {
    pub(crate) running: Running,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) http: reqwest::Client,
    origin: Timestamp,
    speed: u32,
}

impl Vendors {
    /// On a clock that is `speed` times as fast.
    pub(crate) async fn start(speed: u32, seed: u64) -> Self {
        let origin = SystemClock::new().now();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::accelerated_since(origin, speed));
        let config = SimConfig { seed, ..SimConfig::new(([127, 0, 0, 1], 0).into(), Arc::clone(&clock)) };
        let running = Simulators::start(config).await.unwrap();
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        Self { running, clock, http, origin, speed }
    }

    /// A set-up of the middleware that uses these vendors, with its data and log below `dir`.
    pub(crate) fn setup(&self, dir: &Path) -> Setup {
        let data = dir.join("data");
        let setup = Setup::new(&data, dir.join("log")).variables(self.running.env());
        if self.speed == 1 {
            return setup;
        }
        // The note that `serve` itself leaves in an accelerated directory: both clocks count from the same instant.
        std::fs::create_dir_all(&data).unwrap();
        let pace = json!({"origin": self.origin, "speed": self.speed});
        std::fs::write(data.join("clock.json"), pace.to_string()).unwrap();
        setup.arguments(["--speed".to_owned(), self.speed.to_string()])
    }

    /// Changes switches of the simulators.
    pub(crate) async fn faults(&self, patch: Value) {
        let (status, body) = self.admin(Method::POST, "/_sim/faults", Some(&patch)).await;
        assert_eq!(status, 200, "{body}");
    }

    /// Every switch off.
    pub(crate) async fn healthy(&self) {
        assert_eq!(self.admin(Method::DELETE, "/_sim/faults", None).await.0, 200);
    }

    /// An order of the store, in the store's REST shape, linked to a ticket.
    pub(crate) async fn order(&self, order: Value, ticket: Option<&str>) {
        let body = json!({"order": order, "link_ticket": ticket});
        let (status, body) = self.admin(Method::POST, "/_sim/orders", Some(&body)).await;
        assert_eq!(status, 200, "{body}");
    }

    pub(crate) async fn admin(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let mut request = self.http.request(method, format!("{}{path}", self.running.url()));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
    }

    /// The webhook that the vendor would send; `None` if nobody answered.
    pub(crate) async fn announce(&self, ingress: &str, body: &Value) -> Option<(u16, Value)> {
        let request = self
            .http
            .post(format!("{ingress}/webhooks/richpanel"))
            .header("x-richpanel-webhook-token", self.running.webhook_token.expose())
            .header("content-type", "application/json")
            .timeout(Duration::from_secs(5))
            .body(body.to_string());
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        Some((status, serde_json::from_slice(&response.bytes().await.ok()?).ok()?))
    }

    /// The same, which must be accepted.
    pub(crate) async fn announced(&self, ingress: &str, ticket: &str) {
        let answer = self.announce(ingress, &json!({"ticket_id": ticket})).await;
        assert!(matches!(&answer, Some((200, body)) if body["accepted"] == true), "{answer:?}");
    }

    /// What the report says of a ticket.
    pub(crate) fn ticket(&self, id: &str) -> Value {
        self.running.report()["tickets"][id].clone()
    }

    /// Replies that reached the customer.
    pub(crate) fn delivered(&self, id: &str) -> Vec<Value> {
        self.ticket(id)["delivered"].as_array().unwrap().clone()
    }

    pub(crate) fn tags(&self, id: &str) -> Vec<String> {
        self.ticket(id)["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap().to_owned()).collect()
    }

    /// Calls of the account that named the ticket: of one operation, or of all.
    pub(crate) fn calls(&self, id: &str, operation: Option<&str>) -> u64 {
        let ticket = self.ticket(id);
        let calls = ticket["calls"].as_object().unwrap();
        let wanted = calls.iter().filter(|(name, _)| operation.is_none_or(|wanted| wanted == name.as_str()));
        wanted.map(|(_, count)| count.as_u64().unwrap()).sum()
    }

    /// Nothing was done that must never be done.
    pub(crate) fn assert_no_violation(&self) {
        let report = self.running.report();
        assert_eq!(report["violations"], json!([]));
        assert_eq!(report["sends_without_author"], 0);
    }

    /// Lets time pass on the accelerated clock.
    pub(crate) async fn pass(&self, span: Millis) {
        tokio::time::sleep(self.clock.real_duration(span)).await;
    }

    /// Waits until the ticket has the tag that every finished event leaves.
    pub(crate) async fn processed(&self, id: &str) {
        self.until("the ticket is processed", || self.tags(id).iter().any(|tag| tag == "mw-processed")).await;
    }

    /// Waits until something holds; gives up after 60 s of real time.
    pub(crate) async fn until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let started = Instant::now();
        while !holds() {
            assert!(started.elapsed() < Duration::from_secs(60), "not after 60 s: {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
