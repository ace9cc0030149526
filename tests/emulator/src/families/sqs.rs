//! Queues of SQS, and what hangs on them.

pub(crate) const KINDS: super::Family = &[];
