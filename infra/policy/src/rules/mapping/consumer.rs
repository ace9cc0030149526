//! Who consumes the queue.

use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ONE_CONSUMER: Rule = Rule {
    id: "WORKER-ONE-CONSUMER",
    severity: Severity::Mandatory,
    reason: "Two consumers of a queue share its messages, and each believes that the vendor's call budget is its \
             own: twice the calls.",
    fix: "Keep one consumer enabled; switch in two steps: `enabled: false`, wait one visibility timeout, start the \
          other",
    check: one_consumer,
};

fn one_consumer(plan: &Plan, findings: &mut Findings) {
    let enabled: Vec<&PlannedResource> = plan
        .of(tokens::EVENT_SOURCE_MAPPING)
        .filter(|one| one.flag_or("enabled", true) == Some(true) && super::batch::is_of_queue(plan, one) == Some(true))
        .collect();
    for (at, mapping) in enabled.iter().enumerate() {
        let queue = |one: &PlannedResource| plan.refers(one, "eventSourceArn", tokens::QUEUE).map(|queue| &queue.name);
        let first = enabled[..at].iter().find(|first| queue(first).is_some() && queue(first) == queue(mapping));
        if let Some(first) = first {
            findings.at(mapping, format!("the queue has the enabled consumer `{}` already", first.name));
        }
    }
    let hosts = plan.of_any(&[tokens::ECS_SERVICE, tokens::AUTOSCALING_GROUP]).filter(|one| runs(one));
    let mut running = enabled.first().copied();
    for host in hosts {
        match running {
            Some(other) => findings.at(host, format!("it runs a worker beside the enabled consumer `{}`", other.name)),
            None => running = Some(host),
        }
    }
}

/// Whether the service or group has anything running; both start one instance unless told otherwise.
fn runs(host: &PlannedResource) -> bool {
    let size = if host.type_token == tokens::ECS_SERVICE { "desiredCount" } else { "maxSize" };
    host.number_or(size, 1.0).is_some_and(|count| count > 0.0)
}
