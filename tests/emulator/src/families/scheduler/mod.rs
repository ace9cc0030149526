//! Schedules of EventBridge Scheduler and their groups.

mod expression;
mod group;
mod rules;
mod schedule;
mod target;

const SERVICE: &str = "scheduler";

pub(crate) const KINDS: super::Family = &[
    ("aws:scheduler/schedule:Schedule", &schedule::Schedule),
    ("aws:scheduler/scheduleGroup:ScheduleGroup", &group::ScheduleGroup),
];
