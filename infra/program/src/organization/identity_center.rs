//! Permission sets of Identity Center: what people may do in the accounts, without users and keys there. Identity Center
//! itself is enabled by hand, and asks for the second factor.

use components::{Prefix, Site};
use pulumi::{Component, Error, InvokeOptions, Output, Result};
use pulumi_aws::Provider;
use pulumi_aws::policy::{Document, Statement};
use pulumi_aws::ssoadmin::{
    AccountAssignment, AccountAssignmentArgs, GetInstancesArgs, PermissionSet, PermissionSetArgs,
    PermissionSetInlinePolicy, PermissionSetInlinePolicyArgs, get_instances,
};
use switchboard_domain::Environment;

use super::accounts::Member;
use super::settings::{Groups, OrganizationSettings};
use crate::baseline::account::below;
use crate::baseline::operator;

/// Administrators of all accounts. Names of permission sets have at most 32 characters, so the prefix is not part of them.
const ADMINISTRATOR: &str = "administrator";

/// What a permission set allows.
#[derive(Clone, Copy)]
enum Duty {
    Read,
    Act,
    BreakGlass,
}

impl Duty {
    const ALL: [Self; 3] = [Self::Read, Self::Act, Self::BreakGlass];

    fn name(self) -> &'static str {
        match self {
            Self::Read => "operator-read",
            Self::Act => "operator-act",
            Self::BreakGlass => "break-glass",
        }
    }

    /// Longest session.
    fn session(self) -> &'static str {
        match self {
            Self::Read | Self::Act => "PT4H",
            Self::BreakGlass => "PT1H",
        }
    }

    fn statements(self, site: &Site) -> Vec<Statement> {
        match self {
            Self::Read => operator::read(site),
            Self::Act => operator::act(site),
            Self::BreakGlass => everything(),
        }
    }

    fn group(self, groups: &Groups) -> Option<&str> {
        match self {
            Self::Read => groups.operator_read.as_deref(),
            Self::Act => groups.operator_act.as_deref(),
            Self::BreakGlass => groups.break_glass.as_deref(),
        }
    }
}

/// ARN pattern of the roles that Identity Center makes of the administrators' permission set.
pub(super) fn administrator_roles(account: &str, region: &str) -> String {
    roles(account, region, ADMINISTRATOR)
}

/// ARN pattern of the role that it makes of the break-glass permission set of an environment.
pub(super) fn break_glass_roles(account: &str, region: &str, environment: &str) -> String {
    roles(account, region, &format!("{}-{environment}", Duty::BreakGlass.name()))
}

fn roles(account: &str, region: &str, set: &str) -> String {
    format!("arn:aws:iam::{account}:role/aws-reserved/sso.amazonaws.com/{region}/AWSReservedSSO_{set}_*")
}

/// Everything: administrators set accounts up, and an emergency is what nobody thought of.
fn everything() -> Vec<Statement> {
    vec![Statement::allow(["*"]).sid("Everything").resource("*")]
}

/// Creates the permission sets, and assigns them to the groups that are given.
pub(super) fn permission_sets(
    parent: &Component,
    provider: &Provider,
    settings: &OrganizationSettings,
    members: &[Member],
) -> Result {
    let found = get_instances(parent.context(), GetInstancesArgs::new(), InvokeOptions::new().provider(provider));
    let missing = "Identity Center is not enabled in this region: enable it by hand, or set identityCenter to false";
    let instance = found.try_map(move |found| found.arns.into_iter().next().ok_or(missing));
    let sets = Sets { parent, instance };
    let policy = Document::identity().statements(everything()).render()?;
    let administrators = sets.create(ADMINISTRATOR, "Everything, in every account", "PT4H", policy);
    for member in members {
        if let Some(group) = &settings.groups.administrator {
            sets.assign(&administrators, ADMINISTRATOR, group, member);
        }
        for duty in Duty::ALL {
            let name = format!("{}-{}", duty.name(), member.environment);
            let text = format!("{} in {} of {}", duty.name(), member.environment, settings.prefix);
            let set = sets.create(&name, &text, duty.session(), document(settings, member, duty));
            if let Some(group) = duty.group(&settings.groups) {
                sets.assign(&set, duty.name(), group, member);
            }
        }
    }
    Ok(())
}

/// Its policy names the account: unknown until that exists.
fn document(settings: &OrganizationSettings, member: &Member, duty: Duty) -> Output<String> {
    let (prefix, region, environment) = (settings.prefix.clone(), settings.region.clone(), member.environment);
    let rendered = member.id.try_map(move |account| render(&prefix, &region, environment, &account, duty));
    rendered.and_then(|text| text)
}

fn render(prefix: &str, region: &str, environment: Environment, account: &str, duty: Duty) -> Result<Output<String>> {
    let refused = |error: components::ComponentError| Error::new(error.to_string());
    let site =
        Prefix::new(prefix).and_then(|prefix| Site::new(prefix, environment, region, account)).map_err(refused)?;
    Ok(Document::identity().statements(duty.statements(&site)).render()?)
}

struct Sets<'a> {
    parent: &'a Component,
    instance: Output<String>,
}

impl Sets<'_> {
    fn create(&self, name: &str, description: &str, session: &str, policy: Output<String>) -> PermissionSet {
        let ctx = self.parent.context();
        let args = PermissionSetArgs::new()
            .instance_arn(&self.instance)
            .name(name)
            .description(description)
            .session_duration(session);
        let set = PermissionSet::new(ctx, name, args, below(self.parent));
        let args = PermissionSetInlinePolicyArgs::new()
            .instance_arn(&self.instance)
            .permission_set_arn(set.arn())
            .inline_policy(policy);
        PermissionSetInlinePolicy::new(ctx, name, args, below(self.parent));
        set
    }

    fn assign(&self, set: &PermissionSet, name: &str, group: &str, member: &Member) {
        let args = AccountAssignmentArgs::new()
            .instance_arn(&self.instance)
            .permission_set_arn(set.arn())
            .principal_type("GROUP")
            .principal_id(group)
            .target_type("AWS_ACCOUNT")
            .target_id(&member.id);
        let logical = format!("{name}-{}", member.environment);
        AccountAssignment::new(self.parent.context(), &logical, args, below(self.parent));
    }
}
