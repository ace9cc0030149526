//! Units and accounts: `workloads`, below it one unit for each environment, with one account each.

use pulumi::{Component, Output};
use pulumi_aws::organizations::{Account, AccountArgs, OrganizationalUnit, OrganizationalUnitArgs};
use switchboard_domain::Environment;

use super::landscape::Landscape;
use super::settings::{MemberAccount, OrganizationSettings};
use crate::baseline::account::below;
use crate::settings::Text;

/// Role with which the management account administers a new account.
pub(super) const ADMINISTRATION: &str = "OrganizationAccountAccessRole";
/// Changes of these replace an account, which means a new one; some of them are never read back, so that an import would
/// plan exactly that.
const FROZEN: [&str; 5] = ["createGovcloud", "email", "iamUserAccessToBilling", "name", "roleName"];

/// The account of an environment.
pub(super) struct Member {
    pub(super) environment: Environment,
    /// 12 digits.
    pub(super) id: Output<String>,
    /// What policies are attached to: its unit, or the account where the units are of somebody else.
    pub(super) target: Output<String>,
    pub(super) budget_usd: u32,
}

/// Accounts that somebody else keeps, by their ids.
pub(super) fn given(settings: &OrganizationSettings) -> Vec<Member> {
    let ids = settings.accounts.all().into_iter().filter_map(|(environment, account)| {
        let Text(id) = account.account_id.clone()?;
        let id = Output::new(id);
        Some(Member { environment, target: id.clone(), id, budget_usd: account.budget_usd })
    });
    ids.collect()
}

/// Units and accounts of this stack. One after the other: AWS works on one change of an organization at a time, and an
/// account takes minutes.
pub(super) fn create(
    parent: &Component,
    landscape: &Landscape,
    settings: &OrganizationSettings,
) -> (OrganizationalUnit, Vec<Member>) {
    let ctx = parent.context();
    let kept = || below(parent).protect(true);
    let args = OrganizationalUnitArgs::new().name("workloads").parent_id(&landscape.root);
    let workloads = OrganizationalUnit::new(ctx, "workloads", args, landscape.before(kept()));
    let mut last: Option<Account> = None;
    let mut members = Vec::new();
    for (environment, account) in settings.accounts.all() {
        let after = last.as_ref().map_or_else(kept, |last| kept().depends_on(last));
        let args = OrganizationalUnitArgs::new().name(environment.as_str()).parent_id(workloads.id());
        let unit = OrganizationalUnit::new(ctx, environment.as_str(), args, after);
        let created = create_account(parent, settings, (environment, account), &unit);
        let budget_usd = account.budget_usd;
        members.push(Member { environment, id: created.id(), target: unit.id(), budget_usd });
        last = Some(created);
    }
    (workloads, members)
}

fn create_account(
    parent: &Component,
    settings: &OrganizationSettings,
    (environment, account): (Environment, &MemberAccount),
    unit: &OrganizationalUnit,
) -> Account {
    let name = format!("{}-{environment}", settings.prefix);
    let args = AccountArgs::new()
        .name(name)
        .email(account.email.clone().unwrap_or_default())
        .parent_id(unit.id())
        .role_name(ADMINISTRATION)
        .close_on_deletion(false);
    let kept = below(parent).protect(true).retain_on_delete(true).ignore_changes(FROZEN);
    let options = match &account.account_id {
        Some(Text(id)) => kept.import(id),
        None => kept,
    };
    Account::new(parent.context(), &format!("account-{environment}"), args, options)
}
