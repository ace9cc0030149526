//! How a vendor call can fail, in the terms the retry rules need.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::Millis;

/// An outside system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Vendor {
    /// The helpdesk.
    Richpanel,
    /// The store.
    Shopify,
    /// The model.
    Openai,
}

impl Vendor {
    /// The serialised name; also the name of its token bucket and breaker.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Richpanel => "richpanel",
            Self::Shopify => "shopify",
            Self::Openai => "openai",
        }
    }
}

/// What a failed call means for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// 429: provably not applied.
    RateLimited,
    /// DNS, connect or TLS failure before a byte was written: provably not applied.
    Unreachable,
    /// 5xx, timeout after the request was written, broken body: may have been applied.
    Ambiguous,
    /// 401, 403.
    Auth,
    /// 404.
    NotFound,
    /// 409: already so, or in conflict; read the object, then judge.
    Conflict,
    /// 413.
    TooLarge,
    /// 400, 422 and other 4xx: our defect or bad data.
    BadRequest,
}

impl FailureKind {
    /// Whether the vendor provably did not carry the call out, so that any call may be repeated.
    pub const fn provably_not_applied(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unreachable)
    }

    /// Whether repeating a call that is safe to repeat can help.
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unreachable | Self::Ambiguous)
    }

    /// A stable code for logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::RateLimited => "rate_limited",
            Self::Unreachable => "unreachable",
            Self::Ambiguous => "ambiguous",
            Self::Auth => "auth_fail",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::TooLarge => "too_large",
            Self::BadRequest => "bad_request",
        }
    }
}

/// A failed vendor call. Holds no payload and no identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorFailure {
    /// Which system.
    pub vendor: Vendor,
    /// The operation's name, for example `send_message`.
    pub operation: &'static str,
    /// What it means.
    pub kind: FailureKind,
    /// HTTP status, if there was an answer.
    pub http_status: Option<u16>,
    /// How long the vendor asked to wait, capped by the client.
    pub retry_after: Option<Millis>,
}

impl fmt::Display for VendorFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} failed: {}", self.vendor.as_str(), self.operation, self.kind.code())?;
        self.http_status.map_or(Ok(()), |status| write!(f, " (HTTP {status})"))
    }
}

impl std::error::Error for VendorFailure {}
