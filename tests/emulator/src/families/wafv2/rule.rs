//! Rules of a web ACL, as programs and as the service write them. Of the statements those that the workload uses: rates,
//! managed groups, countries and sets of addresses.

use aws_sdk_wafv2::types::{
    AllowAction, BlockAction, CountAction, CountryCode, DefaultAction, GeoMatchStatement, IpSetReferenceStatement,
    ManagedRuleGroupStatement, NoneAction, OverrideAction, RateBasedStatement, RateBasedStatementAggregateKeyType,
    Rule, RuleAction, RuleActionOverride, Statement, VisibilityConfig,
};
use serde_json::{Value, json};

use super::SERVICE;
use crate::families::cloudwatch::values::{built, member, properties};
use crate::kind::Properties;
use crate::properties::Inputs;
use crate::refusal::Refusal;
use crate::told::Told;

/// Seconds over which a rate is taken where nothing is said.
const WINDOW_S: i64 = 300;

/// A rule in the form of the service.
pub(super) fn wanted(inputs: &Inputs<'_>) -> Result<Rule, Refusal> {
    inputs.only(&["name", "priority", "action", "overrideAction", "statement", "visibilityConfig"])?;
    let overriding = inputs.object("overrideAction")?.map(|one| override_action(&one)).transpose()?;
    let rule = Rule::builder()
        .name(inputs.required("name")?)
        .priority(inputs.small("priority")?.unwrap_or_default())
        .set_statement(inputs.object("statement")?.map(|one| statement(&one)).transpose()?)
        .set_action(inputs.object("action")?.map(|one| action(&one)).transpose()?)
        .set_override_action(overriding)
        .visibility_config(visibility(inputs)?);
    built(SERVICE, rule.build())
}

/// Metrics and samples of a rule or an ACL.
pub(super) fn visibility(inputs: &Inputs<'_>) -> Result<VisibilityConfig, Refusal> {
    let Some(config) = inputs.object("visibilityConfig")? else {
        return Err(inputs.refuse("visibilityConfig", "is missing; set it"));
    };
    let flag = |name| config.flag(name)?.ok_or_else(|| config.refuse(name, "is missing; set it"));
    let visibility = VisibilityConfig::builder()
        .metric_name(config.required("metricName")?)
        .cloud_watch_metrics_enabled(flag("cloudwatchMetricsEnabled")?)
        .sampled_requests_enabled(flag("sampledRequestsEnabled")?);
    built(SERVICE, visibility.build())
}

/// What happens to a request that no rule is about.
pub(super) fn default_action(inputs: &Inputs<'_>) -> Result<DefaultAction, Refusal> {
    let Some(action) = inputs.object("defaultAction")? else {
        return Err(inputs.refuse("defaultAction", "is missing; set it"));
    };
    match choice(&action, &["allow", "block"])? {
        "allow" => Ok(DefaultAction::builder().allow(AllowAction::builder().build()).build()),
        _ => Ok(DefaultAction::builder().block(BlockAction::builder().build()).build()),
    }
}

fn action(inputs: &Inputs<'_>) -> Result<RuleAction, Refusal> {
    let action = RuleAction::builder();
    Ok(match choice(inputs, &["allow", "block", "count"])? {
        "allow" => action.allow(AllowAction::builder().build()),
        "block" => action.block(BlockAction::builder().build()),
        _ => action.count(CountAction::builder().build()),
    }
    .build())
}

fn override_action(inputs: &Inputs<'_>) -> Result<OverrideAction, Refusal> {
    let action = OverrideAction::builder();
    Ok(match choice(inputs, &["none", "count"])? {
        "none" => action.none(NoneAction::builder().build()),
        _ => action.count(CountAction::builder().build()),
    }
    .build())
}

/// The one member that is set. It must be an object without members.
fn choice(inputs: &Inputs<'_>, names: &[&'static str]) -> Result<&'static str, Refusal> {
    inputs.only(names)?;
    let mut set = names.iter().filter(|name| inputs.value(name).is_some());
    match (set.next(), set.next()) {
        (Some(name), None) => {
            if let Some(members) = inputs.object(name)? {
                members.only(&[])?;
            }
            Ok(name)
        }
        _ => Err(inputs.refuse(names[0], format!("or another must be set, exactly one of {}", names.join(", ")))),
    }
}

fn statement(inputs: &Inputs<'_>) -> Result<Statement, Refusal> {
    let names = ["rateBasedStatement", "managedRuleGroupStatement", "geoMatchStatement", "ipSetReferenceStatement"];
    inputs.only(&names)?;
    let mut statement = Statement::builder();
    if let Some(rate) = inputs.object("rateBasedStatement")? {
        rate.only(&["limit", "aggregateKeyType", "evaluationWindowSec"])?;
        let rate = RateBasedStatement::builder()
            .limit(rate.number("limit")?.unwrap_or_default())
            .aggregate_key_type(RateBasedStatementAggregateKeyType::from(
                rate.text("aggregateKeyType")?.unwrap_or("IP"),
            ))
            .evaluation_window_sec(rate.number("evaluationWindowSec")?.unwrap_or(WINDOW_S));
        statement = statement.rate_based_statement(built(SERVICE, rate.build())?);
    }
    if let Some(group) = inputs.object("managedRuleGroupStatement")? {
        statement = statement.managed_rule_group_statement(managed_group(&group)?);
    }
    if let Some(countries) = inputs.object("geoMatchStatement")? {
        countries.only(&["countryCodes"])?;
        let codes = countries.texts("countryCodes")?.iter().map(|code| CountryCode::from(code.as_str())).collect();
        statement = statement.geo_match_statement(GeoMatchStatement::builder().set_country_codes(Some(codes)).build());
    }
    if let Some(set) = inputs.object("ipSetReferenceStatement")? {
        set.only(&["arn"])?;
        let reference = IpSetReferenceStatement::builder().arn(set.required("arn")?).build();
        statement = statement.ip_set_reference_statement(built(SERVICE, reference)?);
    }
    Ok(statement.build())
}

