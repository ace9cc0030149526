//! The rules, cheapest first. Together they take 902 of the 1,500 units of a firewall: 2 + 700 + 200.

use pulumi_aws::Given;
use pulumi_aws::wafv2;

/// Seconds over which the requests of an address are counted.
const WINDOW_S: u32 = 300;

/// Rules of the common set that only count. Their names are the vendor's; one that does not exist is ignored without a word.
const COUNTED: [&str; 5] = [
    // Fixed at 8 KB: webhooks with a long mail are larger.
    "SizeRestrictions_BODY",
    // Mails hold markup and links.
    "CrossSiteScripting_BODY",
    "GenericRFI_BODY",
    "GenericLFI_BODY",
    // The helpdesk sends none.
    "NoUserAgent_HEADER",
];

type Rule = wafv2::WebAclRuleArgs<Given, Given, Given, Given>;
type Visibility = wafv2::WebAclVisibilityConfigArgs<Given, Given, Given>;

/// Bodies are looked at up to 32 KB, which is what ingress takes.
pub(super) fn body_inspection() -> wafv2::WebAclAssociationConfigArgs {
    let limit = wafv2::WebAclAssociationConfigRequestBodyApiGatewayArgs::new().default_size_inspection_limit("KB_32");
    let body = wafv2::WebAclAssociationConfigRequestBodyArgs::new().api_gateway(limit);
    wafv2::WebAclAssociationConfigArgs::new().request_bodies([body])
}

pub(super) fn visibility(metric: &str, samples: bool) -> Visibility {
    wafv2::WebAclVisibilityConfigArgs::new()
        .cloudwatch_metrics_enabled(true)
        .metric_name(metric)
        .sampled_requests_enabled(samples)
}

pub(super) fn all(rate_limit: u32, samples: bool) -> [Rule; 3] {
    [
        rate(rate_limit, samples),
        managed(1, "AWSManagedRulesCommonRuleSet", &COUNTED, samples),
        managed(2, "AWSManagedRulesKnownBadInputsRuleSet", &[], samples),
    ]
}

fn rate(limit: u32, samples: bool) -> Rule {
    let statement = wafv2::WebAclRuleStatementRateBasedStatementArgs::new()
        .limit(limit)
        .evaluation_window_sec(WINDOW_S)
        .aggregate_key_type("IP");
    wafv2::WebAclRuleArgs::new()
        .name("rate")
        .priority(0)
        .statement(wafv2::WebAclRuleStatementArgs::new().rate_based_statement(statement))
        .action(wafv2::WebAclRuleActionArgs::new().block(wafv2::WebAclRuleActionBlockArgs::new()))
        .visibility_config(visibility("rate", samples))
}

/// A set of the vendor. It has actions of its own, so it takes an override and no action.
fn managed(priority: u32, name: &str, counted: &[&str], samples: bool) -> Rule {
    let count = |rule: &&str| {
        let action = wafv2::WebAclRuleActionArgs::new().count(wafv2::WebAclRuleActionAllowArgs::new());
        wafv2::WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs::new()
            .name(*rule)
            .action_to_use(action)
    };
    let mut statement = wafv2::WebAclRuleStatementManagedRuleGroupStatementArgs::new().vendor_name("AWS").name(name);
    if !counted.is_empty() {
        statement = statement.rule_action_overrides(counted.iter().map(count).collect::<Vec<_>>());
    }
    let none = wafv2::WebAclRuleOverrideActionArgs::new().none(wafv2::WebAclRuleOverrideActionNoneArgs::new());
    wafv2::WebAclRuleArgs::new()
        .name(name)
        .priority(priority)
        .statement(wafv2::WebAclRuleStatementArgs::new().managed_rule_group_statement(statement))
        .override_action(none)
        .visibility_config(visibility(name, samples))
}
