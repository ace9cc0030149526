//! The edge: HTTP APIs and REST APIs.

mod endpoint;
mod http_stage;
mod log_format;
mod permission;
mod rest;
mod timeout;

use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    endpoint::DEFAULT_ENDPOINT,
    http_stage::HTTP_STAGE,
    log_format::LOG_FORMAT,
    permission::PERMISSION,
    rest::ACCOUNT_ROLE,
    rest::DEPLOY,
    rest::POST,
    timeout::TIMEOUT,
];
