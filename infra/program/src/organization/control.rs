//! Service control policies: what nobody in an account may do, whatever its own policies allow. `FullAWSAccess` stays
//! attached beside them; they only deny.

use pulumi::{Component, Result};
use pulumi_aws::organizations::{Policy, PolicyArgs, PolicyAttachment, PolicyAttachmentArgs};
use pulumi_aws::policy::{Action, Document, Operator, Statement};

use super::accounts::{ADMINISTRATION, Member};
use super::identity_center;
use super::landscape::CONTROL_POLICY;
use super::settings::OrganizationSettings;
use crate::baseline::account::below;

/// Longest policy, characters: what AWS took before it doubled the limit in 2026.
pub(super) const MAX_CHARACTERS: usize = 5_120;
/// Role with which Control Tower keeps its accounts.
const CONTROL_TOWER: &str = "AWSControlTowerExecution";

/// Services without a region of their own: their calls go to us-east-1 or us-west-2, whatever region the caller works in.
const GLOBAL_SERVICES: [&str; 32] = [
    "access-analyzer",
    "account",
    "artifact",
    "aws-portal",
    "billing",
    "budgets",
    "ce",
    "cloudfront",
    "consolidatedbilling",
    "cur",
    "ecr-public",
    "freetier",
    "globalaccelerator",
    "health",
    "iam",
    "identitystore",
    "invoicing",
    "notifications",
    "organizations",
    "payments",
    "pricing",
    "route53",
    "route53domains",
    "shield",
    "sso",
    "sso-directory",
    "sts",
    "support",
    "supportplans",
    "tax",
    "trustedadvisor",
    "waf",
];
/// Calls of regional services that go elsewhere as well.
const GLOBAL_CALLS: [&str; 6] = [
    "cloudtrail:LookupEvents",
    "ec2:DescribeRegions",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucketLocation",
    "s3:ListAllMyBuckets",
    "s3:PutAccountPublicAccessBlock",
];

/// Name and document of each.
pub(super) fn documents(settings: &OrganizationSettings) -> [(&'static str, &'static str, Document); 2] {
    [
        ("region-guard", "No other region", Document::identity().statement(region_guard(settings))),
        ("account-guard", "No way out of the organization's watch", Document::identity().statements(guards(settings))),
    ]
}

/// Creates them, and attaches them to the environments that are due. One attachment after the other: AWS works on one
/// change of an organization at a time.
pub(super) fn control(parent: &Component, settings: &OrganizationSettings, members: &[Member]) -> Result {
    let ctx = parent.context();
    let mut last: Option<PolicyAttachment> = None;
    for (name, description, document) in documents(settings) {
        let content = document.render()?.try_map(move |text| match text.len() {
            0..MAX_CHARACTERS => Ok(text),
            length => Err(format!("{name} has {length} characters, {MAX_CHARACTERS} are too many: shorten adminRoles")),
        });
        let args = PolicyArgs::new()
            .name(format!("{}-{name}", settings.prefix))
            .description(description)
            .type_(CONTROL_POLICY)
            .content(content);
        let policy = Policy::new(ctx, name, args, below(parent));
        for member in members.iter().filter(|member| settings.scp_targets.contains(&member.environment)) {
            let args = PolicyAttachmentArgs::new().policy_id(policy.id()).target_id(&member.target);
            let options = last.as_ref().map_or_else(|| below(parent), |last| below(parent).depends_on(last));
            let logical = format!("{name}-{}", member.environment);
            last = Some(PolicyAttachment::new(ctx, &logical, args, options));
        }
    }
    Ok(())
}

/// Nothing outside the region but what has none.
fn region_guard(settings: &OrganizationSettings) -> Statement {
    let services = GLOBAL_SERVICES.into_iter().flat_map(|service| Action::of(service, ["*"]));
    let calls = GLOBAL_CALLS.into_iter().map(Action::from);
    let statement = Statement::deny_all_but(services.chain(calls)).sid("OtherRegions").resource("*").condition(
        Operator::StringNotEquals,
        "aws:RequestedRegion",
        [settings.region.as_str()],
    );
    but_for_administrators(statement, settings)
}

fn guards(settings: &OrganizationSettings) -> [Statement; 4] {
    [
        Statement::deny(["organizations:LeaveOrganization"]).sid("Leave").resource("*"),
        but_for_administrators(
            Statement::deny([
                "cloudtrail:DeleteTrail",
                "cloudtrail:PutEventSelectors",
                "cloudtrail:StopLogging",
                "cloudtrail:UpdateTrail",
                "config:DeleteConfigurationRecorder",
                "config:DeleteDeliveryChannel",
                "config:StopConfigurationRecorder",
            ])
            .sid("Records")
            .resource("*"),
            settings,
        ),
        but_for_administrators(
            Statement::deny(["ec2:DisableEbsEncryptionByDefault"]).sid("Encryption").resource("*"),
            settings,
        ),
        Statement::deny(["*"]).sid("Root").resource("*").condition(
            Operator::ArnLike,
            "aws:PrincipalArn",
            ["arn:aws:iam::*:root"],
        ),
    ]
}

/// Policies bind the deploy role, too; who must be able to repair an account is exempt.
fn but_for_administrators(statement: Statement, settings: &OrganizationSettings) -> Statement {
    let given = settings.admin_roles.iter().map(String::as_str);
    let names =
        [ADMINISTRATION, CONTROL_TOWER].into_iter().chain(given).map(|name| format!("arn:aws:iam::*:role/{name}"));
    let center = settings.identity_center.then(|| identity_center::administrator_roles("*", &settings.region));
    statement.condition(Operator::ArnNotLike, "aws:PrincipalArn", names.chain(center))
}
