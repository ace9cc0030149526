//! Who may call a function.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const SOURCE: Rule = Rule {
    id: "LAMBDA-PERMISSION-SOURCE",
    severity: Severity::Mandatory,
    reason: "A permission for a service without a source lets that service call the function for anybody: any API of \
             any account.",
    fix: "Set `sourceArn` to the ARN of the API, rule or topic that calls",
    check: source,
};

pub(super) const NOT_PUBLIC: Rule = Rule {
    id: "LAMBDA-NOT-PUBLIC",
    severity: Severity::Mandatory,
    reason: "The principal `*`, or a function URL without authentication, lets everybody on the internet call the \
             function.",
    fix: "Name the calling service as `principal` with a `sourceArn`; put an API in front instead of a function URL",
    check: not_public,
};

fn source(plan: &Plan, findings: &mut Findings) {
    for permission in plan.of(tokens::PERMISSION) {
        let service = permission.text("principal").filter(|principal| principal.ends_with(".amazonaws.com"));
        if let (Some(service), true) = (service, permission.absent("sourceArn")) {
            findings.at(permission, format!("it lets {service} call for anybody: `sourceArn` is not set"));
        }
        let any = permission.text("sourceArn").filter(|arn| matches!(*arn, "*" | "arn:aws:execute-api:*"));
        if let Some(any) = any {
            findings.at(permission, format!("`sourceArn` is {any}, which is any source"));
        }
    }
}

fn not_public(plan: &Plan, findings: &mut Findings) {
    for permission in plan.of(tokens::PERMISSION) {
        findings.when(permission.text("principal") == Some("*"), permission, || {
            "everybody may call the function: `principal` is *".to_owned()
        });
    }
    for url in plan.of(tokens::FUNCTION_URL) {
        findings.when(url.text("authorizationType") == Some("NONE"), url, || {
            "the function has a public URL: `authorizationType` is NONE".to_owned()
        });
    }
}
