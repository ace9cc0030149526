//! What a WebACL protects, and where it logs.

use crate::arn::Arn;
use crate::plan::{Plan, PlannedResource, Referring};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const TARGET: Rule = Rule {
    id: "WAF-TARGET",
    severity: Severity::Mandatory,
    reason: "A WebACL takes stages of REST APIs and no HTTP API (WAFInvalidParameterException); without an \
             association it protects nothing, without a log nobody sees whom it blocks.",
    fix: "Associate the WebACL with the ARN of a REST stage, and add a WebAclLoggingConfiguration",
    check: target,
};

pub(super) const LOG_NAME: Rule = Rule {
    id: "WAF-LOG-NAME",
    severity: Severity::Mandatory,
    reason: "WAF writes only into log groups whose name starts with `aws-waf-logs-`, and wants the ARN without `:*`; \
             else WAFInvalidParameterException.",
    fix: "Name the group `aws-waf-logs-…` in the same region, and give its ARN without `:*`",
    check: log_name,
};

const PREFIX: &str = "aws-waf-logs-";

fn target(plan: &Plan, findings: &mut Findings) {
    for association in plan.of(tokens::WEB_ACL_ASSOCIATION) {
        let http = [tokens::HTTP_API, tokens::HTTP_STAGE]
            .into_iter()
            .any(|kind| plan.refers(association, "resourceArn", kind).is_some());
        let arn = association.text("resourceArn").unwrap_or_default();
        findings.when(http || arn.contains("/apis/"), association, || "it is for an HTTP API".to_owned());
        let api = plan.refers(association, "resourceArn", tokens::REST_API).is_some()
            && plan.refers(association, "resourceArn", tokens::REST_STAGE).is_none();
        let not_stage = api || (arn.contains("/restapis/") && !arn.contains("/stages/"));
        findings.when(not_stage, association, || "it is for the API, not for its stage".to_owned());
    }
    let kinds = [
        (tokens::WEB_ACL_ASSOCIATION, "webAclArn", "it is associated with nothing"),
        (tokens::WEB_ACL_LOGGING, "resourceArn", "it has no logging configuration"),
    ];
    for acl in plan.of(tokens::WEB_ACL) {
        for (type_token, property, sentence) in kinds {
            let nobody = matches!(plan.referring(acl, type_token, property), Referring::Nobody);
            findings.when(nobody, acl, || sentence.to_owned());
        }
    }
}

fn log_name(plan: &Plan, findings: &mut Findings) {
    for logging in plan.of(tokens::WEB_ACL_LOGGING) {
        let texts = logging.value("logDestinationConfigs").texts();
        for arn in &texts {
            let Some(parsed) = Arn::parse(arn).filter(|parsed| parsed.service == "logs") else { continue };
            let name = parsed.resource.strip_prefix("log-group:").unwrap_or(parsed.resource);
            findings.when(name.ends_with(":*"), logging, || "the ARN of its log group ends in `:*`".to_owned());
            findings.when(!name.starts_with(PREFIX), logging, || {
                format!("its log group `{}` does not start with {PREFIX}", name.trim_end_matches(":*"))
            });
        }
        if texts.is_empty() {
            by_dependency(plan, logging, findings);
        }
    }
}

fn by_dependency(plan: &Plan, logging: &PlannedResource, findings: &mut Findings) {
    let group = plan.refers(logging, "logDestinationConfigs", tokens::LOG_GROUP);
    if let Some(name) = group.and_then(PlannedResource::physical_name) {
        findings.when(!name.starts_with(PREFIX), logging, || {
            format!("its log group `{name}` does not start with {PREFIX}")
        });
    }
}
