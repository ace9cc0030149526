//! Functions of Lambda, and what hangs on them.

pub(crate) const KINDS: super::Family = &[];
