//! The role with which API Gateway writes logs: one for the account and region, used by whatever API is there.

use pulumi::{Component, Result};
use pulumi_aws::policy::{Principal, Statement};
use pulumi_aws::{apigateway, iam};

use super::account::{Names, below};
use super::role::{RoleSpec, allow, inline, role};

/// Creates the role and makes it the account's. Both stay when the stack is destroyed: APIs of others may log through them.
pub(super) fn edge_logs(parent: &Component, names: &Names) -> Result<iam::Role> {
    let trust = Statement::allow(["sts:AssumeRole"])
        .sid("ApiGateway")
        .principal(Principal::service("apigateway.amazonaws.com"));
    let spec = RoleSpec {
        what: "edge-logs",
        description: "API Gateway writes access and execution logs with it",
        trust,
        session_s: 3_600,
        retained: true,
    };
    let role = role(parent, names, spec)?;
    // On `*`: API Gateway checks for exactly these permissions on everything before it takes the role.
    let write = allow(
        "logs",
        [
            "CreateLogGroup",
            "CreateLogStream",
            "DescribeLogGroups",
            "DescribeLogStreams",
            "FilterLogEvents",
            "GetLogEvents",
            "PutLogEvents",
        ],
    );
    let kept = || below(parent).retain_on_delete(true);
    let statements = vec![write.sid("Logs").resource("*")];
    let policy = inline(parent.context(), (&role, "edge-logs"), statements, kept())?;
    let args = apigateway::AccountArgs::new().cloudwatch_role_arn(role.arn());
    apigateway::Account::new(parent.context(), "api-gateway", args, kept().depends_on(&policy));
    Ok(role)
}