fn managed_group(inputs: &Inputs<'_>) -> Result<ManagedRuleGroupStatement, Refusal> {
    inputs.only(&["vendorName", "name", "version", "ruleActionOverrides"])?;
    let mut group = ManagedRuleGroupStatement::builder()
        .vendor_name(inputs.required("vendorName")?)
        .name(inputs.required("name")?)
        .set_version(inputs.text("version")?.map(str::to_owned));
    for overriding in inputs.objects("ruleActionOverrides")? {
        overriding.only(&["name", "actionToUse"])?;
        let Some(wanted) = overriding.object("actionToUse")? else {
            return Err(overriding.refuse("actionToUse", "is missing; set it"));
        };
        let one = RuleActionOverride::builder().name(overriding.required("name")?).action_to_use(action(&wanted)?);
        group = group.rule_action_overrides(built(SERVICE, one.build())?);
    }
    built(SERVICE, group.build())
}

/// A rule as programs write it; `known` is the rule of the same name.
pub(super) fn tell(rule: &Rule, known: &Properties) -> Properties {
    let overriding = rule.override_action().map(|action| if action.none().is_some() { "none" } else { "count" });
    let known_statement = member(known, "statement");
    Told::new(known)
        .put("name", rule.name())
        .put("priority", rule.priority())
        .some("action", rule.action().map(tell_action))
        .some("overrideAction", overriding.map(empty))
        .some("statement", rule.statement().map(|statement| tell_statement(statement, &known_statement)))
        .some("visibilityConfig", rule.visibility_config().map(tell_visibility))
        .finish()
}

/// Metrics and samples as programs write them.
pub(super) fn tell_visibility(config: &VisibilityConfig) -> Properties {
    properties([
        ("metricName", config.metric_name().into()),
        ("cloudwatchMetricsEnabled", config.cloud_watch_metrics_enabled().into()),
        ("sampledRequestsEnabled", config.sampled_requests_enabled().into()),
    ])
}

/// The default action as programs write it.
pub(super) fn tell_default_action(action: &DefaultAction) -> Value {
    empty(if action.block().is_some() { "block" } else { "allow" })
}

fn empty(name: &str) -> Value {
    json!({ name: {} })
}

fn tell_action(action: &RuleAction) -> Value {
    let set = [("allow", action.allow().is_some()), ("block", action.block().is_some())];
    empty(set.into_iter().find(|(_, set)| *set).map_or("count", |(name, _)| name))
}

fn tell_statement(statement: &Statement, known: &Properties) -> Properties {
    let rate = statement.rate_based_statement().map(|rate| {
        let known = member(known, "rateBasedStatement");
        Told::new(&known)
            .put("limit", rate.limit())
            .put("aggregateKeyType", rate.aggregate_key_type().as_str())
            .unless("evaluationWindowSec", Some(rate.evaluation_window_sec()), WINDOW_S)
            .finish()
    });
    let group = statement.managed_rule_group_statement().map(|group| {
        let known = member(known, "managedRuleGroupStatement");
        let one =
            |one: &RuleActionOverride| json!({"name": one.name(), "actionToUse": one.action_to_use().map(tell_action)});
        Told::new(&known)
            .put("vendorName", group.vendor_name())
            .put("name", group.name())
            .some("version", group.version())
            .set("ruleActionOverrides", group.rule_action_overrides().iter().map(one).collect())
            .finish()
    });
    let countries = statement.geo_match_statement().map(|countries| {
        let codes: Vec<&str> = countries.country_codes().iter().map(CountryCode::as_str).collect();
        json!({ "countryCodes": codes })
    });
    let set = statement.ip_set_reference_statement().map(|set| json!({ "arn": set.arn() }));
    Told::new(known)
        .some("rateBasedStatement", rate)
        .some("managedRuleGroupStatement", group)
        .some("geoMatchStatement", countries)
        .some("ipSetReferenceStatement", set)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_survive() {
        let rule = json!({
            "name": "common", "priority": 1, "overrideAction": {"none": {}},
            "statement": {"managedRuleGroupStatement": {
                "vendorName": "AWS", "name": "AWSManagedRulesCommonRuleSet",
                "ruleActionOverrides": [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}],
            }},
            "visibilityConfig": {
                "metricName": "common", "cloudwatchMetricsEnabled": true, "sampledRequestsEnabled": false,
            },
        });
        let known = rule.as_object().unwrap();
        let there = wanted(&Inputs::new(SERVICE, known)).unwrap();
        assert_eq!(tell(&there, known), *known);
    }

    #[test]
    fn statements_that_would_be_dropped_are_refused() {
        let rule = json!({
            "name": "a", "priority": 1, "action": {"block": {"customResponse": {"responseCode": 429}}},
            "statement": {"xssMatchStatement": {}},
        });
        let error = wanted(&Inputs::new(SERVICE, rule.as_object().unwrap())).unwrap_err();
        assert!(error.to_string().contains("`statement.xssMatchStatement`"), "{error}");
    }
}
