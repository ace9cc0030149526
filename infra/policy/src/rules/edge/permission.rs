//! Whether an API may call its function.

use crate::arn::Arn;
use crate::glob;
use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const PERMISSION: Rule = Rule {
    id: "EDGE-PERMISSION",
    severity: Severity::Mandatory,
    reason: "Without a permission for exactly this API, stage, path and alias the edge answers 500, and the \
             function's log shows nothing.",
    fix: "Add a Permission `lambda:InvokeFunction` for `apigateway.amazonaws.com` with the alias as `qualifier` and \
          `sourceArn: <executionArn>/<stage or *>/<method or *>/<path>`",
    check: permission,
};

const GATEWAY: &str = "apigateway.amazonaws.com";

/// The integration's type and the property that names the function.
const INTEGRATIONS: [(&str, &str); 2] =
    [(tokens::HTTP_INTEGRATION, "integrationUri"), (tokens::REST_INTEGRATION, "uri")];

fn permission(plan: &Plan, findings: &mut Findings) {
    for (type_token, property) in INTEGRATIONS {
        for integration in plan.of(type_token) {
            let Some(function) = plan.function_behind(integration, property) else { continue };
            // What is unknown may be this permission.
            let fits = |one: &PlannedResource| {
                let principal = one.value("principal");
                (principal.has_unknown() || principal.as_text() == Some(GATEWAY))
                    && plan.function_behind(one, "function").is_none_or(|it| std::ptr::eq(it, function))
            };
            let own = plan.of(tokens::PERMISSION).any(fits);
            findings.when(!own, integration, || {
                format!("no permission lets the edge call the function `{}`", function.name)
            });
        }
    }
    uncovered_routes(plan, findings);
    for permission in plan.of(tokens::PERMISSION).filter(|one| one.text("principal") == Some(GATEWAY)) {
        if permission.text("action").is_some_and(|action| action != "lambda:InvokeFunction") {
            findings.at(permission, "its `action` is not lambda:InvokeFunction");
        }
        if let Some(function) = plan.function_behind(permission, "function") {
            wrong_qualifier(plan, permission, function, findings);
        }
        if let Some(arn) = permission.text("sourceArn") {
            wrong_source(plan, permission, arn, findings);
        }
    }
}

fn wrong_qualifier(plan: &Plan, permission: &PlannedResource, function: &PlannedResource, findings: &mut Findings) {
    let aliases: Vec<&str> =
        plan.all_referring(function, tokens::ALIAS, "functionName").filter_map(|alias| alias.text("name")).collect();
    let Some(qualifier) = permission.text("qualifier") else { return };
    findings.when(!aliases.is_empty() && !aliases.contains(&qualifier), permission, || {
        format!("it is for `{qualifier}`, the function has the alias {}", aliases.join(", "))
    });
}

/// `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`
fn wrong_source(plan: &Plan, permission: &PlannedResource, arn: &str, findings: &mut Findings) {
    let Some(arn) = Arn::parse(arn).filter(|arn| arn.service == "execute-api") else { return };
    let (Some(stage), Some(path)) = (arn.resource.split('/').nth(1), path_of(arn)) else {
        findings.at(permission, "its `sourceArn` names no stage, method and path");
        return;
    };
    let named = |type_token: &str, property: &str| {
        plan.of(type_token).filter_map(|one| one.text(property).map(str::to_owned)).collect::<Vec<_>>()
    };
    let stages = [named(tokens::HTTP_STAGE, "name"), named(tokens::REST_STAGE, "stageName")].concat();
    findings.when(stage != "*" && !stages.is_empty() && !stages.iter().any(|one| one == stage), permission, || {
        format!("its `sourceArn` is for the stage {stage}, there is {}", stages.join(", "))
    });
    let paths: Vec<&str> = plan.of(tokens::HTTP_ROUTE).filter_map(route).collect();
    let fits = paths.iter().any(|one| glob::matches(path, one));
    findings.when(!paths.is_empty() && !fits, permission, || {
        format!("its `sourceArn` is for the path /{path}, there is /{}", paths.join(", /"))
    });
}

/// What follows stage and method.
fn path_of(arn: Arn<'_>) -> Option<&str> {
    arn.resource.splitn(4, '/').nth(3)
}

/// The path of a route, `ANY /webhooks/richpanel`, without its first slash.
fn route(route: &PlannedResource) -> Option<&str> {
    route.text("routeKey")?.split_once(" /").map(|(_, path)| path)
}

/// Routes that no permission is for; nobody can tell while the source of one is unknown.
fn uncovered_routes(plan: &Plan, findings: &mut Findings) {
    let permissions: Vec<&PlannedResource> = plan.of(tokens::PERMISSION).collect();
    let sources: Vec<Arn<'_>> = permissions.iter().filter_map(|one| Arn::parse(one.text("sourceArn")?)).collect();
    if sources.is_empty() || sources.len() < permissions.len() {
        return;
    }
    let covers = |path: &str| sources.iter().filter_map(|arn| path_of(*arn)).any(|own| glob::matches(own, path));
    for one in plan.of(tokens::HTTP_ROUTE) {
        let uncovered = route(one).filter(|path| !covers(path));
        if let Some(path) = uncovered {
            findings.at(one, format!("no permission is for its path /{path}"));
        }
    }
}
