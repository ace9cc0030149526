//! Workers outside of Lambda: containers and virtual machines.

mod container;
mod machine;

use crate::rule::Rule;

pub(super) const RULES: &[Rule] = &[container::DEPLOY, machine::HARDENING, machine::ROLLOUT];
