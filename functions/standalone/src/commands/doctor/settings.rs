//! Settings, switches and secrets.

use std::path::PathBuf;

use switchboard_domain::{Clock, SwitchView, SystemClock};
use switchboard_settings::switches::{SwitchValues, switch_view};
use switchboard_settings::values::llm::Provider;
use switchboard_settings::{Environment, SecretName, Settings, known_keys, variable_name};

use super::Check;
use super::open_questions::BotAgent;
use crate::commands::secrets::Standing;
use crate::failure::Failure;
use crate::host::check_settings;
use crate::site::Target;

/// The effective settings; where they cannot be had, the defaults of the environment, so that the rest can be checked.
pub(super) fn check(target: &Target, checks: &mut Vec<Check>) -> Result<Settings, Failure> {
    let settings = match target.settings() {
        Ok(settings) => settings,
        Err(failure) => {
            checks.push(Check::failed("settings", &failure));
            return defaults();
        }
    };
    let file = target.place.config.as_ref().map_or_else(|| "no file".to_owned(), |path| path.display().to_string());
    let set = known_keys().filter(|key| std::env::var_os(variable_name(key)).is_some()).count();
    let hash: String = settings.effective_hash().chars().take(12).collect();
    let message = format!("{}, {file}, {set} variables, effective {hash}", settings.environment());
    checks.push(Check::ok("settings", message));
    match check_settings(&settings, &SystemClock::new()) {
        Ok(warnings) => {
            let help = "see the key in shared/settings/defaults.toml";
            checks.extend(warnings.into_iter().map(|warning| Check::warn("settings start-up", warning, help)));
        }
        Err(failure) => checks.push(Check::failed("settings start-up", &failure)),
    }
    Ok(settings)
}

fn defaults() -> Result<Settings, Failure> {
    let environment = std::env::var("SWITCHBOARD_ENV").ok().and_then(|name| name.parse().ok()).unwrap_or_default();
    Ok(Settings::defaults(environment)?)
}

/// The switches as every process reads them.
pub(super) async fn switches(
    target: &Target,
    settings: &Settings,
    checks: &mut Vec<Check>,
) -> Result<SwitchView, Failure> {
    let now = SystemClock::new().now();
    let fresh = |data: &PathBuf| !data.join("switches.toml").exists() && !data.join("state.db").exists();
    if target.data().is_some_and(fresh) {
        checks.push(Check::warn(
            "switches",
            "not made yet",
            "they are written at the first start of `switchboard serve`",
        ));
        return Ok(SwitchView::fail_closed(now));
    }
    let (values, why) = match target.switches(settings.environment()).await?.list().await {
        Ok(values) => (values, None),
        Err(error) => (SwitchValues::new(), Some(error.to_string())),
    };
    let view = switch_view(settings.environment(), &values, now);
    if !view.readable {
        let why = why.unwrap_or_else(|| "a value is missing or wrong".to_owned());
        let message = format!("{why}; until then: safe mode, no replies, no model");
        checks.push(Check::fail("switches", message, "`switchboard switches set NAME VALUE` for each required one"));
        return Ok(view);
    }
    // Allow-lists hold addresses; their number says enough.
    let shown = values.iter().map(|(name, value)| match name.to_string() {
        name if name.contains("allowlist_") => format!("{name}=({} entries)", value.split(',').count()),
        name => format!("{name}={value}"),
    });
    checks.push(Check::ok("switches", shown.collect::<Vec<_>>().join(" ")));
    Ok(view)
}

/// Which secrets are there, and whether those that are needed are; whether the seat of the replies is among them.
pub(super) async fn secrets(
    target: &Target,
    settings: &Settings,
    checks: &mut Vec<Check>,
) -> Result<BotAgent, Failure> {
    let place = target.secrets(settings.environment()).await?;
    let mut bot = BotAgent::Missing;
    for name in SecretName::ALL {
        let standing = Standing::of(&place, name).await;
        if name == SecretName::RichpanelBotAgentId && standing.from.is_some() {
            bot = BotAgent::Set;
        }
        let check = format!("secret {name}");
        let put = format!("`switchboard secrets put {name} < FILE`");
        match (standing.state, need(name, settings)) {
            ("set", _) => checks.push(Check::ok(check, "set")),
            ("missing", Need::None) => {}
            ("missing", Need::Made) => checks.push(Check::ok(check, "missing; made at the first start")),
            ("missing", Need::Replies) => checks.push(Check::warn(check, "missing: nothing is sent without it", put)),
            ("missing", Need::Start) => {
                let help = format!("{put}; `serve --simulate` makes its own");
                checks.push(Check::fail(check, "missing", help));
            }
            (state, _) => checks.push(Check::fail(check, standing.problem.as_deref().unwrap_or(state), put)),
        }
    }
    Ok(bot)
}

/// What a secret is needed for, with these settings.
enum Need {
    None,
    /// Made when nobody gave it.
    Made,
    Replies,
    Start,
}

fn need(name: SecretName, settings: &Settings) -> Need {
    let if_on = |on: bool| if on { Need::Start } else { Need::None };
    match name {
        SecretName::RichpanelApiKey | SecretName::RichpanelWebhookToken | SecretName::ShopifyAdminApiToken => {
            Need::Start
        }
        SecretName::RichpanelBotAgentId => Need::Replies,
        // A local run asks servers of this machine only, which may go without.
        SecretName::OpenaiApiKey => {
            if_on(settings.llm.provider != Provider::Offline && settings.environment() != Environment::Local)
        }
        SecretName::ShopifyClientId | SecretName::ShopifyClientSecret => if_on(settings.shopify.refresh.enabled),
        SecretName::ShipstationApiKey | SecretName::ShipstationApiSecret => if_on(settings.shipstation.enabled),
        SecretName::IdentityKey if settings.environment() == Environment::Local => Need::Made,
        SecretName::IdentityKey => Need::Start,
    }
}
