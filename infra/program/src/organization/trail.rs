//! The organization's trail: every call of every account, in files that nobody can change and in a log group that alarms
//! watch.

use pulumi::{Component, Output, Result};
use pulumi_aws::cloudwatch::{LogGroup, LogGroupArgs};
use pulumi_aws::policy::{Document, Operator, Principal, Statement};
use pulumi_aws::{cloudtrail, iam};

use super::landscape::Landscape;
use super::settings::OrganizationSettings;
use super::trail_bucket;
use crate::baseline::account::below;

/// Days that the log group keeps events: alarms need minutes, an investigation weeks; the files are kept longer.
const LOG_DAYS: u32 = 90;
/// The service that writes.
pub(super) const WRITER: &str = "cloudtrail.amazonaws.com";

/// Where it is and what it is called, as text: policies name it before it exists.
pub(super) struct Place<'a> {
    pub(super) settings: &'a OrganizationSettings,
    /// Id of the organization.
    pub(super) organization: &'a Output<String>,
}

impl Place<'_> {
    /// The management account.
    pub(super) fn account(&self) -> &str {
        &self.settings.management_account_id.0
    }

    /// `<prefix>-organization`.
    pub(super) fn name(&self) -> String {
        format!("{}-organization", self.settings.prefix)
    }

    /// ARN of the trail.
    pub(super) fn arn(&self) -> String {
        format!("arn:aws:cloudtrail:{}:{}:trail/{}", self.settings.region, self.account(), self.name())
    }

    fn log_group(&self) -> String {
        format!("/aws/cloudtrail/{}", self.name())
    }
}

/// Creates it, with its bucket and its log group; the log group comes back.
pub(super) fn trail(parent: &Component, landscape: &Landscape, settings: &OrganizationSettings) -> Result<LogGroup> {
    let ctx = parent.context();
    let place = Place { settings, organization: &landscape.id };
    let (bucket, bucket_policy) = trail_bucket::bucket(parent, &place)?;
    let args = LogGroupArgs::new().name(place.log_group()).retention_in_days(LOG_DAYS);
    let group = LogGroup::new(ctx, "trail", args, below(parent).retain_on_delete(true));
    let (role, role_policy) = writer(parent, &place)?;
    let args = cloudtrail::TrailArgs::new()
        .name(place.name())
        .s3_bucket_name(bucket.bucket())
        .is_organization_trail(true)
        .is_multi_region_trail(true)
        .include_global_service_events(true)
        .enable_logging(true)
        .enable_log_file_validation(true)
        .cloud_watch_logs_group_arn(pulumi::format!("{}:*", group.arn()))
        .cloud_watch_logs_role_arn(role.arn());
    // CloudTrail tries bucket and log group out before it takes them.
    let ready = below(parent).depends_on(&bucket_policy).depends_on(&role_policy);
    cloudtrail::Trail::new(ctx, "trail", args, landscape.before(ready).protect(true));
    Ok(group)
}

/// The role with which CloudTrail writes to the log group.
fn writer(parent: &Component, place: &Place<'_>) -> Result<(iam::Role, iam::RolePolicy)> {
    let ctx = parent.context();
    let trust = Statement::allow(["sts:AssumeRole"]).sid("CloudTrail").principal(Principal::service(WRITER)).condition(
        Operator::StringEquals,
        "aws:SourceArn",
        [place.arn()],
    );
    let name = format!("{}-trail", place.name());
    let args = iam::RoleArgs::new().name(name).assume_role_policy(Document::trust().statement(trust).render()?);
    let role = iam::Role::new(ctx, "trail", args, below(parent));
    let (account, region) = (place.account(), &place.settings.region);
    let streams = format!("arn:aws:logs:{region}:{account}:log-group:{}:log-stream:", place.log_group());
    // CloudTrail names streams `<account>_CloudTrail_<region>`, and for an organization `<organization>_<account>_…`.
    let write = Statement::allow(["logs:CreateLogStream", "logs:PutLogEvents"])
        .sid("Streams")
        .resource(format!("{streams}{account}_CloudTrail_{region}*"))
        .resource(pulumi::format!("{streams}{organization}_*", organization = place.organization));
    let args = iam::RolePolicyArgs::new()
        .name("log-group")
        .role(role.name())
        .policy(Document::identity().statement(write).render()?);
    let policy = iam::RolePolicy::new(ctx, "trail", args, below(parent));
    Ok((role, policy))
}
