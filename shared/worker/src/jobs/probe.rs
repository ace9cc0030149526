//! `probe`: a webhook of our own, through the public edge. It is authenticated, queued and consumed like any other, and
//! means nothing: the workflow drops it.

use std::sync::Arc;

use serde_json::{Value, json};
use switchboard_domain::vendor::Vendor;
use switchboard_domain::{Clock, Millis, Secret, TraceId};
use switchboard_egress::{Call, Egress, EgressConfig, EgressError};
use switchboard_telemetry::Metric;

use super::{Counts, Jobs, RunError};

/// Path of the webhook below the edge.
const WEBHOOK_PATH: &str = "/webhooks/richpanel";
/// Header of the token.
const TOKEN_HEADER: &str = "x-richpanel-webhook-token";
/// The edge itself answers after 11 s at the latest.
const TIMEOUT: Millis = Millis::from_secs(15);
/// Time for name, connection and TLS.
const CONNECT_TIMEOUT: Millis = Millis::from_secs(5);

/// Why there is no probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// The address of the edge is none.
    #[error("the edge's address must be https://HOST[:PORT][/STAGE][{WEBHOOK_PATH}]")]
    Address,
    /// No client can be made for it.
    #[error("the edge cannot be asked: {0}")]
    Egress(#[from] EgressError),
}

impl ProbeError {
    /// A stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Address => "probe.address",
            Self::Egress(error) => error.code(),
        }
    }
}

/// The public edge, asked as the helpdesk asks it.
pub struct Probe {
    egress: Egress,
    path: String,
}

impl Probe {
    /// A probe of the edge at `url` (with or without the webhook's path) with an active token. `loopback_only` is for
    /// local runs: plain HTTP to this machine, and nothing else.
    ///
    /// # Errors
    /// [`ProbeError`].
    pub fn new(url: &str, token: Secret, loopback_only: bool, clock: Arc<dyn Clock>) -> Result<Self, ProbeError> {
        let (scheme, rest) = url.split_once("://").ok_or(ProbeError::Address)?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if path.contains(['?', '#']) {
            return Err(ProbeError::Address);
        }
        let path = format!("/{path}");
        let base = path.trim_end_matches('/').trim_end_matches(WEBHOOK_PATH);
        let egress = Egress::new(EgressConfig {
            // The probe stands for the helpdesk that posts webhooks. No observer: its calls are not the vendor's.
            vendor: Vendor::Richpanel,
            base_url: format!("{scheme}://{host}"),
            auth_header: TOKEN_HEADER,
            credential: token,
            timeout: TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            loopback_only,
            reset_headers: Vec::new(),
            clock,
        })?;
        Ok(Self { egress, path: format!("{base}{WEBHOOK_PATH}") })
    }
}

impl Jobs {
    /// Acknowledged means that the edge, the ingress, the token and the queue work.
    pub(super) async fn probe(&self) -> Result<Counts, RunError> {
        let probe = self.equipped(&self.probe)?;
        let ports = &self.ports;
        let id = TraceId::generate(ports.clock.now(), ports.randomness.as_ref());
        // Both marks make it a probe; a message id of its own keeps it from being taken for a repeat.
        let body = json!({"ticket_id": format!("probe-{id}"), "message_id": id.as_str(), "trigger": "probe"});
        let call = Call { operation: "probe", method: &http::Method::POST, path: &probe.path, body: Some(&body) };
        let (info, result) = probe.egress.send(call).await;
        let latency = u64::try_from(info.latency.0).unwrap_or(0);
        let counts = Counts::from([("ack_ms".to_owned(), latency)]);
        let answer = match result {
            Ok(answer) => answer,
            Err(failure) => return Err(RunError { code: failure.kind.code(), counts }),
        };
        let accepted = serde_json::from_slice::<Value>(&answer.body).is_ok_and(|body| body["accepted"] == true);
        if !accepted {
            return Err(RunError { code: "probe.not_accepted", counts });
        }
        let metrics = ports.journal.metrics();
        metrics.count(Metric::ProbeSuccess, 1, &[]);
        metrics.observe(Metric::ProbeAckMs, info.latency.0 as f64, &[]);
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_domain::SystemClock;

    fn probe(url: &str, loopback_only: bool) -> Result<String, ProbeError> {
        let token = Secret::new("token".to_owned());
        Probe::new(url, token, loopback_only, Arc::new(SystemClock::new())).map(|probe| probe.path)
    }

    #[test]
    fn every_form_of_the_edges_address_leads_to_the_webhook() {
        for (url, path) in [
            ("https://abc.execute-api.us-east-2.amazonaws.com", WEBHOOK_PATH),
            ("https://abc.execute-api.us-east-2.amazonaws.com/", WEBHOOK_PATH),
            ("https://hooks.shop.example/webhooks/richpanel", WEBHOOK_PATH),
            ("https://abc.execute-api.us-east-2.amazonaws.com/live", "/live/webhooks/richpanel"),
            ("https://abc.execute-api.us-east-2.amazonaws.com/live/webhooks/richpanel/", "/live/webhooks/richpanel"),
        ] {
            assert_eq!(probe(url, false).as_deref(), Ok(path), "{url}");
        }
        assert!(probe("http://127.0.0.1:4566/_aws/execute-api/abc/live", true).is_ok());
    }

    #[test]
    fn other_addresses_are_refused() {
        assert_eq!(probe("hooks.shop.example", false), Err(ProbeError::Address));
        assert_eq!(probe("https://hooks.shop.example/?token=x", false), Err(ProbeError::Address));
        for (url, local) in
            [("http://hooks.shop.example", false), ("https://10.0.0.8", false), ("https://a.example", true)]
        {
            assert_eq!(probe(url, local), Err(ProbeError::Egress(EgressError::Refused)), "{url}");
        }
    }
}
