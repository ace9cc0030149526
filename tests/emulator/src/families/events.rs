//! Rules and targets of EventBridge.

pub(crate) const KINDS: super::Family = &[];
