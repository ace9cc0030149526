//! Log groups of CloudWatch Logs, and what hangs on them.

pub(crate) const KINDS: super::Family = &[];
