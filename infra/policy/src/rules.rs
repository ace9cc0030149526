//! The rules, by the service that they are about.

mod alarms;
mod compute;
mod dynamodb;
mod edge;
mod iam;
mod keys;
mod lambda;
mod logs;
mod mapping;
mod naming;
mod notifications;
mod organization;
mod provider;
mod resource_policies;
mod scheduler;
mod secrets;
mod sqs;
mod storage;
mod waf;

use std::sync::LazyLock;

use crate::rule::Rule;

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rules = [
        alarms::RULES,
        compute::RULES,
        dynamodb::RULES,
        edge::RULES,
        iam::RULES,
        keys::RULES,
        lambda::RULES,
        logs::RULES,
        mapping::RULES,
        naming::RULES,
        notifications::RULES,
        organization::RULES,
        provider::RULES,
        resource_policies::RULES,
        scheduler::RULES,
        secrets::RULES,
        sqs::RULES,
        storage::RULES,
        waf::RULES,
    ]
    .concat();
    rules.sort_by_key(|rule| rule.id);
    rules
});

/// All rules, by id.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
