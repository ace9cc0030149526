//! Topics of SNS and their subscriptions.

pub(crate) const KINDS: super::Family = &[];
