//! Provider instances.

use crate::plan::{Plan, PlannedResource, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[ACCOUNT, REGION];

const ACCOUNT: Rule = Rule {
    id: "PROVIDER-ACCOUNT",
    severity: Severity::Mandatory,
    reason: "With the credentials of another account the program builds everything there; `allowedAccountIds` fails \
             before the first write.",
    fix: "Give each provider instance `allowedAccountIds`, and each resource a provider instance",
    check: account,
};

const REGION: Rule = Rule {
    id: "REGION-PER-RESOURCE",
    severity: Severity::Mandatory,
    reason: "The `region` argument of a resource takes it out of the region of its provider instance: ARNs, alarms \
             and policies look for it elsewhere.",
    fix: "Leave `region` out; use a provider instance of that region",
    check: region,
};

fn account(plan: &Plan, findings: &mut Findings) {
    // Default instances are reported at the resources that use them.
    let own = |provider: &&PlannedResource| !is_default(&provider.name);
    for provider in plan.of(tokens::PROVIDER).filter(own) {
        // The engine gets lists of a provider as text.
        let given = provider.value("allowedAccountIds");
        let parsed = given.to_document();
        let accounts = parsed.as_ref().unwrap_or(given);
        findings.when(accounts.is_absent(), provider, || "it takes any account: no `allowedAccountIds`".to_owned());
        let malformed =
            accounts.texts().into_iter().find(|id| id.len() != 12 || !id.bytes().all(|b| b.is_ascii_digit()));
        if let Some(id) = malformed.filter(|_| matches!(accounts, Value::List(_))) {
            findings.at(provider, format!("`allowedAccountIds` holds {id}, an account has 12 digits"));
        }
    }
    for one in plan.resources.iter().filter(|one| one.type_token.starts_with("aws:")) {
        let name = one.options.provider.as_ref().and_then(|urn| urn.rsplit("::").next());
        let default = name.is_none_or(is_default);
        findings.when(default, one, || "it belongs to the default provider, which takes any account".to_owned());
    }
}

/// The engine calls its own instances `default`, `default_7_48_0` and the like.
fn is_default(name: &str) -> bool {
    name == "default" || name.starts_with("default_")
}

fn region(plan: &Plan, findings: &mut Findings) {
    for one in plan.resources.iter().filter(|one| one.type_token.starts_with("aws:")) {
        let region = one.text("region");
        if let Some(region) = region {
            findings.at(one, format!("`region` is set to {region}"));
        }
    }
}
