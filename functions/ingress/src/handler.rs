//! From a gateway's event to the gateway's answer.

use serde_json::Value;
use switchboard_ingress::Ingress;
use switchboard_intake::gateway;

/// Answers an event of an HTTP API (payload 2.0) or of a REST API (payload 1.0).
///
/// # Errors
/// What is no HTTP request is an error of the function: nobody but a gateway calls it.
pub(crate) async fn answer(ingress: &Ingress, event: &Value) -> Result<Value, String> {
    let request = gateway::request(event).map_err(|error| error.to_string())?;
    Ok(gateway::response(&ingress.answer(&request).await))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde_json::json;
    use switchboard_domain::{Environment, SeededRandomness, SystemClock};
    use switchboard_ingress::doubles::{FixedTokens, RecordingQueue};
    use switchboard_ingress::{Ports, QueueCheck};
    use switchboard_intake::IntakeConfig;
    use switchboard_settings::Settings;
    use switchboard_telemetry::{Capture, Logger, Metrics};

    use super::*;

    const BODY: &str = r#"{"ticket_id":"<a@mail.example>","trigger":"customer_message"}"#;

    fn service() -> (Ingress, Arc<RecordingQueue>) {
        let queue = Arc::new(RecordingQueue::default());
        let ports = Ports {
            queue: queue.clone(),
            queue_check: QueueCheck::Configured,
            tokens: Arc::new(FixedTokens::new(["token"])),
            clock: Arc::new(SystemClock::new()),
            randomness: Arc::new(SeededRandomness::new(1)),
            logger: Logger::new(Environment::Dev, "t"),
            sink: Arc::new(Capture::default()),
            metrics: Arc::new(Metrics::default()),
            release: "t".to_owned(),
        };
        let settings = Settings::defaults(Environment::Dev).unwrap();
        (Ingress::new(IntakeConfig::from(&settings), ports), queue)
    }

    fn http_api(method: &str, path: &str, body: &str, base64: bool) -> Value {
        json!({
            "version": "2.0", "routeKey": format!("ANY {path}"), "rawPath": path, "rawQueryString": "",
            "headers": {"content-type": "application/json", "x-richpanel-webhook-token": "token"},
            "requestContext": {"http": {"method": method, "path": path, "sourceIp": "192.0.2.1"},
                "requestId": "JKJaXmPLvHcESHA=", "stage": "$default"},
            "body": body, "isBase64Encoded": base64,
        })
    }

    fn rest_api(method: &str, path: &str, body: &str) -> Value {
        json!({
            "resource": path, "path": path, "httpMethod": method,
            "multiValueHeaders": {"Content-Type": ["application/json"], "X-Richpanel-Webhook-Token": ["token"]},
            "requestContext": {"requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", "stage": "live", "httpMethod": method},
            "body": body, "isBase64Encoded": false,
        })
    }

    #[tokio::test]
    async fn both_gateways_are_answered_alike() {
        let (ingress, queue) = service();
        let encoded = STANDARD.encode(BODY);
        for event in [
            http_api("POST", "/webhooks/richpanel", BODY, false),
            http_api("POST", "/webhooks/richpanel", &encoded, true),
            rest_api("POST", "/webhooks/richpanel", BODY),
        ] {
            let answer = answer(&ingress, &event).await.unwrap();
            assert_eq!((&answer["statusCode"], &answer["isBase64Encoded"]), (&json!(200), &json!(false)), "{answer}");
            let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
            assert_eq!(body["accepted"], true);
        }
        assert_eq!(queue.sent().len(), 3);
        for event in [http_api("GET", "/health", "", false), rest_api("GET", "/health", "")] {
            assert_eq!(answer(&ingress, &event).await.unwrap()["statusCode"], 200);
        }
        for (event, status) in
            [(http_api("GET", "/webhooks/richpanel", "", false), 405), (rest_api("POST", "/nowhere", BODY), 404)]
        {
            assert_eq!(answer(&ingress, &event).await.unwrap()["statusCode"], status);
        }
    }

    #[tokio::test]
    async fn broken_encodings_and_an_absent_queue_have_their_status() {
        let (ingress, queue) = service();
        let broken = answer(&ingress, &http_api("POST", "/webhooks/richpanel", "%%%", true)).await.unwrap();
        assert_eq!(broken["statusCode"], 400);
        assert!(broken["body"].as_str().unwrap().contains("invalid_encoding"), "{broken}");
        queue.set_down(true);
        let down = answer(&ingress, &rest_api("POST", "/webhooks/richpanel", BODY)).await.unwrap();
        assert_eq!(down["statusCode"], 503);
        assert!(queue.sent().is_empty());
    }

    #[tokio::test]
    async fn what_is_no_request_is_an_error_of_the_function() {
        let (ingress, _) = service();
        let error = answer(&ingress, &json!({"Records": []})).await.unwrap_err();
        assert!(error.contains("neither"), "{error}");
    }
}
