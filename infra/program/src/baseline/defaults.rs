//! What holds in the whole account, whoever creates something in it.

use pulumi::Component;
use pulumi_aws::{ebs, ec2, s3};

use super::account::below;

/// No public buckets, encrypted volumes, and instance metadata only with a token that does not leave the instance.
pub(super) fn defaults(parent: &Component) {
    let ctx = parent.context();
    let public = s3::AccountPublicAccessBlockArgs::new()
        .block_public_acls(true)
        .block_public_policy(true)
        .ignore_public_acls(true)
        .restrict_public_buckets(true);
    s3::AccountPublicAccessBlock::new(ctx, "no-public-buckets", public, below(parent));
    let volumes = ebs::EncryptionByDefaultArgs::new().enabled(true);
    ebs::EncryptionByDefault::new(ctx, "encrypted-volumes", volumes, below(parent));
    let metadata = ec2::InstanceMetadataDefaultsArgs::new()
        .http_endpoint("enabled")
        .http_tokens("required")
        .http_put_response_hop_limit(1)
        .instance_metadata_tags("disabled");
    ec2::InstanceMetadataDefaults::new(ctx, "instance-metadata", metadata, below(parent));
}
