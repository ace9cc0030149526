//! Invocations of a function that has started.

use serde_json::{Value, json};
use switchboard_runtime_api::{Invoked, Outcome, RuntimeApi};

use super::functions::{Bench, Program};
use super::services::TOKEN;
use super::{WARM_P99_US, WARM_RATIO};
use crate::Length;
use crate::error::LoadError;
use crate::figure::Report;
use crate::statistics::{Samples, quantile};

/// Invocations before time is taken: the secret is fetched and connections are open.
const WARM_UP: u64 = 200;

/// What a gateway asks of the ingress.
#[derive(Clone, Copy)]
enum Ask {
    /// A webhook: one message on the queue.
    Webhook,
    /// A webhook without a ticket: authenticated, checked, logged and refused, with no service asked.
    Refused,
    /// Whether it is alive, which needs no service.
    Health,
}

impl Ask {
    /// Status of the right answer.
    const fn status(self) -> u16 {
        match self {
            Self::Webhook | Self::Health => 200,
            Self::Refused => 400,
        }
    }
}

/// The figures of one kind of invocation over all repetitions, microseconds.
#[derive(Default)]
struct Series {
    p50: Samples,
    p99: Samples,
}

impl Series {
    fn add(&mut self, mut nanoseconds: Vec<u64>) {
        self.p50.push(quantile(&mut nanoseconds, 0.5) as f64 / 1e3);
        self.p99.push(quantile(&mut nanoseconds, 0.99) as f64 / 1e3);
    }
}

/// The peer and the ingress take turns; each repetition starts new processes.
pub(super) async fn measure(report: &mut Report, bench: &Bench, length: Length) -> Result<(), LoadError> {
    let (repetitions, invocations) = (length.choose(7, 2), length.choose(2_000, 200));
    let [mut peer, mut health, mut refused, mut webhook] = [(); 4].map(|()| Series::default());
    for _ in 0..repetitions {
        peer.add(run(bench, Program::Hello, Ask::Webhook, invocations).await?);
        health.add(run(bench, Program::Ingress, Ask::Health, invocations).await?);
        refused.add(run(bench, Program::Ingress, Ask::Refused, invocations).await?);
        let before = bench.services.sent();
        webhook.add(run(bench, Program::Ingress, Ask::Webhook, invocations).await?);
        all_sent(bench.services.sent() - before, WARM_UP + invocations)?;
    }
    report.fact("invocations_per_repetition", invocations);
    report.figure("peer: warm invocation, median", "us", &peer.p50);
    report.figure("peer: warm invocation, p99", "us", &peer.p99);
    report.figure("ingress: /health, median", "us", &health.p50);
    report.figure("ingress: /health, to peer", "x", &health.p50.divided_by(&peer.p50));
    report.figure("ingress: refused webhook, median", "us", &refused.p50);
    report.figure("ingress: refused webhook, to peer", "x", &refused.p50.divided_by(&peer.p50));
    report.figure("ingress: webhook, median", "us", &webhook.p50);
    report.at_most("ingress: webhook, p99", "us", &webhook.p99, WARM_P99_US);
    report.at_most("ingress: webhook, median to peer", "x", &webhook.p50.divided_by(&peer.p50), WARM_RATIO);
    Ok(())
}

/// Nanoseconds of each invocation after the warm-up.
async fn run(bench: &Bench, program: Program, ask: Ask, invocations: u64) -> Result<Vec<u64>, LoadError> {
    let mut api = RuntimeApi::start(program.name()).await?;
    let _function = bench.function(program, &api)?;
    let mut times = Vec::new();
    for number in 0..WARM_UP + invocations {
        let invoked = api.invoke(event(ask, number).to_string().as_bytes()).await?;
        succeeded(program, ask, &invoked)?;
        if number >= WARM_UP {
            times.push(u64::try_from(invoked.took.as_nanos()).unwrap_or(u64::MAX));
        }
    }
    Ok(times)
}

