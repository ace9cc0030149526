//! The organization itself, and which services it trusts.

use pulumi::{Component, InvokeOptions, Output, ResourceOptions};
use pulumi_aws::Provider;
use pulumi_aws::organizations::{
    AwsServiceAccess, AwsServiceAccessArgs, GetOrganizationArgs, Organization, OrganizationArgs, OrganizationRoot,
    get_organization,
};

use super::settings::OrganizationSettings;
use crate::baseline::account::below;

/// The kind of policy that binds accounts.
pub(super) const CONTROL_POLICY: &str = "SERVICE_CONTROL_POLICY";
/// Services that the parts of this stack need.
const TRUSTED: [&str; 3] = ["access-analyzer.amazonaws.com", "cloudtrail.amazonaws.com", "iam.amazonaws.com"];
/// The one of permission sets.
const IDENTITY_CENTER: &str = "sso.amazonaws.com";

/// What the rest needs of it.
pub(super) struct Landscape {
    /// `o-…`.
    pub(super) id: Output<String>,
    /// The root, `r-…`: parent of the units.
    pub(super) root: Output<String>,
    ready: Ready,
}

/// What comes before everything that needs the trust of services.
enum Ready {
    Own(Organization),
    Existing(Vec<AwsServiceAccess>),
}

impl Landscape {
    /// Options of what comes after it.
    pub(super) fn before(&self, options: ResourceOptions) -> ResourceOptions {
        match &self.ready {
            Ready::Own(organization) => options.depends_on(organization),
            Ready::Existing(all) => all.iter().fold(options, |options, one| options.depends_on(one)),
        }
    }
}

/// An organization of this stack. The list of principals is the whole list: what is missing is switched off.
pub(super) fn own(parent: &Component, settings: &OrganizationSettings) -> Landscape {
    let args = OrganizationArgs::new()
        .feature_set("ALL")
        .enabled_policy_types([CONTROL_POLICY])
        .aws_service_access_principals(principals(settings));
    let kept = below(parent).protect(true).retain_on_delete(true);
    let options = match &settings.organization_id {
        Some(id) => kept.import(id),
        None => kept,
    };
    let organization = Organization::new(parent.context(), "organization", args, options);
    let root = organization.roots().try_map(first);
    Landscape { id: organization.id(), root, ready: Ready::Own(organization) }
}

/// An organization that somebody else keeps: looked up, and trusted services added one by one.
pub(super) fn existing(parent: &Component, provider: &Provider, settings: &OrganizationSettings) -> Landscape {
    let ctx = parent.context();
    let found = get_organization(ctx, GetOrganizationArgs::new(), InvokeOptions::new().provider(provider));
    let root = found.try_map(|found| {
        if found.enabled_policy_types.iter().any(|kind| kind == CONTROL_POLICY) {
            return first(found.roots);
        }
        Err("the organization has no service control policies: enable that policy type in its settings first"
            .to_owned())
    });
    // Others may use the same trust: it stays.
    let kept = || below(parent).retain_on_delete(true);
    let access = |principal: String| {
        let args = AwsServiceAccessArgs::new().service_principal(principal.as_str());
        AwsServiceAccess::new(ctx, &principal, args, kept())
    };
    let ready = principals(settings).into_iter().map(access).collect();
    Landscape { id: found.map(|found| found.id), root, ready: Ready::Existing(ready) }
}

fn first(roots: Vec<OrganizationRoot>) -> Result<String, String> {
    let root = roots.into_iter().next();
    root.map(|root| root.id)
        .ok_or_else(|| "the organization has no root: are these the management account's credentials?".into())
}

/// Sorted and each once, so that a plan shows no change of order.
fn principals(settings: &OrganizationSettings) -> Vec<String> {
    let own = TRUSTED.into_iter().chain(settings.identity_center.then_some(IDENTITY_CENTER)).map(str::to_owned);
    let all: std::collections::BTreeSet<String> = own.chain(settings.service_principals.iter().cloned()).collect();
    all.into_iter().collect()
}
