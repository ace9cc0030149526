//! Keys of KMS.

use crate::iam::{Document, Effect};
use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[KEY];

const KEY: Rule = Rule {
    id: "KMS-KEY",
    severity: Severity::Mandatory,
    reason: "A key whose policy leaves the account out can be changed by nobody any more (MalformedPolicyDocument, \
             or with the check bypassed for ever); a deleted key takes all that it has encrypted with it.",
    fix: "Keep the account's root in the key policy, rotate the key, protect it, and give it 30 days before deletion",
    check: key,
};

fn key(plan: &Plan, findings: &mut Findings) {
    for key in plan.of(tokens::KMS_KEY) {
        if let Some(Ok(document)) = key.document("policy").map(|document| Document::read(&document)) {
            let root = document
                .with(Effect::Allow)
                .any(|one| one.has_unknown || one.principals.iter().any(|principal| principal.id.ends_with(":root")));
            findings.when(!root, key, || "its policy leaves the account out".to_owned());
        }
        findings.when(key.is_set("bypassPolicyLockoutSafetyCheck"), key, || {
            "the check that keeps the key manageable is bypassed".to_owned()
        });
        findings.when(key.flag_or("enableKeyRotation", false) == Some(false), key, || "it is not rotated".to_owned());
        let days = key.number("deletionWindowInDays").filter(|days| *days < 30.0);
        if let Some(days) = days.filter(|_| plan.is_production()) {
            findings.at(key, format!("it is gone {days} days after its deletion"));
        }
        findings.when(plan.is_production() && key.options.protect == Some(false), key, || {
            "the option protect is not set".to_owned()
        });
    }
}
