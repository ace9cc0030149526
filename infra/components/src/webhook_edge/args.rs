//! What an edge is made of, and what of it cannot work.

use pulumi::Input;

use super::path::{self, EdgePath};
use crate::error::ComponentError;
use crate::log_metrics::check_retention;

/// Which API Gateway it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// HTTP API: cheap, no firewall possible.
    Http,
    /// Regional REST API, for a firewall.
    Rest,
}

impl EdgeKind {
    /// Longest wait for the function, seconds.
    const fn longest_wait_s(self) -> u32 {
        match self {
            Self::Http => 30,
            Self::Rest => 29,
        }
    }
}

/// The function behind it.
#[derive(Clone, Debug)]
pub struct EdgeTarget {
    /// Physical name.
    pub function_name: String,
    /// Alias that is called, `live`.
    pub qualifier: String,
    /// Invocation ARN of the alias.
    pub invoke_arn: Input<String>,
    /// Timeout of the function, seconds.
    pub timeout_s: u32,
}

/// An address of our own.
#[derive(Clone, Debug)]
pub struct CustomDomain {
    /// The domain, `hooks.example.com`.
    pub name: String,
    /// ARN of its certificate, in the same region and validated.
    pub certificate_arn: String,
}

/// What an edge is made of.
#[derive(Clone, Debug)]
pub struct EdgeArgs {
    /// The function behind it.
    pub target: EdgeTarget,
    /// Paths that it serves, each beginning with a slash.
    pub paths: Vec<String>,
    /// Requests per second.
    pub throttle_rate: u32,
    /// Requests at once.
    pub throttle_burst: u32,
    /// Days for which logs are kept.
    pub log_retention_days: u32,
    /// An address of our own.
    pub custom_domain: Option<CustomDomain>,
    /// Server errors of 100 requests or more that alarm, per cent.
    pub failure_rate_percent: u32,
    /// Latency that alarms (95th percentile), milliseconds.
    pub latency_ms: u32,
}

impl EdgeArgs {
    /// The defaults: 20 requests per second, 50 at once, logs for 30 days, no domain, alarms over 1 % and 500 ms.
    pub fn new(target: EdgeTarget, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            target,
            paths: paths.into_iter().map(Into::into).collect(),
            throttle_rate: 20,
            throttle_burst: 50,
            log_retention_days: 30,
            custom_domain: None,
            failure_rate_percent: 1,
            latency_ms: 500,
        }
    }
}

pub(super) fn check(kind: EdgeKind, component: &str, args: &EdgeArgs) -> Result<Vec<EdgePath>, ComponentError> {
    let invalid = |field, reason: String| Err(ComponentError::invalid(component, field, reason));
    let longest = kind.longest_wait_s() - 1;
    if args.target.timeout_s == 0 || args.target.timeout_s > longest {
        let reason = format!(
            "of {} s must be 1 to {longest} s: the gateway ends a request after {} s while the function would go on",
            args.target.timeout_s,
            kind.longest_wait_s()
        );
        return invalid("target.timeout_s", reason);
    }
    if args.throttle_rate == 0 || args.throttle_burst == 0 {
        return invalid(
            "throttle_rate, throttle_burst",
            "must both be at least 1: with 0 every request gets 429".into(),
        );
    }
    check_retention(component, args.log_retention_days)?;
    path::parse(component, &args.paths)
}
