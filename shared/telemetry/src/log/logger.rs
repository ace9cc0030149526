//! What all events of a process have in common.

use switchboard_domain::{Environment, Timestamp, TraceId};

use super::event::{Level, LogEvent, Step};
use super::name::EventName;
use crate::code::OpaqueId;

/// Makes events with environment and release filled in.
#[derive(Clone, Debug)]
pub struct Logger {
    env: Environment,
    release: OpaqueId,
}

impl Logger {
    /// For a process of this environment and version.
    pub fn new(env: Environment, release: &str) -> Self {
        Self { env, release: OpaqueId::of(release) }
    }

    /// An event with its required facts.
    pub fn event(&self, now: Timestamp, level: Level, event: EventName, step: Step, trace: &TraceId) -> LogEvent {
        LogEvent {
            timestamp: now,
            level,
            event,
            trace_id: OpaqueId::of(trace.as_str()),
            release: self.release.clone(),
            env: self.env,
            step,
            event_id: None,
            conversation_hash: None,
            event_key: None,
            channel: None,
            class: None,
            result: None,
            latency_ms: None,
            aws_request_id: None,
            sqs_message_id: None,
            job: None,
            code: None,
            security_code: None,
            config_hash: None,
            ingress: None,
            decision: None,
            effect: None,
            vendor: None,
            model: None,
        }
    }
}
