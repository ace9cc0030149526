//! Whether somebody watches each function and queue.

use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const COVERAGE: Rule = Rule {
    id: "ALARM-COVERAGE",
    severity: Severity::Mandatory,
    reason: "A function that fails and a queue that fills do so in silence: nobody sees it before the customers do.",
    fix: "Add an alarm with the dimension `FunctionName` or `QueueName` of the function or queue",
    check: coverage,
};

/// The type, and the dimension that names it.
const WATCHED: [(&str, &str); 2] = [(tokens::FUNCTION, "FunctionName"), (tokens::QUEUE, "QueueName")];

fn coverage(plan: &Plan, findings: &mut Findings) {
    for (type_token, dimension) in WATCHED {
        let unclear = plan.of(tokens::ALARM).any(|alarm| is_unclear(plan, alarm, dimension, type_token));
        for one in plan.of(type_token) {
            let watched = plan.of(tokens::ALARM).any(|alarm| watches(plan, alarm, dimension, one));
            let named = !one.has_unknown_name();
            findings.when(!watched && !unclear && named, one, || "no alarm watches it".to_owned());
        }
    }
}

fn watches(plan: &Plan, alarm: &PlannedResource, dimension: &str, one: &PlannedResource) -> bool {
    let by_name = super::metrics(alarm).iter().any(|metric| {
        let name = metric.dimensions.at(dimension).as_text();
        name.is_some() && name == one.physical_name()
    });
    let by_source = ["dimensions", "metricQueries"]
        .into_iter()
        .flat_map(|input| plan.sources(alarm, input, &one.type_token))
        .any(|source| std::ptr::eq(source, one));
    by_name || by_source
}

/// Whether an alarm watches something of the type, and nobody can tell what.
fn is_unclear(plan: &Plan, alarm: &PlannedResource, dimension: &str, type_token: &str) -> bool {
    let unknown = super::metrics(alarm).iter().any(|metric| metric.dimensions.at(dimension).has_unknown());
    let sources = ["dimensions", "metricQueries"].into_iter().map(|input| plan.sources(alarm, input, type_token).len());
    unknown && sources.sum::<usize>() == 0
}
