//! Facts about the tenant that nobody has confirmed yet, and the release stage that each of them blocks.
//!
//! An entry is closed when its setting no longer has the default, or when a person has put its name on the list
//! `golive.checklist`, which says that the default was found to be right.

use serde_json::Value;
use switchboard_settings::{Environment, Settings};

use super::{Check, Status};

/// What an open entry holds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blocks {
    /// This release stage and all later ones.
    Stage(u8),
    /// Closing tickets, whatever the stage.
    AutoClose,
}

/// One unconfirmed fact.
struct Question {
    /// Its name on `golive.checklist`.
    name: &'static str,
    blocks: Blocks,
    asks: &'static str,
    /// Settings whose change answers it.
    keys: &'static [&'static str],
}

const fn question(name: &'static str, blocks: Blocks, asks: &'static str, keys: &'static [&'static str]) -> Question {
    Question { name, blocks, asks, keys }
}

/// Whether the secret with the seat of the replies is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BotAgent {
    Set,
    Missing,
}

/// Name of the entry that the secret answers.
const BOT_AGENT: &str = "bot_agent";

const QUESTIONS: [Question; 23] = [
    question("webhook_rule", Blocks::Stage(1), "does a tenant rule call the webhook for every customer message", &[]),
    question(
        "webhook_token_transport",
        Blocks::Stage(1),
        "does the helpdesk send the token as a header",
        &["ingress.token_in_body", "ingress.token_in_query"],
    ),
    question(
        "webhook_body",
        Blocks::Stage(1),
        "is the webhook's body valid JSON for every text",
        &["ingress.repair_body"],
    ),
    question(
        "webhook_retry",
        Blocks::Stage(1),
        "how long does the helpdesk wait for an answer, and does it call again",
        &[],
    ),
    question("tag_write_mode", Blocks::Stage(2), "are tags written by name or by id", &["richpanel.tag_write_mode"]),
    question("assign_mode", Blocks::Stage(3), "do route tags reach the teams", &["richpanel.assign_mode"]),
    question("teams", Blocks::Stage(3), "which teams exist", &["teams"]),
    question("chargeback_rule_off", Blocks::Stage(3), "is the rule that closes chargeback tickets off", &[]),
    question("body_format", Blocks::Stage(4), "is plain text shown as it is written", &["richpanel.body_format"]),
    question(
        "check_delays",
        Blocks::Stage(4),
        "how late may a reply appear on the ticket",
        &["richpanel.check_delays_s", "ledger.absence_after_s"],
    ),
    question(BOT_AGENT, Blocks::Stage(4), "is there a bot agent seat", &[]),
    question("brand_name", Blocks::Stage(4), "what is the brand called", &["brand.name"]),
    question(
        "chat_send_mode",
        Blocks::Stage(4),
        "how is a live chat answered (only live chat waits for it)",
        &["richpanel.chat_send_mode"],
    ),
    question(
        "linked_orders",
        Blocks::Stage(5),
        "how many tickets have a linked order",
        &["orders.source", "orders.path_b.enabled"],
    ),
    question(
        "linked_email_check",
        Blocks::Stage(5),
        "can a linked order belong to another person",
        &["orders.linked_email_check"],
    ),
    question(
        "shopify_api_version",
        Blocks::Stage(5),
        "which version of the store's API is supported",
        &["shopify.api_version"],
    ),
    question(
        "order_number_format",
        Blocks::Stage(5),
        "how do order numbers look",
        &["orders.number_min_digits", "orders.number_max_digits", "orders.number_prefix"],
    ),
    question("transit_map", Blocks::Stage(5), "which shipping methods and windows hold", &["shipping.transit_map"]),
    question(
        "business_days",
        Blocks::Stage(5),
        "which days and hours does the merchant ship",
        &["merchant.holidays", "merchant.cutoff_local_time"],
    ),
    question("store_timezone", Blocks::Stage(5), "which is the store's time zone", &["merchant.timezone"]),
    question("tracking_hosts", Blocks::Stage(5), "which hosts have the tracking pages", &["tracking.url_hosts"]),
    question("close_payload", Blocks::AutoClose, "which request closes a ticket", &["richpanel.close_payload"]),
    question(
        "reopen_on_reply",
        Blocks::AutoClose,
        "does a reply reopen a closed ticket",
        &["richpanel.cap.reopen_on_reply"],
    ),
];

