//! What an alarm does.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ACTION: Rule = Rule {
    id: "ALARM-ACTION",
    severity: Severity::Mandatory,
    reason: "An alarm without an action tells nobody; one that says nothing about missing data stays in the state it \
             had; one that watches whether something is alive must take silence for its death.",
    fix: "Set `alarmActions` and `treatMissingData` (`breaching` for signs of life, else mostly `notBreaching`), and \
          leave `actionsEnabled` on",
    check: action,
};

pub(super) const RUNBOOK: Rule = Rule {
    id: "ALARM-RUNBOOK",
    severity: Severity::Advisory,
    reason: "Whoever is woken by an alarm needs to know what to do first.",
    fix: "Say in `alarmDescription` what is wrong, with the link to its runbook",
    check: runbook,
};

/// Metrics that come as long as something is alive.
const SIGNS_OF_LIFE: [&str; 2] = ["probe.success", "vendor.token_expires_in_s"];

fn action(plan: &Plan, findings: &mut Findings) {
    // `ALARM("name") OR ALARM("other")`
    let composed: Vec<&str> = plan.of(tokens::COMPOSITE_ALARM).filter_map(|one| one.text("alarmRule")).collect();
    let unclear = plan.of(tokens::COMPOSITE_ALARM).any(|one| one.value("alarmRule").has_unknown());
    let by_composite = |name: Option<&str>| name.is_some_and(|name| composed.iter().any(|rule| rule.contains(name)));
    for alarm in plan.of_any(&[tokens::ALARM, tokens::COMPOSITE_ALARM]) {
        let silent = alarm.absent("alarmActions") && !unclear && !by_composite(alarm.physical_name());
        findings.when(silent, alarm, || "it has no action, and no composite alarm reads it".to_owned());
        findings.when(alarm.flag_or("actionsEnabled", true) == Some(false), alarm, || {
            "its actions are switched off: `actionsEnabled` is false".to_owned()
        });
    }
    for alarm in plan.of(tokens::ALARM) {
        findings.when(alarm.absent("treatMissingData"), alarm, || "`treatMissingData` is not set".to_owned());
        let mut names = super::metrics(alarm).into_iter().filter_map(|metric| metric.name);
        let sign = names.find(|name| SIGNS_OF_LIFE.contains(name));
        if let (Some(sign), Some(missing)) = (sign, alarm.text("treatMissingData")) {
            findings.when(missing != "breaching", alarm, || {
                format!("{sign} is a sign of life, and `treatMissingData` is {missing}")
            });
        }
    }
}

fn runbook(plan: &Plan, findings: &mut Findings) {
    for alarm in plan.of_any(&[tokens::ALARM, tokens::COMPOSITE_ALARM]) {
        let description = alarm.value("alarmDescription");
        let text = description.as_text().unwrap_or_default();
        let named = description.has_unknown() || text.contains("://") || text.to_lowercase().contains("runbook");
        findings.when(!named, alarm, || "its description names no runbook".to_owned());
    }
}
