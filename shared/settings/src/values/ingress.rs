//! `ingress.*`, `queue.*` and `worker.*`.

use serde::Deserialize;
use switchboard_domain::Millis;

/// `ingress.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "mirrors the keys of the defaults file")]
pub struct Ingress {
    /// Further webhook paths, each starting with `/`.
    pub path_aliases: Vec<String>,
    /// Token accepted in the body field `token`.
    pub token_in_body: bool,
    /// Token accepted in the query parameter `token`.
    pub token_in_query: bool,
    /// Further header names for the token.
    pub token_header_aliases: Vec<String>,
    /// Signature in place of a token.
    pub hmac: bool,
    /// A body without content type is refused.
    pub require_content_type: bool,
    /// Triggers that are acknowledged and dropped.
    pub ignored_triggers: Vec<String>,
    /// Trigger of a body that names none.
    pub default_trigger: String,
    /// Body keys of the vendor's message id.
    pub message_id_keys: Vec<String>,
    /// One attempt to save the id of a broken body.
    pub repair_body: bool,
    /// Requests per second of `serve`; 0 is no limit.
    pub rate_per_s: u32,
    /// Seconds from webhook to first read.
    pub settle_s: u32,
    /// Seconds of the burst bucket.
    pub burst_bucket_s: u32,
    /// Seconds of clock difference allowed for when events are covered.
    pub skew_s: u32,
}

impl Ingress {
    /// [`Self::settle_s`] as a span.
    pub fn settle(&self) -> Millis {
        Millis::from_secs(self.settle_s.into())
    }

    /// [`Self::burst_bucket_s`] as a span.
    pub fn burst_bucket(&self) -> Millis {
        Millis::from_secs(self.burst_bucket_s.into())
    }

    /// [`Self::skew_s`] as a span.
    pub fn skew(&self) -> Millis {
        Millis::from_secs(self.skew_s.into())
    }
}

/// `queue.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Seconds every message rests.
    pub delay_s: u32,
    /// Live chat has a queue of its own.
    pub livechat_lane: bool,
    /// Messages per receive.
    pub batch_size: u32,
    /// Groups worked on at a time.
    pub max_concurrency: u32,
    /// The same for the live-chat lane.
    pub livechat_max_concurrency: u32,
    /// The retry job sends dead letters with a transient cause back.
    pub unattended_redrive: bool,
}

impl Queue {
    /// [`Self::delay_s`] as a span.
    pub fn delay(&self) -> Millis {
        Millis::from_secs(self.delay_s.into())
    }
}

/// `worker.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// Seconds of one invocation.
    pub timeout_s: u32,
}

impl Worker {
    /// [`Self::timeout_s`] as a span.
    pub fn timeout(&self) -> Millis {
        Millis::from_secs(self.timeout_s.into())
    }

    /// Visibility timeout of the queue: six invocations, so that a slow one is not delivered twice.
    pub fn visibility(&self) -> Millis {
        Millis::from_secs(i64::from(self.timeout_s) * 6)
    }

    /// Lease of a claimed event: one invocation and 15 s.
    pub fn lease(&self) -> Millis {
        Millis::from_secs(i64::from(self.timeout_s) + 15)
    }
}
