//! Secrets of Secrets Manager.

pub(crate) const KINDS: super::Family = &[];
