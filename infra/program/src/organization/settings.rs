//! Settings of the organization's stack.

use std::collections::BTreeSet;

use serde::Deserialize;
use switchboard_domain::Environment;

use crate::baseline::Problem;
use crate::baseline::problem;
use crate::baseline::settings::{default_prefix, default_region};
use crate::settings::Text;

/// Days that the trail's files are kept and locked: least, most, default.
const TRAIL_DAYS: (u32, u32, u32) = (90, 3_650, 365);
/// Most names of administrators' roles: they are part of policies of limited size.
const MAX_ADMIN_ROLES: usize = 10;

/// Who owns the landing zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// This stack: it creates the organization, or takes it over by `organizationId`.
    Own,
    /// The organization exists and somebody else keeps it; units, accounts and the trail are of this stack.
    Existing,
    /// Control Tower: units, accounts and the trail are its own. This stack only attaches policies to the accounts, and keeps
    /// budgets and permission sets.
    ControlTower,
}

/// An account of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MemberAccount {
    /// Mail address of its root user, at most 64 characters, unique in all of AWS and never free again. Needed unless Control
    /// Tower owns the accounts.
    pub email: Option<String>,
    /// Id of an account that exists: it is imported instead of created. Needed with Control Tower.
    pub account_id: Option<Text>,
    /// Monthly budget, 1 to 100,000 US dollars.
    pub budget_usd: u32,
}

/// One account for each environment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Development.
    pub dev: MemberAccount,
    /// Staging.
    pub staging: MemberAccount,
    /// Production.
    pub prod: MemberAccount,
}

impl Accounts {
    /// All, the least consequential first.
    pub fn all(&self) -> [(Environment, &MemberAccount); 3] {
        [(Environment::Dev, &self.dev), (Environment::Staging, &self.staging), (Environment::Prod, &self.prod)]
    }
}

/// Groups of Identity Center, by id, that get a permission set in every account. Default: nobody; assigned by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Groups {
    /// Administrators.
    pub administrator: Option<String>,
    /// Operators who look.
    pub operator_read: Option<String>,
    /// Operators who act.
    pub operator_act: Option<String>,
    /// Whoever may do everything in an emergency.
    pub break_glass: Option<String>,
}

/// The keys `organization:*` of `environments/Pulumi.organization.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct OrganizationSettings {
    /// Who owns the landing zone.
    pub mode: Mode,
    /// First part of every name; 1 to 24 characters. Default `rp-mw`.
    #[serde(default = "default_prefix")]
    pub prefix: String,
    /// Home region of the trail, of Identity Center, and the only one that the accounts may use. Default `us-east-2`.
    #[serde(default = "default_region")]
    pub region: String,
    /// The management account, 12 digits. Credentials of any other are refused before the first write.
    pub management_account_id: Text,
    /// Role to take on in the management account. Default: none.
    pub assume_role_arn: Option<String>,
    /// With mode `own`: id of an organization that exists, `o-…`, to take it over. Default: it is created.
    pub organization_id: Option<String>,
    /// Who answers for it: a tag.
    pub owner: String,
    /// Who pays: a tag.
    pub cost_center: Text,
    /// The accounts.
    pub accounts: Accounts,
    /// Service principals that the organization trusts besides those that this stack needs. With mode `own` the list must be
    /// complete: what is in neither is switched off. Default: none.
    #[serde(default)]
    pub service_principals: Vec<String>,
    /// Environments whose accounts the service control policies bind. Default: none; then dev, and after a full deployment
    /// there the others.
    #[serde(default)]
    pub scp_targets: BTreeSet<Environment>,
    /// Names of roles in the accounts that the policies exempt besides `OrganizationAccountAccessRole`,
    /// `AWSControlTowerExecution` and the administrators of Identity Center. At most ten; a path is part of the name.
    #[serde(default)]
    pub admin_roles: Vec<String>,
    /// Who gets mail about root use, break-glass use and budgets; at least one address.
    pub alert_mails: Vec<String>,
    /// Address of the folder of runbooks, https, without a slash at its end.
    pub runbooks: String,
    /// Days that the trail's files are kept and cannot be deleted, 90 to 3,650. Default 365.
    #[serde(default = "default_trail_days")]
    pub trail_retention_days: u32,
    /// With mode `control-tower`: log group of its trail in the management account. Alarms of root and break-glass use watch
    /// it; without it there are none. Default: none.
    pub trail_log_group: Option<String>,
    /// Whether Identity Center is enabled, by hand, in this region: permission sets are made. Default false.
    #[serde(default)]
    pub identity_center: bool,
    /// Who gets them.
    #[serde(default)]
    pub groups: Groups,
}

