//! Web ACLs of WAF.

pub(crate) const KINDS: super::Family = &[];
