//! Service control policies.

use std::collections::BTreeMap;

use crate::glob;
use crate::iam::{Document, Effect};
use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const SCP: Rule = Rule {
    id: "ORG-SCP",
    severity: Severity::Mandatory,
    reason: "Organizations takes control policies of 5,120 characters (10,240 since May 2026) and a few per target \
             (ConstraintViolationException); without one that allows everything below it, as FullAWSAccess, an \
             account is locked.",
    fix: "Shorten the document, split it over organizational units, and never replace FullAWSAccess",
    check: scp,
};

pub(super) const REGION_GUARD: Rule = Rule {
    id: "ORG-REGION-GUARD",
    severity: Severity::Mandatory,
    reason: "Global services answer from one region: a guard that forgets them denies IAM, budgets, DNS and support \
             to every account below it.",
    fix: "Exempt the global services in `NotAction`",
    check: region_guard,
};

/// Characters without whitespace: the older limit, which holds everywhere.
const LONGEST: usize = 5_120;
/// Control policies of a target: the older limit.
const MOST: usize = 5;

/// Services that have no region of their own, which the guard must leave alone. Kept apart from the program's list: a rule that
/// read that one could not find it wanting.
const GLOBAL: [&str; 31] = [
    "account",
    "artifact",
    "aws-portal",
    "access-analyzer",
    "billing",
    "budgets",
    "ce",
    "cloudfront",
    "consolidatedbilling",
    "cur",
    "ecr-public",
    "freetier",
    "globalaccelerator",
    "health",
    "iam",
    "identitystore",
    "invoicing",
    "notifications",
    "organizations",
    "payments",
    "pricing",
    "route53",
    "route53domains",
    "shield",
    "sso",
    "sts",
    "support",
    "supportplans",
    "tax",
    "trustedadvisor",
    "waf",
];

fn control_policies(plan: &Plan) -> impl Iterator<Item = (&PlannedResource, Document)> {
    let is_scp = |one: &&PlannedResource| matches!(one.text("type"), None | Some("SERVICE_CONTROL_POLICY"));
    plan.of(tokens::ORGANIZATION_POLICY)
        .filter(is_scp)
        .filter_map(|one| Some((one, Document::read(&one.document("content")?).ok()?)))
}

fn scp(plan: &Plan, findings: &mut Findings) {
    for (policy, document) in control_policies(plan) {
        let length = policy.text("content").map_or(0, |text| text.chars().filter(|c| !c.is_whitespace()).count());
        findings.when(length > LONGEST, policy, || format!("it has {length} characters of {LONGEST}"));
        // One that allows takes the place of what FullAWSAccess allows only where that is detached.
        let narrow = document.with(Effect::Allow).next().is_some()
            && !document.with(Effect::Allow).any(|one| one.actions.iter().any(|action| action == "*"));
        findings.when(narrow, policy, || "it allows some actions, which only works without FullAWSAccess".to_owned());
    }
    let mut attached: BTreeMap<&str, usize> = BTreeMap::new();
    for attachment in plan.of(tokens::ORGANIZATION_POLICY_ATTACHMENT) {
        let Some(target) = attachment.text("targetId") else { continue };
        let count = attached.entry(target).or_insert(1);
        *count += 1;
        // FullAWSAccess is the first.
        let over = *count > MOST;
        findings
            .when(over, attachment, || format!("`{target}` has {MOST} control policies already, with FullAWSAccess"));
    }
}

fn region_guard(plan: &Plan, findings: &mut Findings) {
    for (policy, document) in control_policies(plan) {
        let guards = document.with(Effect::Deny).filter(|one| one.is_bound_by("aws:RequestedRegion"));
        for guard in guards {
            let denied: Vec<&str> = if guard.not_actions.is_empty() {
                GLOBAL.into_iter().filter(|service| guard.covers_action(&format!("{service}:Any"))).collect()
            } else {
                let exempt = |service: &str| {
                    let all = format!("{service}:Any");
                    guard.not_actions.iter().any(|action| glob::matches(action, &all))
                };
                GLOBAL.into_iter().filter(|service| !exempt(service)).collect()
            };
            findings.when(!denied.is_empty(), policy, || {
                format!("outside of its regions it denies the global services {}", denied.join(", "))
            });
        }
    }
}
