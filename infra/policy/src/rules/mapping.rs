//! Event source mappings: a queue and the function that consumes it.

mod batch;
mod concurrency;
mod consumer;
mod role;
mod visibility;

pub(super) use visibility::DEFAULT_TIMEOUT_SECONDS;

use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    batch::FIFO_BATCH,
    batch::PARTIAL,
    concurrency::CONCURRENCY,
    consumer::ONE_CONSUMER,
    role::ROLE,
    visibility::VISIBILITY,
];