fn default_trail_days() -> u32 {
    TRAIL_DAYS.2
}

impl OrganizationSettings {
    /// Whether all of it can be used.
    ///
    /// # Errors
    /// The first [`Problem`], with field and reason.
    pub fn check(&self) -> Result<(), Problem> {
        problem::prefix(&self.prefix)?;
        problem::region(&self.region)?;
        problem::account("managementAccountId", &self.management_account_id.0)?;
        problem::role_arn("assumeRoleArn", self.assume_role_arn.as_deref())?;
        problem::present("owner", &self.owner)?;
        problem::present("costCenter", &self.cost_center.0)?;
        self.check_accounts()?;
        self.check_mode()?;
        let remote = !self.scp_targets.contains(&Environment::Local);
        Problem::unless(remote, "scpTargets", "may hold dev, staging and prod: local has no account")?;
        let few = self.admin_roles.len() <= MAX_ADMIN_ROLES;
        Problem::unless(few, "adminRoles", "may hold ten names at most: the policies have limited sizes")?;
        let name = |text: &String| {
            !text.is_empty()
                && text.len() <= 128
                && text.bytes().all(|c| c.is_ascii_alphanumeric() || b"+=,.@_-/".contains(&c))
        };
        let names = self.admin_roles.iter().all(name);
        Problem::unless(
            names,
            "adminRoles",
            "must be names of roles without wildcards: each is exempt from the policies",
        )?;
        problem::mails("alertMails", &self.alert_mails)?;
        let address = self.runbooks.starts_with("https://") && !self.runbooks.ends_with('/');
        Problem::unless(address, "runbooks", "must be an https address without a slash at its end")?;
        let kept = (TRAIL_DAYS.0..=TRAIL_DAYS.1).contains(&self.trail_retention_days);
        Problem::unless(kept, "trailRetentionDays", "must be 90 to 3650 days")?;
        let unused = self.groups == Groups::default() || self.identity_center;
        Problem::unless(unused, "groups", "need `identityCenter: true`: they are groups of Identity Center")
    }

    fn check_mode(&self) -> Result<(), Problem> {
        let taken_over = self.organization_id.is_none() || self.mode == Mode::Own;
        Problem::unless(
            taken_over,
            "organizationId",
            "is for mode `own` only: otherwise the organization is looked up",
        )?;
        let id = self.organization_id.as_ref().is_none_or(|id| id.starts_with("o-") && id.len() > 2);
        Problem::unless(id, "organizationId", "must be the id of an organization, o-…")?;
        let watched = self.trail_log_group.is_none() || self.mode == Mode::ControlTower;
        Problem::unless(
            watched,
            "trailLogGroup",
            "is for mode `control-tower` only: otherwise the trail is of this stack",
        )
    }

    fn check_accounts(&self) -> Result<(), Problem> {
        let (mut ids, mut mails) = (BTreeSet::from([self.management_account_id.0.as_str()]), BTreeSet::new());
        for (environment, account) in self.accounts.all() {
            let field = |name: &str| format!("accounts.{environment}.{name}");
            problem::budget(&field("budgetUsd"), account.budget_usd)?;
            if let Some(Text(id)) = &account.account_id {
                problem::account(&field("accountId"), id)?;
                let new = ids.insert(id);
                Problem::unless(new, &field("accountId"), "is the management account's or another environment's")?;
            }
            if let Some(email) = &account.email {
                problem::mail(&field("email"), email)?;
                let new = mails.insert(email.to_lowercase());
                Problem::unless(new, &field("email"), "is another account's: each needs an address of its own")?;
            }
            match self.mode {
                Mode::ControlTower => {
                    let known = account.account_id.is_some();
                    Problem::unless(known, &field("accountId"), "must be set: Control Tower creates the accounts")?;
                }
                Mode::Own | Mode::Existing => {
                    let known = account.email.is_some();
                    Problem::unless(
                        known,
                        &field("email"),
                        "must be set: AWS needs it to create or import the account",
                    )?;
                }
            }
        }
        Ok(())
    }
}
