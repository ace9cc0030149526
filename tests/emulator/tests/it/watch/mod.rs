//! Logs, metrics, alarms, topics, rules, budgets.

mod alarms;
mod budgets;
mod events;
mod logs;
mod topics;
