//! The organization: accounts for the environments, what nobody in them may do, the record of what was done, and who may work
//! in them.
//!
//! An administrator of the management account runs it. It works where the organization is somebody else's, too, and where
//! Control Tower owns the landing zone: then it creates no units, accounts or trail. What an account needs inside is
//! [`crate::baseline`]'s.
//!
//! ```no_run
//! # async fn organization(ctx: pulumi::Context) -> pulumi::Result {
//! let settings = switchboard_infra::settings::read(&ctx, "organization")?;
//! switchboard_infra::organization::program(ctx, settings).await
//! # }
//! ```

mod accounts;
mod control;
mod identity_center;
mod landscape;
mod settings;
#[cfg(test)]
mod tests;
mod trail;
mod trail_bucket;
mod watch;

use pulumi::{Component, Context, Error, Input, ResourceOptions, Result, inputs};
use pulumi_aws::{accessanalyzer, iam};

use self::accounts::Member;
use self::landscape::Landscape;
pub use self::settings::{Accounts, Groups, MemberAccount, Mode, OrganizationSettings};
pub use crate::baseline::Problem;
use crate::baseline::account::{Access, below};
use crate::baseline::budget::{MonthlyBudget, budget};
use crate::baseline::topic::{Topic, topic};

/// The program of the stack `organization`. Exports `devAccountId`, `stagingAccountId`, `prodAccountId`, `alertTopicArn`, and
/// where they are its own `organizationId`, `rootId`, `workloadsUnitId` and `devUnitId`, `stagingUnitId`, `prodUnitId`.
///
/// # Errors
/// A [`Problem`] of the settings.
pub async fn program(ctx: Context, settings: OrganizationSettings) -> Result {
    let stack = ctx.stack().to_owned();
    let place = |problem| Error::from(problem).context(format!("environments/Pulumi.{stack}.yaml: organization"));
    settings.check().map_err(place)?;
    let access = Access {
        account: &settings.management_account_id.0,
        region: &settings.region,
        assume_role: settings.assume_role_arn.as_deref(),
        environment: "organization",
        tier: "critical",
        owner: &settings.owner,
        cost_center: &settings.cost_center.0,
    };
    let provider = access.provider(&ctx);
    let options = ResourceOptions::new().providers([&*provider]);
    let component = ctx.component("switchboard:index:Organization", "organization", inputs! {}, options);
    let alerts = alerts(&component, &settings)?;
    let members = match settings.mode {
        Mode::ControlTower => given(&component, &settings, &alerts),
        Mode::Existing => {
            let landscape = landscape::existing(&component, &provider, &settings);
            landing_zone(&component, &settings, &landscape, &alerts)?
        }
        Mode::Own => landing_zone(&component, &settings, &landscape::own(&component, &settings), &alerts)?,
    };
    control::control(&component, &settings, &members)?;
    if settings.identity_center {
        identity_center::permission_sets(&component, &provider, &settings, &members)?;
    }
    for member in &members {
        ctx.export(format!("{}AccountId", member.environment), &member.id);
        costs(&component, &settings, member, &alerts);
    }
    ctx.export("alertTopicArn", alerts.arn);
    component.register_outputs(inputs! {});
    Ok(())
}

/// The topic of alarms and budgets in the management account.
fn alerts(component: &Component, settings: &OrganizationSettings) -> Result<Topic> {
    let (region, account) = (&settings.region, &settings.management_account_id.0);
    let arn = format!("arn:aws:sns:{region}:{account}:{}-organization-alerts", settings.prefix);
    topic(component, "alerts", &arn, account, &settings.alert_mails)
}

/// What Control Tower has made; its trail is watched if its log group is known.
fn given(component: &Component, settings: &OrganizationSettings, alerts: &Topic) -> Vec<Member> {
    let members = accounts::given(settings);
    if let Some(group) = &settings.trail_log_group {
        watch::watch(component, settings, &Input::from(group), &members, alerts);
    }
    members
}

/// Units, accounts and the record of what is done in them.
fn landing_zone(
    component: &Component,
    settings: &OrganizationSettings,
    landscape: &Landscape,
    alerts: &Topic,
) -> Result<Vec<Member>> {
    let ctx = component.context();
    let (workloads, members) = accounts::create(component, landscape, settings);
    let group = trail::trail(component, landscape, settings)?;
    watch::watch(component, settings, &group.name().into(), &members, alerts);
    let args = accessanalyzer::AnalyzerArgs::new()
        .analyzer_name(format!("{}-organization", settings.prefix))
        .type_("ORGANIZATION");
    accessanalyzer::Analyzer::new(ctx, "access-analyzer", args, landscape.before(below(component)));
    // Accounts have no password and no key of a root user that anybody could lose.
    let args = iam::OrganizationsFeaturesArgs::new().enabled_features(["RootCredentialsManagement"]);
    iam::OrganizationsFeatures::new(ctx, "root-credentials", args, landscape.before(below(component)));
    ctx.export("organizationId", &landscape.id);
    ctx.export("rootId", &landscape.root);
    ctx.export("workloadsUnitId", workloads.id());
    for member in &members {
        ctx.export(format!("{}UnitId", member.environment), &member.target);
    }
    Ok(members)
}

/// The budget of an account, kept where its bill is paid.
fn costs(component: &Component, settings: &OrganizationSettings, member: &Member, alerts: &Topic) {
    let monthly = MonthlyBudget {
        name: &format!("account-{}", member.environment),
        physical: format!("{}-organization-{}", settings.prefix, member.environment),
        usd: member.budget_usd,
        member: Some(member.id.clone()),
    };
    budget(component, monthly, alerts);
}
