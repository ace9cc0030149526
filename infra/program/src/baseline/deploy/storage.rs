//! Queues, tables, containers of secrets, switches, keys, buckets.

use pulumi_aws::policy::{Operator, Statement};

use super::SERVICE;
use crate::baseline::account::Names;
use crate::baseline::role::allow;

/// Creating, changing and deleting them; reading neither rows nor messages nor values of secrets.
pub(super) fn statements(names: &Names) -> Vec<Statement> {
    let site = names.site();
    let own = site.name("*");
    let mut all = vec![
        allow("sqs", ["CreateQueue", "DeleteQueue", "SetQueueAttributes", "TagQueue", "UntagQueue"])
            .sid("Queues")
            .resource(site.arn("sqs", &own)),
        allow(
            "dynamodb",
            [
                "CreateTable",
                "DeleteTable",
                "TagResource",
                "UntagResource",
                "UpdateContinuousBackups",
                "UpdateTable",
                "UpdateTimeToLive",
            ],
        )
        .sid("Tables")
        .resource(site.table_arn("*")),
        allow(
            "secretsmanager",
            [
                "CreateSecret",
                "DeleteResourcePolicy",
                "DeleteSecret",
                "PutResourcePolicy",
                "RestoreSecret",
                "TagResource",
                "UntagResource",
                "UpdateSecret",
            ],
        )
        .sid("Secrets")
        .resource(site.secret_arn("*")),
        allow("ssm", ["AddTagsToResource", "DeleteParameter", "PutParameter", "RemoveTagsFromResource"])
            .sid("Switches")
            .resource(site.arn("ssm", &format!("parameter{}/*", site.parameters()))),
        allow(
            "s3",
            [
                "CreateBucket",
                "DeleteBucket",
                "DeleteBucketPolicy",
                "PutBucketOwnershipControls",
                "PutBucketPolicy",
                "PutBucketPublicAccessBlock",
                "PutBucketTagging",
                "PutBucketVersioning",
                "PutEncryptionConfiguration",
                "PutLifecycleConfiguration",
            ],
        )
        .sid("Buckets")
        .resource(names.buckets()),
        allow("s3", ["DeleteObject", "GetObject", "GetObjectTagging", "PutObject", "PutObjectTagging"])
            .sid("Artifacts")
            .resource(format!("{}/*", names.buckets())),
    ];
    all.extend(keys(names));
    all
}

/// Ids of keys are AWS's choice: the product's tag tells ours.
fn keys(names: &Names) -> [Statement; 4] {
    let site = names.site();
    let keys = site.arn("kms", "key/*");
    let alias = site.arn("kms", &format!("alias/{}", site.name("*")));
    [
        // On `*`: a key that does not exist yet has no ARN.
        allow("kms", ["CreateKey", "TagResource"]).sid("NewKeys").resource("*").condition(
            Operator::StringEquals,
            "aws:RequestTag/service",
            [SERVICE],
        ),
        allow(
            "kms",
            [
                "CreateAlias",
                "DeleteAlias",
                "EnableKeyRotation",
                "PutKeyPolicy",
                "ScheduleKeyDeletion",
                "UntagResource",
                "UpdateKeyDescription",
            ],
        )
        .sid("Keys")
        .resource(keys.clone())
        .condition(Operator::StringEquals, "aws:ResourceTag/service", [SERVICE]),
        allow("kms", ["CreateAlias", "DeleteAlias"]).sid("Aliases").resource(alias),
        allow("kms", ["CreateGrant"]).sid("Grants").resource(keys).condition(
            Operator::Bool,
            "kms:GrantIsForAWSResource",
            ["true"],
        ),
    ]
}
