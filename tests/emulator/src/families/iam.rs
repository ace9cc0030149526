//! Roles and policies of IAM.

pub(crate) const KINDS: super::Family = &[];
