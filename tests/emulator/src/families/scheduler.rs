//! Schedules of EventBridge Scheduler and their groups.

pub(crate) const KINDS: super::Family = &[];
