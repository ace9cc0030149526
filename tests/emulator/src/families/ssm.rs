//! Parameters of Systems Manager.

pub(crate) const KINDS: super::Family = &[];
