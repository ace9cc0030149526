//! The bucket of the trail's files: private, encrypted, versioned, locked against deletion, and kept when the stack goes.

use pulumi::{Component, Result};
use pulumi_aws::policy::{Document, Operator, Principal, Statement};
use pulumi_aws::s3;

use super::trail::{Place, WRITER};
use crate::baseline::account::below;

/// Days after which an upload that was never finished is thrown away.
const UNFINISHED_DAYS: u32 = 7;
/// Days after which files move to cheaper storage; the most that a rule for recent files can save.
const ARCHIVE_DAYS: u32 = 90;
/// Days that replaced versions stay, once their lock is over.
const OLD_VERSIONS_DAYS: u32 = 30;

/// Creates it with everything that belongs to it. The policy comes back as well: CloudTrail looks at it.
pub(super) fn bucket(parent: &Component, place: &Place<'_>) -> Result<(s3::Bucket, s3::BucketPolicy)> {
    let ctx = parent.context();
    // Names of buckets are global: the account is part of it.
    let name = format!("{}-trail-{}", place.settings.prefix, place.account());
    let kept = || below(parent).protect(true).retain_on_delete(true);
    let args = s3::BucketArgs::new().bucket(name.as_str()).object_lock_enabled(true);
    let bucket = s3::Bucket::new(ctx, "trail", args, kept());
    let private = s3::BucketPublicAccessBlockArgs::new()
        .bucket(bucket.bucket())
        .block_public_acls(true)
        .block_public_policy(true)
        .ignore_public_acls(true)
        .restrict_public_buckets(true);
    let private = s3::BucketPublicAccessBlock::new(ctx, "trail", private, kept());
    let owner = s3::BucketOwnershipControlsRuleArgs::new().object_ownership("BucketOwnerEnforced");
    let owner = s3::BucketOwnershipControlsArgs::new().bucket(bucket.bucket()).rule(owner);
    s3::BucketOwnershipControls::new(ctx, "trail", owner, kept());
    encryption(parent, &bucket);
    retention(parent, &bucket, place.settings.trail_retention_days);
    let args = s3::BucketPolicyArgs::new().bucket(bucket.bucket()).policy(policy(place, &name).render()?);
    let policy = s3::BucketPolicy::new(ctx, "trail", args, kept().depends_on(&private));
    Ok((bucket, policy))
}

fn encryption(parent: &Component, bucket: &s3::Bucket) {
    let default = s3::BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs::new()
        .sse_algorithm("AES256");
    let rule =
        s3::BucketServerSideEncryptionConfigurationRuleArgs::new().apply_server_side_encryption_by_default(default);
    let args = s3::BucketServerSideEncryptionConfigurationArgs::new().bucket(bucket.bucket()).rules([rule]);
    let kept = below(parent).retain_on_delete(true);
    s3::BucketServerSideEncryptionConfiguration::new(parent.context(), "trail", args, kept);
}

/// Versions, the lock, and what happens when it is over.
fn retention(parent: &Component, bucket: &s3::Bucket, days: u32) {
    let ctx = parent.context();
    let kept = || below(parent).retain_on_delete(true);
    let enabled = s3::BucketVersioningVersioningConfigurationArgs::new().status("Enabled");
    let args = s3::BucketVersioningArgs::new().bucket(bucket.bucket()).versioning_configuration(enabled);
    let versioning = s3::BucketVersioning::new(ctx, "trail", args, kept());
    // Governance: only who holds a permission of its own can lift the lock; compliance could not be undone by anybody.
    let lock = s3::BucketObjectLockConfigurationRuleDefaultRetentionArgs::new().mode("GOVERNANCE").days(days);
    let lock = s3::BucketObjectLockConfigurationRuleArgs::new().default_retention(lock);
    let args = s3::BucketObjectLockConfigurationArgs::new().bucket(bucket.bucket()).rule(lock);
    s3::BucketObjectLockConfiguration::new(ctx, "trail", args, kept().depends_on(&versioning));
    let mut rule = s3::BucketLifecycleConfigurationRuleArgs::new()
        .id("trail")
        .status("Enabled")
        .filter(s3::BucketLifecycleConfigurationRuleFilterArgs::new().prefix(""))
        .expiration(s3::BucketLifecycleRuleExpirationArgs::new().days(days))
        .abort_incomplete_multipart_upload(
            s3::BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs::new()
                .days_after_initiation(UNFINISHED_DAYS),
        )
        .noncurrent_version_expiration(
            s3::BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs::new()
                .noncurrent_days(OLD_VERSIONS_DAYS),
        );
    if days > ARCHIVE_DAYS {
        let archive = s3::BucketLifecycleRuleTransitionArgs::new().days(ARCHIVE_DAYS).storage_class("GLACIER_IR");
        rule = rule.transitions([archive]);
    }
    let args = s3::BucketLifecycleConfigurationArgs::new().bucket(bucket.bucket()).rules([rule]);
    s3::BucketLifecycleConfiguration::new(ctx, "trail", args, kept().depends_on(&versioning));
}

/// CloudTrail, for this trail only, writes what is owned by the bucket's owner; files of the management account and of the
/// members are in different folders. Nobody without TLS.
fn policy(place: &Place<'_>, bucket: &str) -> Document {
    let arn = format!("arn:aws:s3:::{bucket}");
    let members = format!("{arn}/AWSLogs");
    let writer = |action: &str, sid: &str| {
        Statement::allow([action]).sid(sid).principal(Principal::service(WRITER)).condition(
            Operator::StringEquals,
            "aws:SourceArn",
            [place.arn()],
        )
    };
    let write = writer("s3:PutObject", "Write")
        .resource(format!("{arn}/AWSLogs/{}/*", place.account()))
        .resource(place.organization.map(move |organization| format!("{members}/{organization}/*")))
        .condition(Operator::StringEquals, "s3:x-amz-acl", ["bucket-owner-full-control"]);
    let plain = Statement::deny(["s3:*"])
        .sid("TlsOnly")
        .principal(Principal::any())
        .resources([format!("{arn}/*"), arn.clone()])
        .condition(Operator::Bool, "aws:SecureTransport", ["false"]);
    Document::resource()
        .statement(writer("s3:GetBucketAcl", "CheckOwner").resource(arn))
        .statement(write)
        .statement(plain)
}