/// What the gateway hands over, payload 2.0, with a ticket id that never repeats.
fn event(ask: Ask, number: u64) -> Value {
    let (method, path, body) = match ask {
        Ask::Health => ("GET", "/health", String::new()),
        Ask::Refused => ("POST", "/webhooks/richpanel", json!({"trigger": "customer_message"}).to_string()),
        Ask::Webhook => {
            let body = json!({"ticket_id": format!("load-{number}@mail.example"), "message_id": format!("m-{number}"),
                "trigger": "customer_message", "channel": "email"});
            ("POST", "/webhooks/richpanel", body.to_string())
        }
    };
    json!({
        "version": "2.0", "routeKey": format!("{method} {path}"), "rawPath": path, "rawQueryString": "",
        "headers": {
            "accept": "*/*", "content-length": body.len().to_string(), "content-type": "application/json",
            "host": "abc123.execute-api.us-east-2.amazonaws.com", "user-agent": "Richpanel",
            "x-amzn-trace-id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", "x-forwarded-for": "192.0.2.1",
            "x-forwarded-port": "443", "x-forwarded-proto": "https", "x-richpanel-webhook-token": TOKEN,
        },
        "requestContext": {
            "accountId": "123456789012", "apiId": "abc123", "domainName": "abc123.execute-api.us-east-2.amazonaws.com",
            "domainPrefix": "abc123", "requestId": format!("JKJaX{number:010}="), "routeKey": format!("{method} {path}"),
            "stage": "$default", "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": 1_767_225_600_000_u64,
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "Richpanel"},
        },
        "body": body, "isBase64Encoded": false,
    })
}

/// A webhook that was refused by mistake is quick, and worth nothing.
fn succeeded(program: Program, ask: Ask, invoked: &Invoked) -> Result<(), LoadError> {
    let told = match &invoked.outcome {
        Outcome::Answer(_) if program == Program::Hello => return Ok(()),
        Outcome::Answer(bytes) => {
            let answer: Value = serde_json::from_slice(bytes).unwrap_or_default();
            if answer["statusCode"] == ask.status() {
                return Ok(());
            }
            bytes
        }
        Outcome::Error { report, .. } => report,
    };
    Err(LoadError::process(program.name(), format!("answered {}", String::from_utf8_lossy(told))))
}

/// An answer to a webhook means that its event is on the queue.
fn all_sent(sent: u64, answered: u64) -> Result<(), LoadError> {
    if sent == answered {
        Ok(())
    } else {
        Err(LoadError::process(Program::Ingress.name(), format!("answered {answered} webhooks and sent {sent} events")))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn answered(status: u16) -> Invoked {
        let answer = json!({"statusCode": status}).to_string();
        let outcome = Outcome::Answer(answer.into());
        Invoked { id: "i".to_owned(), deadline_ms: 0, took: Duration::ZERO, outcome }
    }

    #[test]
    fn only_a_success_is_measured() {
        succeeded(Program::Ingress, Ask::Webhook, &answered(200)).unwrap();
        succeeded(Program::Ingress, Ask::Refused, &answered(400)).unwrap();
        succeeded(Program::Ingress, Ask::Refused, &answered(200)).unwrap_err();
        let error = succeeded(Program::Ingress, Ask::Webhook, &answered(503)).unwrap_err();
        assert!(error.to_string().contains("503"), "{error}");
        let failed = Invoked { outcome: Outcome::Error { kind: String::new(), report: "{}".into() }, ..answered(200) };
        succeeded(Program::Hello, Ask::Webhook, &failed).unwrap_err();
        all_sent(3, 3).unwrap();
        all_sent(2, 3).unwrap_err();
    }

    #[test]
    fn webhooks_never_repeat() {
        let (one, two) = (event(Ask::Webhook, 1), event(Ask::Webhook, 2));
        assert_ne!(one["body"], two["body"]);
        assert_eq!(one["headers"]["content-length"], one["body"].as_str().unwrap().len().to_string());
    }
}
