//! Log groups, alarms, dashboards, budgets and identities.

use pulumi_aws::policy::Statement;

use crate::baseline::account::Names;
use crate::baseline::{oidc, role::allow};

/// Reading them.
pub(super) fn statements(names: &Names) -> Vec<Statement> {
    let site = names.site();
    let account = site.account();
    let base = site.base();
    vec![
        // On `*`: log groups, their filters and the account's resource policies are described as lists.
        allow(
            "logs",
            ["DescribeLogGroups", "DescribeMetricFilters", "DescribeResourcePolicies", "ListTagsForResource"],
        )
        .sid("LogGroups")
        .resource("*"),
        // On `*`: a list of alarms with composite ones is allowed as a whole or not at all.
        allow("cloudwatch", ["DescribeAlarms"]).sid("Alarms").resource("*"),
        allow("cloudwatch", ["GetDashboard", "ListTagsForResource"]).sid("Dashboards").resources([
            format!("arn:aws:cloudwatch::{account}:dashboard/{base}*"),
            site.arn("cloudwatch", &format!("alarm:{base}*")),
        ]),
        allow("budgets", ["ListTagsForResource", "ViewBudget"])
            .sid("Budgets")
            .resource(format!("arn:aws:budgets::{account}:budget/*")),
        allow("iam", ["GetRole", "GetRolePolicy", "ListAttachedRolePolicies", "ListRolePolicies"])
            .sid("Roles")
            .resource(names.workload_roles()),
        allow("iam", ["GetInstanceProfile"])
            .sid("InstanceProfiles")
            .resource(names.iam(&format!("instance-profile/{}", site.name("*")))),
        allow("iam", ["GetOpenIDConnectProvider"]).sid("IdentityProvider").resource(oidc::arn(names)),
    ]
}
