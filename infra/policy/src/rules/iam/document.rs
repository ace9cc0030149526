//! Documents that AWS can read, and where they belong.

use crate::iam::Document;
use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const DOCUMENT: Rule = Rule {
    id: "IAM-DOCUMENT",
    severity: Severity::Mandatory,
    reason: "AWS refuses a policy that is no JSON, or a statement without effect or action: MalformedPolicyDocument.",
    fix: "Build the document with the typed builder for policy documents",
    check: document,
};

pub(super) const EXCLUSIVE: Rule = Rule {
    id: "IAM-EXCLUSIVE-POLICIES",
    severity: Severity::Mandatory,
    reason: "`inlinePolicies` and `managedPolicyArns` of a role are deprecated and exclusive: each run removes what \
             the resources of their own have added.",
    fix: "Use RolePolicy and RolePolicyAttachment",
    check: exclusive,
};

/// What holds a document, and in which property.
const HOLDERS: [(&str, &str); 9] = [
    (tokens::ROLE, "assumeRolePolicy"),
    (tokens::ROLE_POLICY, "policy"),
    (tokens::POLICY, "policy"),
    (tokens::QUEUE_POLICY, "policy"),
    (tokens::TOPIC_POLICY, "policy"),
    (tokens::BUCKET_POLICY, "policy"),
    (tokens::KMS_KEY, "policy"),
    (tokens::ORGANIZATION_POLICY, "content"),
    ("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"),
];

fn document(plan: &Plan, findings: &mut Findings) {
    for (type_token, property) in HOLDERS {
        for one in plan.of(type_token) {
            match one.document(property) {
                Some(document) => {
                    if let Err(error) = Document::read(&document) {
                        findings.at(one, format!("`{property}`: {error}"));
                    }
                }
                None => findings.when(one.text(property).is_some(), one, || format!("`{property}` is no JSON")),
            }
        }
    }
}

fn exclusive(plan: &Plan, findings: &mut Findings) {
    for role in plan.of(tokens::ROLE) {
        for property in ["inlinePolicies", "managedPolicyArns"] {
            findings.when(!role.absent(property), role, || format!("`{property}` is set on the role"));
        }
    }
}
