//! Queues.

mod access;
mod dead_letters;
mod fifo;
mod ranges;

use crate::rule::Rule;

pub(super) const RULES: &[Rule] =
    &[access::ENCRYPT, dead_letters::POLICY, dead_letters::TYPE, fifo::NAME, fifo::THROUGHPUT, ranges::RANGES];
