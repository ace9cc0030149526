//! Functions.

mod alias;
mod asynchronous;
mod binary;
mod concurrency;
mod environment;
mod network;
mod permission;
mod tracing;

use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    alias::ALIAS_ONLY,
    asynchronous::ASYNC,
    asynchronous::DLQ_STANDARD,
    binary::BINARY,
    binary::ZIP,
    concurrency::PROVISIONED,
    concurrency::RESERVED_SUM,
    environment::CLIENT_TIMEOUT,
    environment::SIZE,
    network::NO_VPC,
    permission::NOT_PUBLIC,
    permission::SOURCE,
    tracing::LOG_LEVEL,
    tracing::TRACING,
];
