//! The most that any role of the workload can do, whatever policies it is given: the deploy role may create roles only
//! under this boundary, so that it cannot hand out more than what is here.

use components::Site;
use pulumi_aws::policy::{Operator, Statement};

use super::account::Names;
use super::role::{ManagedPolicy, allow, deny};

/// Roles whose functions, tasks or machines read secrets: by name, so that a new role has none.
const SECRET_READERS: [&str; 3] = ["ingress*", "worker*", "jobs*"];
/// Services that use a key on behalf of a role.
const KEY_USERS: [&str; 5] = ["dynamodb", "secretsmanager", "sns", "sqs", "ssm"];

/// The policy.
pub(super) fn policy(names: &Names) -> ManagedPolicy {
    let description = "The most that a role of the workload can do";
    ManagedPolicy { what: "boundary", description, statements: statements(names) }
}

fn statements(names: &Names) -> Vec<Statement> {
    let mut all = data(names.site());
    all.extend(secrets(names));
    all.extend(hosts(names));
    all.push(
        // Identities, accounts and other roles are no business of a workload.
        Statement::deny(["account:*", "iam:*", "organizations:*", "sts:AssumeRole"]).sid("NoIdentities").resource("*"),
    );
    all
}

fn data(site: &Site) -> Vec<Statement> {
    let own = |service: &str| site.arn(service, &site.name("*"));
    let tables = site.table_arn("*");
    vec![
        allow(
            "sqs",
            [
                "CancelMessageMoveTask",
                "ChangeMessageVisibility",
                "DeleteMessage",
                "GetQueueAttributes",
                "GetQueueUrl",
                "ListMessageMoveTasks",
                "ReceiveMessage",
                "SendMessage",
                "StartMessageMoveTask",
            ],
        )
        .sid("Queues")
        .resource(own("sqs")),
        allow(
            "dynamodb",
            [
                "BatchGetItem",
                "BatchWriteItem",
                "ConditionCheckItem",
                "DeleteItem",
                "DescribeTable",
                "GetItem",
                "PutItem",
                "Query",
                "UpdateItem",
            ],
        )
        .sid("Rows")
        .resources([format!("{tables}/index/*"), tables]),
        allow("ssm", ["GetParameter", "GetParameters", "GetParametersByPath"])
            .sid("Switches")
            .resources(site.parameter_arns()),
        allow("lambda", ["InvokeFunction"])
            .sid("Schedules")
            .resource(site.arn("lambda", &format!("function:{}", site.name("*")))),
        allow("sns", ["Publish"]).sid("Alerts").resource(own("sns")),
        allow("logs", ["CreateLogStream", "DescribeLogStreams", "PutLogEvents"]).sid("Logs").resources(
            ["/aws/lambda/", "/aws/ecs/", ""]
                .map(|folder| site.arn("logs", &format!("log-group:{folder}{}:*", site.name("*")))),
        ),
        // On `*`: traces belong to no resource.
        allow("xray", ["PutTelemetryRecords", "PutTraceSegments"]).sid("Traces").resource("*"),
    ]
}

fn secrets(names: &Names) -> Vec<Statement> {
    let site = names.site();
    let containers = site.secret_arn("*");
    let readers = SECRET_READERS.map(|name| names.iam(&format!("role/{}", site.name(name))));
    let users = KEY_USERS.map(|service| format!("{service}.{}.amazonaws.com", site.region()));
    vec![
        allow("secretsmanager", ["DescribeSecret", "GetSecretValue", "PutSecretValue"])
            .sid("Secrets")
            .resource(containers)
            .condition(Operator::ArnLike, "aws:PrincipalArn", readers),
        allow("kms", ["Decrypt", "GenerateDataKey"]).sid("Keys").resource(site.arn("kms", "key/*")).condition(
            Operator::StringEquals,
            "kms:ViaService",
            users,
        ),
    ]
}

/// What containers and machines need besides.
fn hosts(names: &Names) -> Vec<Statement> {
    let site = names.site();
    vec![
        // On `*`: a token is for the whole registry.
        allow("ecr", ["GetAuthorizationToken"]).sid("RegistryToken").resource("*"),
        allow("ecr", ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"])
            .sid("Images")
            .resource(site.arn("ecr", &format!("repository/{}", site.name("*")))),
        allow("s3", ["GetObject"]).sid("Artifacts").resource(format!("{}/*", names.buckets())),
        allow("elasticache", ["Connect"]).sid("Cache").resources(
            ["serverlesscache", "replicationgroup", "user"]
                .map(|kind| site.arn("elasticache", &format!("{kind}:{}", site.name("*")))),
        ),
        // On `*`: Session Manager's agent names no resource; it is how people reach a machine that has no open port.
        Statement::allow([
            "ssm:DescribeDocument",
            "ssm:GetDocument",
            "ssm:ListAssociations",
            "ssm:ListInstanceAssociations",
            "ssm:UpdateInstanceAssociationStatus",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ])
        .sid("Sessions")
        .resource("*"),
    ]
}

/// Nobody who works in the account's deployment changes these: the boundary, the roles and policies of the administrator,
/// the identity provider.
pub(super) fn guarded(names: &Names) -> Vec<String> {
    let roles = ["deploy", "preview", "operator-read", "operator-act", "break-glass", "edge-logs"];
    let policies = ["boundary", "deploy", "preview", "read"];
    let role = |what| names.iam(&format!("role/{}", names.own_of_any(what)));
    let policy = |what| names.iam(&format!("policy/{}", names.own_of_any(what)));
    let mut all: Vec<String> = roles.into_iter().map(role).chain(policies.into_iter().map(policy)).collect();
    all.push(super::oidc::arn(names));
    all.push(names.iam("role/OrganizationAccountAccessRole"));
    all
}

/// Changes of those.
pub(super) fn no_changes(names: &Names) -> Statement {
    // Every verb with which IAM changes something: a list of names would miss the next one.
    deny(
        "iam",
        [
            "Add*", "Attach*", "Create*", "Delete*", "Detach*", "Pass*", "Put*", "Remove*", "Set*", "Tag*", "Untag*",
            "Update*",
        ],
    )
    .sid("NotTheAdministrators")
    .resources(guarded(names))
}
