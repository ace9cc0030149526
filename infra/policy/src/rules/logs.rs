//! Log groups and metric filters.

use crate::glob;
use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[GROUP_FIRST, FILTER];

const GROUP_FIRST: Rule = Rule {
    id: "LOG-GROUP-FIRST",
    severity: Severity::Mandatory,
    reason: "A function that finds no log group makes one that is kept for ever, is not ours to change, and comes \
             back after destroy; so does a role that may create groups.",
    fix: "Make a LogGroup with `retentionInDays` before the function, name it in `loggingConfig.logGroup`, and do \
          not allow `logs:CreateLogGroup`",
    check: group_first,
};

const FILTER: Rule = Rule {
    id: "LOG-FILTER",
    severity: Severity::Mandatory,
    reason: "A metric filter takes a default value or dimensions, not both (InvalidParameterException); log groups \
             of the infrequent access class make no metrics at all.",
    fix: "Leave `defaultValue` or `dimensions` out; keep log groups in the class STANDARD",
    check: filter,
};

/// The retentions that CloudWatch Logs takes, in days.
const RETENTIONS: [f64; 23] = [
    1.0, 3.0, 5.0, 7.0, 14.0, 30.0, 60.0, 90.0, 120.0, 150.0, 180.0, 365.0, 400.0, 545.0, 731.0, 1_096.0, 1_827.0,
    2_192.0, 2_557.0, 2_922.0, 3_288.0, 3_653.0, 0.0,
];

fn group_first(plan: &Plan, findings: &mut Findings) {
    for group in plan.of(tokens::LOG_GROUP) {
        match group.number_or("retentionInDays", 0.0) {
            Some(0.0) => findings.at(group, "logs are kept for ever: `retentionInDays` is not set"),
            Some(days) if !RETENTIONS.contains(&days) => {
                findings.at(group, format!("`retentionInDays` is {days}, which is none of the retentions there are"));
            }
            _ => {}
        }
    }
    for function in plan.of(tokens::FUNCTION) {
        match group_of(plan, function) {
            Some(group) => findings.when(!function.comes_after(group), function, || {
                format!("it does not depend on its log group `{}`, and may be called before that exists", group.name)
            }),
            None if function.value("loggingConfig.logGroup").has_unknown() => {}
            None => findings.at(function, "its log group is not in the program"),
        }
        let Some(role) = plan.refers(function, "role", tokens::ROLE) else { continue };
        let creates = plan.grants(role).allowing("logs:CreateLogGroup").next().is_some();
        findings.when(creates, role, || format!("it lets the function `{}` create log groups", function.name));
    }
}

/// The log group of a function: the one it names, else the one that Lambda would make.
fn group_of<'a>(plan: &'a Plan, function: &PlannedResource) -> Option<&'a PlannedResource> {
    if !function.absent("loggingConfig.logGroup") {
        return plan.refers(function, "loggingConfig.logGroup", tokens::LOG_GROUP);
    }
    let name = format!("/aws/lambda/{}", function.physical_name()?);
    plan.of(tokens::LOG_GROUP).find(|group| group.physical_name().is_some_and(|own| glob::matches(own, &name)))
}

fn filter(plan: &Plan, findings: &mut Findings) {
    for filter in plan.of(tokens::LOG_METRIC_FILTER) {
        let given = |property: &str| {
            let value = filter.value(property);
            !value.is_absent() && value.members().count() + usize::from(value.as_text().is_some()) > 0
        };
        let both = given("metricTransformation.defaultValue") && given("metricTransformation.dimensions");
        findings.when(both, filter, || "it has both a default value and dimensions".to_owned());
        let group = plan.refers(filter, "logGroupName", tokens::LOG_GROUP);
        let infrequent = group.filter(|group| group.text("logGroupClass") == Some("INFREQUENT_ACCESS"));
        if let Some(group) = infrequent {
            findings.at(filter, format!("its log group `{}` is of the infrequent access class", group.name));
        }
    }
}
