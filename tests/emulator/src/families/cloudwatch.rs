//! Alarms and dashboards of CloudWatch.

pub(crate) const KINDS: super::Family = &[];
