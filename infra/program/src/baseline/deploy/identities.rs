//! Roles of the workload, and what the deployment must never touch.

use pulumi_aws::policy::{Operator, Statement};

use crate::baseline::account::Names;
use crate::baseline::boundary;
use crate::baseline::role::{allow, deny};

/// Services that roles of the workload are handed to.
const PASSED_TO: [&str; 4] =
    ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com"];
/// Services that keep a role of their own in the account.
const OWN_ROLES: [&str; 6] = [
    "autoscaling.amazonaws.com",
    "ecs.amazonaws.com",
    "ecs.application-autoscaling.amazonaws.com",
    "elasticache.amazonaws.com",
    "ops.apigateway.amazonaws.com",
    "wafv2.amazonaws.com",
];
/// The only managed policy of AWS that a role of the workload gets: Session Manager's agent on a machine.
const SESSIONS: &str = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
const BOUNDARY: &str = "iam:PermissionsBoundary";

/// Roles under the boundary; handing them to the services that run the workload; and the denials.
pub(super) fn statements(names: &Names) -> Vec<Statement> {
    let roles = names.workload_roles();
    let profiles = names.iam(&format!("instance-profile/{}", names.site().name("*")));
    let bounded = |statement: Statement| statement.condition(Operator::StringEquals, BOUNDARY, [names.boundary()]);
    let managed = allow("iam", ["AttachRolePolicy", "DetachRolePolicy"]).sid("ManagedPolicies").resource(roles.clone());
    vec![
        bounded(
            allow("iam", ["CreateRole", "DeleteRolePolicy", "PutRolePermissionsBoundary", "PutRolePolicy"])
                .sid("Roles")
                .resource(roles.clone()),
        ),
        bounded(managed.condition(Operator::ArnEquals, "iam:PolicyARN", [SESSIONS])),
        // IAM tells the boundary only for some actions; for these the condition holds where it does.
        allow(
            "iam",
            [
                "DeleteRole",
                "ListInstanceProfilesForRole",
                "TagRole",
                "UntagRole",
                "UpdateAssumeRolePolicy",
                "UpdateRole",
            ],
        )
        .sid("RoleSettings")
        .resource(roles.clone())
        .condition(Operator::StringEquals.if_exists(), BOUNDARY, [names.boundary()]),
        allow("iam", ["PassRole"]).sid("PassRole").resource(roles).condition(
            Operator::StringEquals,
            "iam:PassedToService",
            PASSED_TO,
        ),
        allow(
            "iam",
            [
                "AddRoleToInstanceProfile",
                "CreateInstanceProfile",
                "DeleteInstanceProfile",
                "RemoveRoleFromInstanceProfile",
                "TagInstanceProfile",
                "UntagInstanceProfile",
            ],
        )
        .sid("InstanceProfiles")
        .resource(profiles),
        allow("iam", ["CreateServiceLinkedRole"])
            .sid("RolesOfServices")
            .resource(names.iam("role/aws-service-role/*"))
            .condition(Operator::StringEquals, "iam:AWSServiceName", OWN_ROLES),
        boundary::no_changes(names),
        deny("iam", ["DeleteRolePermissionsBoundary"]).sid("BoundaryStays").resource("*"),
        Statement::deny(["account:*", "organizations:*"]).sid("NoOrganization").resource("*"),
        deny("secretsmanager", ["BatchGetSecretValue", "GetSecretValue"]).sid("NoSecrets").resource("*"),
    ]
}