/// A line for each open entry.
pub(super) fn check(settings: &Settings, bot: BotAgent, stage: Option<u8>, checks: &mut Vec<Check>) {
    let Ok(defaults) = base(settings) else { return };
    let open: Vec<&Question> = QUESTIONS
        .iter()
        .filter(|question| !(question.name == BOT_AGENT && bot == BotAgent::Set))
        .filter(|question| question.is_open(settings, &defaults))
        .collect();
    if open.is_empty() {
        checks.push(Check::ok("open questions", "none"));
    }
    let auto_close = settings.autoclose.enabled;
    for question in open {
        // Simulated vendors answer for themselves; elsewhere a stage that is reached must not have open entries.
        let reached = settings.environment() != Environment::Local && question.holds_up(stage, auto_close);
        let status = if reached { Status::Fail } else { Status::Warn };
        let blocked = match question.blocks {
            Blocks::Stage(stage) => format!("blocks release stage {stage}"),
            Blocks::AutoClose => "blocks closing tickets".to_owned(),
        };
        let help = match question.keys {
            [] => format!("find it out, then add \"{}\" to golive.checklist", question.name),
            keys => format!("set {}, or add \"{}\" to golive.checklist", keys.join(", "), question.name),
        };
        let message = format!("{}? {blocked}", question.asks);
        checks.push(Check { status, ..Check::warn(format!("open {}", question.name), message, help) });
    }
}

/// What holds when nobody has decided anything.
fn base(settings: &Settings) -> Result<Settings, switchboard_settings::SettingsError> {
    Settings::defaults(settings.environment())
}

impl Question {
    fn is_open(&self, settings: &Settings, defaults: &Settings) -> bool {
        let confirmed = settings.golive.checklist.iter().any(|name| name == self.name);
        let changed = |key: &&str| value(settings, key) != value(defaults, key);
        !confirmed && !self.keys.iter().any(changed)
    }

    fn holds_up(&self, stage: Option<u8>, auto_close: bool) -> bool {
        match self.blocks {
            Blocks::Stage(blocked) => stage.is_some_and(|stage| stage >= blocked),
            Blocks::AutoClose => auto_close,
        }
    }
}

fn value<'a>(settings: &'a Settings, key: &str) -> Option<&'a Value> {
    settings.effective().pointer(&format!("/{}", key.replace('.', "/")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;
    use switchboard_settings::known_keys;

    #[test]
    fn names_are_unique_and_keys_exist() {
        let names: BTreeSet<_> = QUESTIONS.iter().map(|question| question.name).collect();
        assert_eq!(names.len(), QUESTIONS.len());
        for key in QUESTIONS.iter().flat_map(|question| question.keys) {
            let section = format!("{key}.");
            assert!(known_keys().any(|known| known == *key || known.starts_with(&section)), "{key}");
        }
    }

    #[test]
    fn a_changed_setting_or_a_name_on_the_checklist_closes_an_entry() {
        let defaults = Settings::defaults(Environment::Staging).unwrap();
        let question = |name: &str| QUESTIONS.iter().find(|question| question.name == name).unwrap();
        let open = |name: &str, overrides: Value| {
            let settings = defaults.with_overrides(overrides.as_object().unwrap()).unwrap();
            question(name).is_open(&settings, &defaults)
        };
        assert!(open("tag_write_mode", json!({})));
        assert!(!open("tag_write_mode", json!({"richpanel.tag_write_mode": "id"})));
        assert!(!open("tag_write_mode", json!({"golive.checklist": ["tag_write_mode"]})));
        assert!(open("chargeback_rule_off", json!({"golive.checklist": ["tag_write_mode"]})));
        assert!(!open("teams", json!({"teams.sales": false})));
        assert!(!open("reopen_on_reply", json!({"richpanel.cap.reopen_on_reply": "proven"})));
    }

    #[test]
    fn a_stage_is_held_up_by_its_own_and_all_earlier_entries() {
        let bot = QUESTIONS.iter().find(|question| question.name == BOT_AGENT).unwrap();
        assert!(bot.holds_up(Some(4), false) && bot.holds_up(Some(5), false));
        assert!(!bot.holds_up(Some(3), true) && !bot.holds_up(None, true));
        let close = QUESTIONS.iter().find(|question| question.name == "close_payload").unwrap();
        assert!(close.holds_up(None, true) && !close.holds_up(Some(5), false));
    }
}
