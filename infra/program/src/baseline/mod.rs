//! What an account needs before anything is deployed to it: who may deploy, what a deployment may hand out, and defaults that
//! hold whoever creates something.
//!
//! An administrator runs it, once per account: it makes the roles that run everything else. It creates no part of the
//! middleware, and nothing above the account ([`crate::organization`] does).
//!
//! ```no_run
//! # async fn baseline(ctx: pulumi::Context) -> pulumi::Result {
//! let settings = switchboard_infra::settings::read(&ctx, "baseline")?;
//! switchboard_infra::baseline::program(ctx, settings).await
//! # }
//! ```

pub(crate) mod account;
mod boundary;
pub(crate) mod budget;
mod defaults;
mod deploy;
mod edge_logs;
mod oidc;
pub(crate) mod operator;
mod pipeline;
mod preview;
pub(crate) mod problem;
mod reads;
mod role;
pub(crate) mod settings;
mod state;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod topic;

use pulumi::{Component, Context, Error, ResourceOptions, Result, inputs};

use self::account::{Access, Names};
use self::budget::MonthlyBudget;
use self::operator::People;
pub use self::problem::Problem;
pub use self::settings::BaselineSettings;

/// The program of a stack `baseline-<env>`. Exports `deployRoleArn`, `previewRoleArn`, `permissionsBoundaryArn`,
/// `operatorReadRoleArn`, `operatorActRoleArn`, `breakGlassRoleArn`, `edgeLogRoleArn`, `identityProviderArn` and
/// `alertTopicArn`.
///
/// # Errors
/// A [`Problem`] of the settings; a stack whose name is another environment's.
pub async fn program(ctx: Context, settings: BaselineSettings) -> Result {
    let stack = ctx.stack().to_owned();
    let place = |problem: Problem| Error::from(problem).context(format!("environments/Pulumi.{stack}.yaml: baseline"));
    settings.check().map_err(place)?;
    if stack != format!("baseline-{}", settings.environment) {
        let reason = format!("is `{}`, which is not that of the stack", settings.environment);
        return Err(place(Problem::new("environment", reason)));
    }
    let names = Names::new(settings.site().map_err(place)?, &settings.prefix);
    let environment = settings.environment.to_string();
    let access = Access {
        account: &settings.account_id.0,
        region: &settings.region,
        assume_role: settings.assume_role_arn.as_deref(),
        environment: &environment,
        tier: if settings.environment.is_strict() { "critical" } else { "standard" },
        owner: &settings.owner,
        cost_center: &settings.cost_center.0,
    };
    let provider = access.provider(&ctx);
    let options = ResourceOptions::new().providers([&*provider]);
    let component = ctx.component("switchboard:index:AccountBaseline", "baseline", inputs! {}, options);
    pipeline::pipeline(&ctx, &component, &names, &settings)?;
    let edge_logs = edge_logs::edge_logs(&component, &names)?;
    ctx.export("edgeLogRoleArn", edge_logs.arn());
    let People { read, act, break_glass } = operator::people(&component, &names, settings.operator_account())?;
    for (output, role) in
        [("operatorReadRoleArn", read), ("operatorActRoleArn", act), ("breakGlassRoleArn", break_glass)]
    {
        ctx.export(output, role.arn());
    }
    defaults::defaults(&component);
    costs(&ctx, &component, &names, &settings)?;
    component.register_outputs(inputs! {});
    Ok(())
}

/// The account's budget and who hears of it.
fn costs(ctx: &Context, component: &Component, names: &Names, settings: &BaselineSettings) -> Result {
    let arn = names.site().arn("sns", &names.own("account"));
    let topic = topic::topic(component, "account", &arn, &settings.account_id.0, &settings.alert_mails)?;
    let monthly =
        MonthlyBudget { name: "account", physical: names.own("account"), usd: settings.budget_usd, member: None };
    budget::budget(component, monthly, &topic);
    ctx.export("alertTopicArn", topic.arn);
    Ok(())
}
