//! Accounts, and the services that work across them.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ACCOUNT: Rule = Rule {
    id: "ORG-ACCOUNT",
    severity: Severity::Mandatory,
    reason: "A change of `email` or `roleName` makes a new account; an account cannot be deleted in earnest \
             (ConstraintViolationException), its mail address stays taken.",
    fix: "Set the options protect and retainOnDelete, and `ignoreChanges` of email, roleName and \
          iamUserAccessToBilling",
    check: account,
};

pub(super) const PRINCIPALS: Rule = Rule {
    id: "ORG-PRINCIPALS",
    severity: Severity::Mandatory,
    reason: "`awsServiceAccessPrincipals` is the whole list: a service that is not in it is switched off in all \
             accounts.",
    fix: "List every service that is in use; where the organization is somebody else's, use AwsServiceAccess alone",
    check: principals,
};

/// What is never read back, so that an import plans a new account.
const UNREAD: [&str; 3] = ["email", "roleName", "iamUserAccessToBilling"];

/// The type that needs a service, and the service's principal.
const NEEDS: [(&str, &str); 3] = [
    (tokens::TRAIL, "cloudtrail.amazonaws.com"),
    (tokens::ANALYZER, "access-analyzer.amazonaws.com"),
    ("aws:ssoadmin/permissionSet:PermissionSet", "sso.amazonaws.com"),
];

fn account(plan: &Plan, findings: &mut Findings) {
    for account in plan.of(tokens::ORGANIZATION_ACCOUNT) {
        let options = &account.options;
        findings.when(options.protect == Some(false), account, || "the option protect is not set".to_owned());
        findings.when(options.retain_on_delete == Some(false), account, || {
            "the option retainOnDelete is not set".to_owned()
        });
        let open: Vec<&str> =
            UNREAD.into_iter().filter(|name| !options.ignore_changes.iter().any(|one| one == name)).collect();
        findings.when(!open.is_empty(), account, || format!("a change of {} makes a new account", open.join(", ")));
    }
}

fn principals(plan: &Plan, findings: &mut Findings) {
    for organization in plan.of(tokens::ORGANIZATION) {
        let listed = organization.value("awsServiceAccessPrincipals");
        if listed.has_unknown() {
            continue;
        }
        let listed = listed.texts();
        for (type_token, principal) in NEEDS {
            let user = plan.of(type_token).find(|one| match type_token {
                tokens::TRAIL => one.is_set("isOrganizationTrail"),
                tokens::ANALYZER => one.text("type").is_some_and(|kind| kind.starts_with("ORGANIZATION")),
                _ => true,
            });
            if let Some(user) = user.filter(|_| !listed.contains(&principal)) {
                findings.at(organization, format!("it leaves {principal} out, which `{}` needs", user.name));
            }
        }
        for access in plan.of(tokens::ORGANIZATION_SERVICE_ACCESS) {
            let principal = access.text("servicePrincipal");
            if let Some(principal) = principal.filter(|principal| !listed.contains(principal)) {
                findings.at(organization, format!("it leaves {principal} out, which `{}` switches on", access.name));
            }
        }
    }
}
