//! Where log events go.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use super::event::{Level, LogEvent};

/// Takes log events. Logging never fails a caller: what cannot be written is lost.
pub trait Sink: Send + Sync {
    /// Takes one event.
    fn log(&self, event: &LogEvent);
}

impl<T: Sink + ?Sized> Sink for std::sync::Arc<T> {
    fn log(&self, event: &LogEvent) {
        (**self).log(event);
    }
}

/// One JSON object per line to a writer. Lines of several threads do not mix.
#[derive(Debug)]
pub struct JsonLines<W> {
    writer: Mutex<W>,
    min_level: Level,
}

impl<W: Write + Send> JsonLines<W> {
    /// Writes events of at least this level.
    pub const fn new(writer: W, min_level: Level) -> Self {
        Self { writer: Mutex::new(writer), min_level }
    }

    /// Writes a line that is no log event, for example an encoded metric.
    pub fn line(&self, text: &str) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // Nothing can be told about a log that cannot be written.
        let _ = writeln!(writer, "{text}").and_then(|()| writer.flush());
    }
}

impl<W: Write + Send> Sink for JsonLines<W> {
    fn log(&self, event: &LogEvent) {
        if event.level >= self.min_level
            && let Ok(text) = serde_json::to_string(event)
        {
            self.line(&text);
        }
    }
}

/// Keeps events in memory, for tests.
#[derive(Debug, Default)]
pub struct Capture(Mutex<Vec<LogEvent>>);

impl Capture {
    /// What was logged so far.
    pub fn events(&self) -> Vec<LogEvent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Sink for Capture {
    fn log(&self, event: &LogEvent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, EventName, IngressBlock, LogResult, Logger, OpaqueId, SecurityCode, Step, VendorBlock};
    use serde_json::{Value, json};
    use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
    use switchboard_domain::{Environment, EventId, SeededRandomness, Timestamp, TraceId};

    fn event(level: Level) -> LogEvent {
        let trace = TraceId::generate(Timestamp::from_millis(0), &SeededRandomness::new(1));
        let logger = Logger::new(Environment::Prod, "0.1.0");
        logger.event(Timestamp::from_millis(1_500), level, EventName::IngressRequestRejected, Step::Ingress, &trace)
    }

    fn written(events: &[LogEvent], min_level: Level) -> Vec<Value> {
        let sink = JsonLines::new(Vec::new(), min_level);
        events.iter().for_each(|event| sink.log(event));
        let bytes = sink.writer.into_inner().unwrap();
        String::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn lines_hold_required_facts_and_only_the_given_optional_ones() {
        let lines = written(&[event(Level::Warn).with_result(LogResult::Blocked)], Level::Info);
        let line = lines[0].as_object().unwrap();
        let keys: Vec<_> = line.keys().map(String::as_str).collect();
        assert_eq!(keys.len(), 8, "{keys:?}");
        assert_eq!(line["timestamp"], "1970-01-01T00:00:01.500Z");
        assert_eq!(
            (&line["level"], &line["env"], &line["result"]),
            (&json!("WARN"), &json!("prod"), &json!("blocked"))
        );
        assert_eq!(line["event"], "ingress.request.rejected");
    }

    #[test]
    fn levels_below_the_minimum_are_dropped() {
        let events = [Level::Debug, Level::Info, Level::Warn, Level::Error].map(event);
        assert_eq!(written(&events, Level::Warn).len(), 2);
    }

    #[test]
    fn planted_customer_data_does_not_come_through() {
        let planted = "planted <jane@mail.example> #10442";
        let failure = VendorFailure {
            vendor: Vendor::Shopify,
            operation: "order_by_name",
            kind: FailureKind::RateLimited,
            http_status: Some(429),
            retry_after: None,
        };
        let vendor = VendorBlock {
            request_id: Some(OpaqueId::of(planted)),
            error_code: Some(Code::of(planted)),
            ..VendorBlock::from(&failure)
        };
        let ingress = IngressBlock {
            request_id: OpaqueId::of(planted),
            trigger: Some(Code::of(planted)),
            channel_hint: Some(Code::of(planted)),
            transport: None,
            outcome: Code::of(planted),
            body_bytes: 3,
        };
        let event = event(Level::Error)
            .with_event_id(&EventId::from_stored(planted))
            .with_conversation(planted)
            .with_event_key(planted)
            .with_aws_request_id(planted)
            .with_sqs_message_id(planted)
            .with_config_hash(planted)
            .with_job(Code::of(planted))
            .with_code(Code::of(planted))
            .with_security_code(SecurityCode::AuthInvalidToken)
            .with_vendor(vendor)
            .with_ingress(ingress);
        let text = written(&[event], Level::Debug)[0].to_string();
        assert!(!text.contains("planted") && !text.contains("jane") && !text.contains("10442"), "{text}");
        assert!(text.contains("AUTH_INVALID_TOKEN") && text.contains("\"error_class\":\"rate_limited\""));
    }
}
