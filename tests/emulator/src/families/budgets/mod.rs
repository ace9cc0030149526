//! Budgets. The emulator keeps them and spends nothing.

mod budget;
mod notification;
mod time_period;

/// Name of the service in errors.
const SERVICE: &str = "budgets";

/// Rule of the shape of budgets.
const RULE: &str = "BUDGET-SHAPE";

pub(crate) const KINDS: super::Family = &[("aws:budgets/budget:Budget", &budget::Budget)];
