//! What a WebACL keeps of the requests it sees.

use crate::plan::{Plan, PlannedResource, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const DATA_PROTECTION: Rule = Rule {
    id: "WAF-DATA-PROTECTION",
    severity: Severity::Mandatory,
    reason: "Redacted fields act on the log only: sampled requests still show token headers and queries, and match \
             data shows pieces of the body.",
    fix: "Substitute each token header (SINGLE_HEADER), QUERY_STRING and BODY in `dataProtectionConfig`, and set \
          `sampledRequestsEnabled` to false in production",
    check: data_protection,
};

fn data_protection(plan: &Plan, findings: &mut Findings) {
    for acl in plan.of(tokens::WEB_ACL) {
        let protections = acl.value("dataProtectionConfig.dataProtections");
        if !protections.has_unknown() {
            let of_type = |kind: &'static str| {
                protections.as_list().iter().filter(move |one| one.at("field.fieldType").as_text() == Some(kind))
            };
            for kind in ["QUERY_STRING", "BODY"] {
                findings
                    .when(of_type(kind).next().is_none(), acl, || format!("samples and match data show the {kind}"));
            }
            let covered: Vec<String> = of_type("SINGLE_HEADER")
                .flat_map(|one| one.at("field.fieldKeys").texts())
                .map(str::to_lowercase)
                .collect();
            findings.when(covered.is_empty(), acl, || "samples show the token header".to_owned());
            for header in redacted(plan, acl).into_iter().filter(|_| !covered.is_empty()) {
                let shown = !covered.contains(&header);
                findings.when(shown, acl, || format!("the header {header} is redacted in the log only"));
            }
        }
        if plan.is_production() {
            let sampled = |config: &Value| config.at("sampledRequestsEnabled").as_flag() == Some(true);
            let mut configs = acl.list("rules").iter().map(|rule| rule.at("visibilityConfig"));
            let any = sampled(acl.value("visibilityConfig")) || configs.any(sampled);
            findings.when(any, acl, || "it keeps samples of requests in production".to_owned());
        }
    }
}

/// Headers that the log of an ACL leaves out, in lower case.
fn redacted(plan: &Plan, acl: &PlannedResource) -> Vec<String> {
    let logs = plan.all_referring(acl, tokens::WEB_ACL_LOGGING, "resourceArn");
    let fields = logs.flat_map(|log| log.list("redactedFields"));
    fields.filter_map(|field| field.at("singleHeader.name").as_text()).map(str::to_lowercase).collect()
}
