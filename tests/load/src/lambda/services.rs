//! The services of a webhook: a queue that takes every message, and a secret. They do no work, for that is not ours.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;
use switchboard_runtime_api::loopback::{Answer, Bytes, Parts, Serve, StatusCode, json};

/// The webhook token that the secret holds. Made up.
pub(super) const TOKEN: &str = "load-test-webhook-token-0123456789abcdef";

/// Answers SQS and Secrets Manager, both by the operation that a header names.
#[derive(Default)]
pub(super) struct Services {
    sent: AtomicU64,
}

impl Services {
    /// Messages that the queue has taken.
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

impl Serve for Services {
    async fn serve(&self, head: Parts, _: Bytes) -> Answer {
        let operation = head.headers.get("x-amz-target").and_then(|name| name.to_str().ok()).unwrap_or_default();
        match operation {
            "AmazonSQS.SendMessage" => {
                let number = self.sent.fetch_add(1, Ordering::Relaxed);
                let id = format!("219f8380-5770-4cc2-8c3e-{number:012x}");
                let sequence = format!("{:020}", 10_000_000_000_000_000_000_u64 + number);
                json(StatusCode::OK, json!({"MessageId": id, "SequenceNumber": sequence}).to_string())
            }
            "secretsmanager.GetSecretValue" => json(
                StatusCode::OK,
                json!({
                    "ARN": "arn:aws:secretsmanager:us-east-2:123456789012:secret:rp-mw/dev/richpanel/webhook_token-a1b2c3",
                    "Name": "rp-mw/dev/richpanel/webhook_token",
                    "SecretString": TOKEN,
                    "VersionId": "a1b2c3d4-5678-90ab-cdef-example11111",
                    "VersionStages": ["AWSCURRENT"],
                })
                .to_string(),
            ),
            _ => json(StatusCode::BAD_REQUEST, r#"{"__type":"UnknownOperationException"}"#),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use switchboard_runtime_api::loopback::Loopback;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    async fn ask(stub: &Loopback, operation: &str) -> String {
        let mut stream = TcpStream::connect(stub.address()).await.unwrap();
        let request = format!(
            "POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: {operation}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn messages_are_counted_and_the_secret_is_told() {
        let services = Arc::new(Services::default());
        let stub = Loopback::start(Arc::clone(&services)).await.unwrap();
        assert!(ask(&stub, "secretsmanager.GetSecretValue").await.contains(TOKEN));
        assert_eq!(services.sent(), 0);
        let (one, two) = (ask(&stub, "AmazonSQS.SendMessage").await, ask(&stub, "AmazonSQS.SendMessage").await);
        assert!(one.contains("MessageId") && one != two, "{one}");
        assert_eq!(services.sent(), 2);
        assert!(ask(&stub, "AmazonSQS.ReceiveMessage").await.starts_with("HTTP/1.1 400"));
    }
}
