//! The rules of a WebACL.

use std::collections::BTreeSet;

use crate::plan::{Plan, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES_VALID: Rule = Rule {
    id: "WAF-RULES",
    severity: Severity::Mandatory,
    reason: "A rule with a group takes `overrideAction` and no `action`, any other rule the reverse; priorities and \
             metric names must differ; all rules together have 1,500 units. WAF refuses the ACL otherwise.",
    fix: "Give groups `overrideAction`, other rules `action`, each its own `priority` and metric name, and drop \
          groups until they fit",
    check: rules_valid,
};

pub(super) const VENDOR_SAFE: Rule = Rule {
    id: "WAF-VENDOR-SAFE",
    severity: Severity::Mandatory,
    reason: "The vendor's webhooks have bodies over 8 KB, may have no user agent, and come from hosting providers: \
             these rules answer them 403, and events are lost.",
    fix: "Override the action of the rule to count in `ruleActionOverrides`",
    check: vendor_safe,
};

/// What a WebACL has without a request for more.
const MOST_UNITS: f64 = 1_500.0;

/// Units of AWS's managed groups, from their documentation.
const UNITS: [(&str, f64); 9] = [
    ("AWSManagedRulesCommonRuleSet", 700.0),
    ("AWSManagedRulesKnownBadInputsRuleSet", 200.0),
    ("AWSManagedRulesAdminProtectionRuleSet", 100.0),
    ("AWSManagedRulesSQLiRuleSet", 200.0),
    ("AWSManagedRulesLinuxRuleSet", 200.0),
    ("AWSManagedRulesUnixRuleSet", 100.0),
    ("AWSManagedRulesAmazonIpReputationList", 25.0),
    ("AWSManagedRulesAnonymousIpList", 50.0),
    ("AWSManagedRulesBotControlRuleSet", 50.0),
];
/// Units of a rule that counts requests.
const RATE_RULE: f64 = 2.0;

/// Managed groups and their rules that block the vendor.
const BLOCKING: [(&str, &[&str]); 2] = [
    ("AWSManagedRulesCommonRuleSet", &["SizeRestrictions_BODY", "NoUserAgent_HEADER"]),
    ("AWSManagedRulesAnonymousIpList", &["HostingProviderIPList"]),
];

const MANAGED: &str = "statement.managedRuleGroupStatement";

fn is_group(rule: &Value) -> bool {
    [MANAGED, "statement.ruleGroupReferenceStatement"].iter().any(|path| !rule.at(path).is_absent())
}

fn name(rule: &Value) -> &str {
    rule.at("name").as_text().unwrap_or("without a name")
}

fn rules_valid(plan: &Plan, findings: &mut Findings) {
    for acl in plan.of(tokens::WEB_ACL) {
        let (mut priorities, mut metrics, mut units) = (BTreeSet::new(), BTreeSet::new(), 0.0);
        for rule in acl.list("rules").iter().filter(|rule| !matches!(rule, Value::Unknown | Value::Secret)) {
            let (wanted, other) =
                if is_group(rule) { ("overrideAction", "action") } else { ("action", "overrideAction") };
            let wrong = rule.at(wanted).is_absent() || !rule.at(other).is_absent();
            findings.when(wrong, acl, || format!("rule `{}` needs `{wanted}` and no `{other}`", name(rule)));
            if let Some(priority) = rule.at("priority").as_number() {
                let same = !priorities.insert(priority.to_bits());
                findings.when(same, acl, || format!("rule `{}` has the priority {priority} of another", name(rule)));
            }
            if let Some(metric) = rule.at("visibilityConfig.metricName").as_text() {
                let same = !metrics.insert(metric);
                findings.when(same, acl, || format!("rule `{}` has the metric {metric} of another", name(rule)));
            }
            let group = rule.at(MANAGED).at("name").as_text();
            units += UNITS.iter().find(|(known, _)| group == Some(known)).map_or(0.0, |(_, units)| *units);
            units += if rule.at("statement.rateBasedStatement").is_absent() { 0.0 } else { RATE_RULE };
        }
        findings.when(units > MOST_UNITS, acl, || format!("its rules need {units} units of {MOST_UNITS}"));
    }
}

fn vendor_safe(plan: &Plan, findings: &mut Findings) {
    for acl in plan.of(tokens::WEB_ACL) {
        for rule in acl.list("rules").iter().filter(|rule| rule.at("overrideAction.count").is_absent()) {
            let group = rule.at(MANAGED);
            let overrides = group.at("ruleActionOverrides");
            let counted = |one: &str| {
                let is_one = |it: &&Value| it.at("name").as_text() == Some(one);
                overrides.as_list().iter().find(is_one).is_some_and(|it| !it.at("actionToUse.count").is_absent())
            };
            let blocking = BLOCKING.iter().filter(|(known, _)| group.at("name").as_text() == Some(known));
            for one in blocking.flat_map(|(_, rules)| *rules).filter(|one| !counted(one) && !overrides.has_unknown()) {
                findings.at(acl, format!("`{one}` of rule `{}` blocks the vendor's webhooks", name(rule)));
            }
        }
    }
}
