//! Queues, tables, secrets, switches, keys, topics and buckets.

use pulumi_aws::policy::Statement;

use crate::baseline::account::Names;
use crate::baseline::role::allow;

/// Reading their properties, not what is in them. A parameter has its value among its properties: it is a switch.
pub(super) fn statements(names: &Names) -> Vec<Statement> {
    let site = names.site();
    let own = site.name("*");
    let [path, switches] = site.parameter_arns();
    vec![
        allow("sqs", ["GetQueueAttributes", "GetQueueUrl", "ListQueueTags"])
            .sid("Queues")
            .resource(site.arn("sqs", &own)),
        allow("dynamodb", ["DescribeContinuousBackups", "DescribeTable", "DescribeTimeToLive", "ListTagsOfResource"])
            .sid("Tables")
            .resource(site.table_arn("*")),
        allow("secretsmanager", ["DescribeSecret", "GetResourcePolicy"]).sid("Secrets").resource(site.secret_arn("*")),
        allow("ssm", ["GetParameter", "GetParameters", "ListTagsForResource"])
            .sid("Switches")
            .resources([path, switches]),
        // On `*`: parameters are described as a list.
        allow("ssm", ["DescribeParameters"]).sid("SwitchList").resource("*"),
        allow("sns", ["GetTopicAttributes", "ListTagsForResource"]).sid("Topics").resource(site.arn("sns", &own)),
        // On `*`: SNS knows no resource type for subscriptions.
        allow("sns", ["GetSubscriptionAttributes"]).sid("Subscriptions").resource("*"),
        // Ids of keys are AWS's choice.
        allow("kms", ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"])
            .sid("Keys")
            .resource(site.arn("kms", "key/*")),
        // On `*`: aliases are listed as a whole, and the public access block is the account's.
        Statement::allow(["kms:ListAliases", "s3:GetAccountPublicAccessBlock"]).sid("Account").resource("*"),
        allow(
            "s3",
            [
                "GetAccelerateConfiguration",
                "GetBucket*",
                "GetEncryptionConfiguration",
                "GetLifecycleConfiguration",
                "GetReplicationConfiguration",
            ],
        )
        .sid("Buckets")
        .resource(names.buckets()),
    ]
}
