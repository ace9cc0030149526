//! Combinations of rules that WAF refuses, and what rules cost.

use std::collections::BTreeMap;

use super::SERVICE;
use crate::properties::Inputs;
use crate::refusal::Refusal;

const RULE: &str = "WAF-RULES";

/// Capacity units of a web ACL.
const CAPACITY: i64 = 1_500;
/// Units of a rule on the rate of requests.
const RATE_RULE: i64 = 2;
/// Units of a rule on countries or a set of addresses.
const SIMPLE_RULE: i64 = 1;
/// Seconds over which a rate is taken.
const WINDOWS_S: [i64; 4] = [60, 120, 300, 600];
/// Smallest limit of a rate.
const RATE_MINIMUM: i64 = 10;

/// Units of the groups of AWS, as its list of managed rule groups gives them.
const GROUPS: [(&str, i64); 12] = [
    ("AWSManagedRulesAdminProtectionRuleSet", 100),
    ("AWSManagedRulesAmazonIpReputationList", 25),
    ("AWSManagedRulesAnonymousIpList", 50),
    ("AWSManagedRulesBotControlRuleSet", 50),
    ("AWSManagedRulesCommonRuleSet", 700),
    ("AWSManagedRulesKnownBadInputsRuleSet", 200),
    ("AWSManagedRulesLinuxRuleSet", 200),
    ("AWSManagedRulesPHPRuleSet", 100),
    ("AWSManagedRulesSQLiRuleSet", 200),
    ("AWSManagedRulesUnixRuleSet", 100),
    ("AWSManagedRulesWindowsRuleSet", 200),
    ("AWSManagedRulesWordPressRuleSet", 100),
];

/// Capacity units of the rules.
///
/// # Errors
/// [`Refusal::Invalid`] if WAF would refuse them.
pub(super) fn capacity(rules: &[Inputs<'_>]) -> Result<i64, Refusal> {
    let (mut priorities, mut names) = (BTreeMap::new(), BTreeMap::new());
    let mut total = 0;
    for rule in rules {
        let name = rule.required("name")?;
        let Some(priority) = rule.number("priority")? else {
            return Err(rule.refuse("priority", "is missing; set it"));
        };
        if let Some(other) = priorities.insert(priority, name) {
            return refuse(format!("rules {other} and {name} have the same priority {priority}"));
        }
        if names.insert(name, ()).is_some() {
            return refuse(format!("two rules are named {name}"));
        }
        total += of_rule(name, rule)?;
    }
    if total > CAPACITY {
        let message = format!("WAFLimitsExceededException: the rules take {total} units, of {CAPACITY} at most");
        return Err(Refusal::invalid(SERVICE, RULE, message));
    }
    Ok(total)
}

fn of_rule(name: &str, rule: &Inputs<'_>) -> Result<i64, Refusal> {
    let Some(statement) = rule.object("statement")? else { return Err(rule.refuse("statement", "is missing; set it")) };
    let group = statement.object("managedRuleGroupStatement")?;
    let (action, overriding) = (rule.value("action").is_some(), rule.value("overrideAction").is_some());
    match (group.is_some(), action, overriding) {
        (true, true, _) => return refuse(format!("{name} is a rule group: it takes overrideAction, and no action")),
        (true, false, false) => return refuse(format!("{name} is a rule group and needs overrideAction")),
        (false, _, true) => return refuse(format!("{name} is no rule group: it takes action, and no overrideAction")),
        (false, false, false) => return refuse(format!("{name} needs an action")),
        _ => {}
    }
    if let Some(group) = group {
        return of_group(&group);
    }
    match statement.object("rateBasedStatement")? {
        Some(rate) => of_rate(name, &rate),
        None => Ok(SIMPLE_RULE),
    }
}

fn of_group(group: &Inputs<'_>) -> Result<i64, Refusal> {
    let (vendor, name) = (group.required("vendorName")?, group.required("name")?);
    let units = GROUPS.into_iter().find(|(known, _)| vendor == "AWS" && *known == name);
    match units {
        Some((_, units)) => Ok(units),
        None => refuse(format!("there is no managed rule group {name} of {vendor}, or none with known capacity")),
    }
}

fn of_rate(name: &str, rate: &Inputs<'_>) -> Result<i64, Refusal> {
    if rate.number("limit")?.is_none_or(|limit| limit < RATE_MINIMUM) {
        return refuse(format!("the limit of {name} is below {RATE_MINIMUM}"));
    }
    if rate.number("evaluationWindowSec")?.is_some_and(|window| !WINDOWS_S.contains(&window)) {
        return refuse(format!("the evaluation window of {name} is none of {WINDOWS_S:?} seconds"));
    }
    Ok(RATE_RULE)
}

fn refuse<T>(reason: String) -> Result<T, Refusal> {
    Err(Refusal::invalid(SERVICE, RULE, format!("WAFInvalidParameterException: {reason}")))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn answer(rules: &[Value]) -> Result<i64, Refusal> {
        let inputs = json!({ "rules": rules });
        capacity(&Inputs::new(SERVICE, inputs.as_object().unwrap()).objects("rules").unwrap())
    }

    fn rate(priority: i64) -> Value {
        json!({
            "name": format!("rate-{priority}"), "priority": priority, "action": {"block": {}},
            "statement": {"rateBasedStatement": {"limit": 3000, "evaluationWindowSec": 300, "aggregateKeyType": "IP"}},
        })
    }

    fn group(priority: i64, name: &str) -> Value {
        json!({
            "name": format!("{name}-{priority}"), "priority": priority, "overrideAction": {"none": {}},
            "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": name}},
        })
    }

    fn changed(mut rule: Value, pointer: &str, value: Value) -> Value {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        rule.pointer_mut(parent).unwrap()[name] = value;
        rule
    }

    #[test]
    fn rules_cost_what_aws_counts() {
        let rules =
            [rate(0), group(1, "AWSManagedRulesCommonRuleSet"), group(2, "AWSManagedRulesKnownBadInputsRuleSet")];
        assert_eq!(answer(&rules).unwrap(), 902);
    }

    #[test]
    fn wrong_rules_are_refused() {
        let common = "AWSManagedRulesCommonRuleSet";
        let cases = [
            (vec![rate(1), group(1, common)], "same priority"),
            (vec![changed(group(1, common), "/action", json!({"block": {}}))], "no action"),
            (vec![changed(group(1, common), "/overrideAction", Value::Null)], "needs overrideAction"),
            (vec![changed(rate(1), "/overrideAction", json!({"none": {}}))], "no overrideAction"),
            (vec![changed(rate(1), "/action", Value::Null)], "needs an action"),
            (vec![rate(1), changed(rate(2), "/name", json!("rate-1"))], "two rules"),
            (vec![group(1, common), group(2, common), group(3, "AWSManagedRulesUnixRuleSet"), rate(4)], "1502 units"),
            (vec![group(1, "AWSManagedRulesNoSuchSet")], "no managed rule group"),
            (vec![changed(rate(1), "/statement/rateBasedStatement/limit", json!(9))], "below 10"),
            (vec![changed(rate(1), "/statement/rateBasedStatement/evaluationWindowSec", json!(90))], "none of"),
        ];
        for (rules, text) in cases {
            let error = answer(&rules).unwrap_err();
            assert!(matches!(error, Refusal::Invalid { rule: RULE, .. }), "{error:?}");
            assert!(error.to_string().contains(text), "{text}: {error}");
        }
    }
}
