//! REST APIs.

use crate::iam::Document;
use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const DEPLOY: Rule = Rule {
    id: "EDGE-REST-DEPLOY",
    severity: Severity::Mandatory,
    reason: "A deployment is a snapshot: without a trigger a change is never served, made too early it answers `No \
             integration defined for method`, and deleted first it fails with `Active stages pointing`.",
    fix: "Set `triggers` to a hash over the API's parts, let it depend on all methods, integrations and responses, \
          and do not delete before replace",
    check: deploy,
};

pub(super) const ACCOUNT_ROLE: Rule = Rule {
    id: "EDGE-ACCOUNT-ROLE",
    severity: Severity::Mandatory,
    reason: "REST APIs write logs with the one role of the account and region: `CloudWatch Logs role ARN must be set \
             in account settings`. Removing the setting silences every API of the account.",
    fix: "Set `cloudwatchRoleArn` to a role that trusts apigateway.amazonaws.com and may write logs, retain it on \
          delete, and let stages of the same program depend on it",
    check: account_role,
};

pub(super) const POST: Rule = Rule {
    id: "EDGE-REST-POST",
    severity: Severity::Mandatory,
    reason: "API Gateway calls functions with POST only, whatever the client's method; with another method the edge \
             answers 500.",
    fix: "Set `integrationHttpMethod: POST`",
    check: post,
};

/// What a deployment holds.
const PARTS: [&str; 3] = [tokens::REST_METHOD, tokens::REST_INTEGRATION, tokens::REST_RESPONSE];

/// The API of a part; responses name it in another property.
fn api_of<'a>(plan: &'a Plan, part: &PlannedResource) -> Option<&'a PlannedResource> {
    let property = if part.type_token == tokens::REST_RESPONSE { "restApiId" } else { "restApi" };
    plan.refers(part, property, tokens::REST_API)
}

fn deploy(plan: &Plan, findings: &mut Findings) {
    for deployment in plan.of(tokens::REST_DEPLOYMENT) {
        let triggers = deployment.value("triggers");
        let none = triggers.is_absent() || (!triggers.has_unknown() && triggers.members().next().is_none());
        findings.when(none, deployment, || "it has no `triggers`, so a change of the API is never served".to_owned());
        findings.when(deployment.options.delete_before_replace == Some(true), deployment, || {
            "it is deleted before it is replaced, while the stage uses it".to_owned()
        });
        let own = api_of(plan, deployment);
        let of_own = |part: &&PlannedResource| match (own, api_of(plan, part)) {
            (Some(own), Some(api)) => std::ptr::eq(own, api),
            _ => false,
        };
        let late = plan.of_any(&PARTS).filter(of_own).find(|part| !deployment.comes_after(part));
        if let Some(part) = late {
            findings.at(deployment, format!("it does not depend on `{}` of its API", part.name));
        }
    }
}

fn account_role(plan: &Plan, findings: &mut Findings) {
    for account in plan.of(tokens::REST_ACCOUNT) {
        findings.when(account.absent("cloudwatchRoleArn"), account, || "`cloudwatchRoleArn` is not set".to_owned());
        findings.when(account.options.retain_on_delete == Some(false), account, || {
            "destroying this program would take the log role from all APIs of the account".to_owned()
        });
        if let Some(role) = plan.refers(account, "cloudwatchRoleArn", tokens::ROLE) {
            let trust = role.document("assumeRolePolicy").and_then(|document| Document::read(&document).ok());
            let trusts =
                trust.map(|trust| trust.statements.iter().any(|one| one.trusts_service("apigateway.amazonaws.com")));
            findings.when(trusts == Some(false), role, || "it does not trust apigateway.amazonaws.com".to_owned());
        }
        let logging = plan.of(tokens::REST_STAGE).filter(|stage| !stage.absent("accessLogSettings"));
        for stage in logging.filter(|stage| !stage.comes_after(account)) {
            findings.at(stage, format!("it writes an access log, but does not depend on `{}`", account.name));
        }
    }
}

fn post(plan: &Plan, findings: &mut Findings) {
    for integration in plan.of(tokens::REST_INTEGRATION) {
        let kind = integration.text("type");
        let method = integration.value("integrationHttpMethod");
        let wrong = !method.has_unknown() && method.as_text() != Some("POST");
        findings.when(kind == Some("AWS_PROXY") && wrong, integration, || {
            format!("`integrationHttpMethod` is {}", method.as_text().unwrap_or("not set"))
        });
    }
}
