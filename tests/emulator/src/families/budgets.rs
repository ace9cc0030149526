//! Budgets.

pub(crate) const KINDS: super::Family = &[];
