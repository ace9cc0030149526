//! What is bound to a function is bound to its alias.

use crate::arn::Arn;
use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ALIAS_ONLY: Rule = Rule {
    id: "LAMBDA-ALIAS-ONLY",
    severity: Severity::Mandatory,
    reason: "What is bound to the function itself runs `$LATEST`: beside the alias, two releases are live, and a \
             rollback of the alias leaves one of them.",
    fix: "Publish the function, point an alias at its version, and use the alias's ARN (or its name as `qualifier`)",
    check: alias_only,
};

/// What invokes a function, and the property that says which.
const BINDINGS: [(&str, &str); 5] = [
    (tokens::EVENT_SOURCE_MAPPING, "functionName"),
    (tokens::SCHEDULE, "target.arn"),
    (tokens::HTTP_INTEGRATION, "integrationUri"),
    (tokens::REST_INTEGRATION, "uri"),
    (tokens::EVENT_TARGET, "arn"),
];
/// What has the alias in a property of its own.
const QUALIFIED: [&str; 3] = [tokens::PERMISSION, tokens::INVOKE_CONFIG, tokens::PROVISIONED_CONCURRENCY];

fn alias_only(plan: &Plan, findings: &mut Findings) {
    for (type_token, property) in BINDINGS {
        for one in plan.of(type_token).filter(|one| is_bare(plan, one, property)) {
            findings.at(one, format!("`{property}` is the function, not its alias"));
        }
    }
    for one in plan.of_any(&QUALIFIED) {
        let latest = one.text("qualifier") == Some("$LATEST");
        findings.when(latest || one.absent("qualifier"), one, || "it names no alias in `qualifier`".to_owned());
    }
    for alias in plan.of(tokens::ALIAS) {
        let latest = alias.text("functionVersion") == Some("$LATEST");
        findings.when(latest, alias, || "it points at $LATEST, which changes under it".to_owned());
        let Some(function) = plan.refers(alias, "functionName", tokens::FUNCTION) else { continue };
        let published = function.flag_or("publish", false);
        findings.when(published == Some(false) && !latest, function, || {
            "it has an alias, but `publish` is not set: no version is ever made".to_owned()
        });
    }
}

/// Whether a property is the function without an alias or a version.
fn is_bare(plan: &Plan, one: &PlannedResource, property: &str) -> bool {
    if let Some(qualifier) = one.text(property).and_then(qualifier) {
        return matches!(qualifier, None | Some("$LATEST"));
    }
    let aliases = plan.sources(one, property, tokens::ALIAS);
    aliases.is_empty() && !plan.sources(one, property, tokens::FUNCTION).is_empty()
}

/// What follows the function's name in its ARN; outer `None` if the text is no ARN of a function.
fn qualifier(text: &str) -> Option<Option<&str>> {
    let arn = text.rsplit_once("/functions/").map_or(text, |(_, inner)| inner.trim_end_matches("/invocations"));
    let arn = Arn::parse(arn).filter(|arn| arn.service == "lambda")?;
    let (_, rest) = arn.resource.split_once("function:")?;
    Some(rest.split_once(':').map(|(_, qualifier)| qualifier))
}

#[cfg(test)]
mod tests {
    use super::qualifier;

    #[test]
    fn qualifiers_are_read_from_plain_and_wrapped_arns() {
        let function = "arn:aws:lambda:us-east-2:123456789012:function:w";
        assert_eq!(qualifier(function), Some(None));
        assert_eq!(qualifier(&format!("{function}:live")), Some(Some("live")));
        let wrapped = format!("arn:aws:apigateway:r:lambda:path/2015-03-31/functions/{function}:live/invocations");
        assert_eq!(qualifier(&wrapped), Some(Some("live")));
        assert_eq!(qualifier("arn:aws:sqs:us-east-2:123456789012:w"), None);
    }
}
