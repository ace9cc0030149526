//! Rules that hold in every environment, checked whenever settings are made: ranges, and values that depend on each
//! other. What only a complete set-up must fulfil is checked at start-up.

use std::ops::RangeInclusive;

use switchboard_domain::{Environment, Language};

use crate::address::{is_host, is_https, is_loopback, is_shop_host};
use crate::error::Problem;
use crate::settings::Settings;
use crate::values::llm::Provider;

/// Every value that breaks a rule.
pub(crate) fn problems(settings: &Settings) -> Vec<Problem> {
    let mut problems = Vec::new();
    ranges(settings, &mut problems);
    shares(settings, &mut problems);
    relations(settings, &mut problems);
    addresses(settings, &mut problems);
    texts(settings, &mut problems);
    problems
}

/// Numbers with their smallest and largest sensible value.
fn ranges(s: &Settings, problems: &mut Vec<Problem>) {
    let rows: [(&str, u32, RangeInclusive<u32>); 38] = [
        ("ingress.rate_per_s", s.ingress.rate_per_s, 0..=100_000),
        ("ingress.settle_s", s.ingress.settle_s, 0..=60),
        ("ingress.burst_bucket_s", s.ingress.burst_bucket_s, 1..=60),
        ("ingress.skew_s", s.ingress.skew_s, 0..=30),
        ("queue.delay_s", s.queue.delay_s, 0..=900),
        ("queue.batch_size", s.queue.batch_size, 1..=10),
        ("queue.max_concurrency", s.queue.max_concurrency, 2..=1_000),
        ("queue.livechat_max_concurrency", s.queue.livechat_max_concurrency, 2..=1_000),
        ("worker.timeout_s", s.worker.timeout_s, 30..=900),
        ("richpanel.timeout_ms", s.richpanel.timeout_ms, 100..=30_000),
        ("richpanel.connect_timeout_ms", s.richpanel.connect_timeout_ms, 50..=10_000),
        ("richpanel.calls_per_event_max", s.richpanel.calls_per_event_max, 2..=20),
        ("richpanel.budget.requests", s.richpanel.budget.requests, 1..=10_000),
        ("richpanel.budget.window_s", s.richpanel.budget.window_s, 1..=3_600),
        ("richpanel.budget.burst", s.richpanel.budget.burst, 1..=1_000),
        ("orders.number_min_digits", s.orders.number_min_digits.into(), 1..=20),
        ("orders.number_max_digits", s.orders.number_max_digits.into(), 1..=20),
        ("shopify.timeout_ms", s.shopify.timeout_ms, 100..=30_000),
        ("shopify.budget.requests_per_s", s.shopify.budget.requests_per_s, 1..=100),
        ("shopify.budget.burst", s.shopify.budget.burst, 1..=1_000),
        ("preorder.ship_offset_days", s.preorder.ship_offset_days.into(), 1..=365),
        ("automation.pending_flow_d", s.automation.pending_flow_d, 1..=30),
        ("automation.caps.per_ticket_10m", s.automation.caps.per_ticket_10m, 0..=1_000),
        ("automation.caps.per_ticket_24h", s.automation.caps.per_ticket_24h, 0..=1_000),
        ("automation.caps.per_customer_24h", s.automation.caps.per_customer_24h, 0..=1_000),
        ("automation.caps.quiet_h", s.automation.caps.quiet_h, 0..=720),
        ("automation.caps.write_actions_per_event", s.automation.caps.write_actions_per_event, 1..=3),
        ("automation.caps.order_questions", s.automation.caps.order_questions, 0..=1_000),
        ("automation.caps.order_question_days", s.automation.caps.order_question_days, 1..=30),
        ("reply.max_age.livechat_s", s.reply.max_age.livechat_s, 60..=86_400),
        ("reply.max_age.email_s", s.reply.max_age.email_s, 60..=604_800),
        ("human.quiet_h", s.human.quiet_h, 0..=720),
        ("ledger.absence_after_s", s.ledger.absence_after_s, 1..=1_800),
        ("llm.max_output_tokens", s.llm.max_output_tokens, 600..=100_000),
        ("llm.timeout_ms", s.llm.timeout_ms, 100..=60_000),
        ("llm.total_timeout_ms", s.llm.total_timeout_ms, 100..=120_000),
        ("llm.budget.requests_per_min", s.llm.budget.requests_per_min, 1..=100_000),
        ("llm.budget.tokens_per_min", s.llm.budget.tokens_per_min, 1_000..=100_000_000),
    ];
    for (key, value, range) in rows {
        if !range.contains(&value) {
            problems.push(s.problem(key, format!("must be {} to {}", range.start(), range.end())));
        }
    }
    let retention = &s.retention;
    for (key, value) in [
        ("retention.logs_d", retention.logs_d),
        ("retention.ledger_d", retention.ledger_d),
        ("retention.conversations_d", retention.conversations_d),
        ("retention.audit_d", retention.audit_d),
        ("retention.reports_d", retention.reports_d),
        ("retention.export_d", retention.export_d),
    ] {
        if !(1..=400).contains(&value) {
            problems.push(s.problem(key, "must be 1 to 400 days"));
        }
    }
    // The dead-letter queue keeps messages for 14 days; the ledger must still know them.
    if retention.ledger_d < 14 {
        problems.push(s.problem("retention.ledger_d", "must be at least 14 days, the age of a dead letter"));
    }
}

/// Numbers from 0 to 1, and money.
fn shares(s: &Settings, problems: &mut Vec<Problem>) {
    let t = &s.policy.thresholds;
    // Below these, order facts would go out on a guess.
    const TIER2_FLOOR: f64 = 0.70;
    const VERIFIER_FLOOR: f64 = 0.80;
    let mut rows: Vec<(String, f64, f64)> = vec![
        ("policy.thresholds.route".into(), t.route, 0.0),
        ("policy.thresholds.uncertain".into(), t.uncertain, 0.0),
        ("policy.thresholds.tier1".into(), t.tier1, 0.0),
        ("policy.thresholds.tier1_margin".into(), t.tier1_margin, 0.0),
        ("policy.thresholds.tier2".into(), t.tier2, TIER2_FLOOR),
        ("policy.thresholds.tier2_verifier".into(), t.tier2_verifier, VERIFIER_FLOOR),
        ("report.override_limit".into(), s.report.override_limit, 0.0),
    ];
    for (table, values, floor) in [
        ("route_by_intent", &t.route_by_intent, 0.0),
        ("tier1_by_intent", &t.tier1_by_intent, 0.0),
        ("tier2_by_intent", &t.tier2_by_intent, TIER2_FLOOR),
    ] {
        rows.extend(values.iter().map(|(intent, v)| (format!("policy.thresholds.{table}.{intent}"), *v, floor)));
    }
    for (key, value, floor) in rows {
        if !(floor..=1.0).contains(&value) {
            problems.push(s.problem(&key, format!("must be {floor:.2} to 1.00")));
        }
    }
    for intent in t.tier2_by_intent.keys().filter(|intent| !intent.allows_tier2()) {
        problems.push(s.problem(&format!("policy.thresholds.tier2_by_intent.{intent}"), "this intent has no Tier 2"));
    }
    if !(0.0..=10_000.0).contains(&s.llm.budget.usd_per_day) {
        problems.push(s.problem("llm.budget.usd_per_day", "must be 0 to 10000 USD"));
    }
    for (model, price) in &s.llm.prices {
        let all = [Some(price.input), price.cached_input, Some(price.output)];
        if all.into_iter().flatten().any(|usd| !(0.0..=10_000.0).contains(&usd)) {
            problems.push(s.problem(&format!("llm.prices.{model}"), "prices must be 0 to 10000 USD"));
        }
    }
}

fn relations(s: &Settings, problems: &mut Vec<Problem>) {
    let mut require = |holds: bool, key: &str, reason: &str| {
        if !holds {
            problems.push(s.problem(key, reason));
        }
    };
    let t = &s.policy.thresholds;
    require(t.uncertain <= t.route, "policy.thresholds.uncertain", "must not be above policy.thresholds.route");
    require(
        s.orders.number_min_digits <= s.orders.number_max_digits,
        "orders.number_min_digits",
        "must not be above orders.number_max_digits",
    );
    let delays = &s.richpanel.check_delays_s;
    require(
        delays.len() >= 2 && delays[0] >= 1 && delays.windows(2).all(|pair| pair[1] > pair[0]),
        "richpanel.check_delays_s",
        "needs at least two rising delays",
    );
    // A real vendor may apply a call 90 s late and show it another 90 s later. Simulated ones can be hurried.
    if s.environment() != Environment::Local {
        require(s.ledger.absence_after_s >= 180, "ledger.absence_after_s", "must be 180 or more outside local");
        require(
            delays.windows(2).all(|pair| pair[1] >= pair[0] + 60)
                && delays.last().is_some_and(|last| (120..=s.ledger.absence_after_s).contains(last)),
            "richpanel.check_delays_s",
            "reads must be 60 s apart, the last 120 s or more after dispatch and not after ledger.absence_after_s",
        );
    }
    require(
        s.richpanel.connect_timeout_ms <= s.richpanel.timeout_ms,
        "richpanel.connect_timeout_ms",
        "must not be above richpanel.timeout_ms",
    );
    require(s.llm.timeout_ms <= s.llm.total_timeout_ms, "llm.timeout_ms", "must not be above llm.total_timeout_ms");
    // An invocation must hold the slowest chain of calls and keep 10 s for writing its result.
    require(
        s.worker.timeout_s * 1_000 >= s.llm.total_timeout_ms.max(s.richpanel.timeout_ms) + 10_000,
        "worker.timeout_s",
        "must be 10 s above llm.total_timeout_ms and richpanel.timeout_ms",
    );
    require(
        !s.automation.languages.contains(&Language::Unknown),
        "automation.languages",
        "a language that is not known cannot be answered",
    );
    require(
        s.autoclose.templates.iter().all(|t| t.as_str().ends_with("_verified")),
        "autoclose.templates",
        "only verified answers may close a ticket",
    );
}

fn addresses(s: &Settings, problems: &mut Vec<Problem>) {
    let openai = s.llm.provider == Provider::Openai;
    let rows = [
        ("richpanel.base_url", Some(s.richpanel.base_url.as_str()), true),
        ("shopify.base_url", s.shopify.base_url.as_deref(), true),
        ("shipstation.base_url", Some(s.shipstation.base_url.as_str()), s.shipstation.enabled),
        ("llm.base_url", Some(s.llm.base_url.as_str()), openai),
    ];
    for (key, address, used) in rows {
        let Some(address) = address.filter(|_| used) else { continue };
        let loopback = is_loopback(address);
        if s.environment() == Environment::Local && !loopback {
            problems.push(s.problem(key, "the local environment accepts loopback addresses only"));
        } else if s.environment() != Environment::Local && !is_https(address) && !loopback {
            problems.push(s.problem(key, "must be an https address"));
        } else if s.environment().is_strict() && loopback {
            problems.push(s.problem(key, "loopback addresses are for local and dev"));
        }
    }
    if s.environment() == Environment::Local && s.shopify.shop_domain.is_some() && s.shopify.base_url.is_none() {
        problems.push(s.problem("shopify.base_url", "the local environment reaches the shop on loopback only"));
    }
    if let Some(host) = &s.shopify.shop_domain
        && !is_shop_host(host)
    {
        problems.push(s.problem("shopify.shop_domain", "must be a bare host name <shop>.myshopify.com"));
    }
    if !s.richpanel.base_path.starts_with('/') || s.richpanel.base_path.ends_with('/') {
        problems.push(s.problem("richpanel.base_path", "must start with / and not end with it"));
    }
}

fn texts(s: &Settings, problems: &mut Vec<Problem>) {
    for path in s.ingress.path_aliases.iter().filter(|path| !is_path(path)) {
        let reason = format!("{path:?} is no path of letters, digits, -, _ and /");
        problems.push(s.problem("ingress.path_aliases", reason));
    }
    for (key, names) in [
        ("ingress.token_header_aliases", &s.ingress.token_header_aliases),
        ("richpanel.rate_headers", &s.richpanel.rate_headers),
    ] {
        if !names.iter().all(|name| is_header_name(name)) {
            problems.push(s.problem(key, "header names are letters, digits and hyphens"));
        }
    }
    if s.ingress.default_trigger.is_empty() || s.ingress.default_trigger.len() > 64 {
        problems.push(s.problem("ingress.default_trigger", "must have 1 to 64 characters"));
    }
    if s.brand.support_signature.trim().is_empty() {
        problems.push(s.problem("brand.support_signature", "must not be blank"));
    }
    for (name, link) in s.brand.links() {
        if link.is_some_and(|link| !is_https(link)) {
            problems.push(s.problem(&format!("brand.{name}"), "links must be https"));
        }
    }
    if !s.tracking.url_hosts.iter().all(|host| is_host(host)) {
        problems.push(s.problem("tracking.url_hosts", "must be bare host names"));
    }
    if !s.orders.number_prefix.chars().all(|c| c.is_ascii_alphabetic() || c == '-') {
        problems.push(s.problem("orders.number_prefix", "must be letters and hyphens"));
    }
}

fn is_path(path: &str) -> bool {
    path.len() > 1
        && path.starts_with('/')
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_'))
}

fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn with(env: Environment, key: &str, value: Value) -> Result<Settings, crate::SettingsError> {
        Settings::defaults(env).unwrap().with_overrides(json!({key: value}).as_object().unwrap())
    }

    #[test]
    fn every_broken_rule_names_its_key() {
        use Environment::{Dev, Local, Prod, Staging};
        let rows = [
            (Prod, "policy.thresholds.tier2", json!(0.69)),
            (Prod, "policy.thresholds.tier2_verifier", json!(0.79)),
            (Prod, "policy.thresholds.tier2_by_intent.order_status_tracking", json!(0.5)),
            (Prod, "policy.thresholds.tier2_by_intent.cancel_order", json!(0.9)),
            (Prod, "policy.thresholds.tier1", json!(1.1)),
            (Prod, "policy.thresholds.uncertain", json!(0.61)),
            (Local, "richpanel.base_url", json!("https://api.richpanel.com")),
            (Local, "richpanel.base_url", json!("http://127.0.0.1.evil.example")),
            (Local, "richpanel.base_url", json!("http://localhost@evil.example")),
            (Local, "shopify.base_url", json!("https://x.myshopify.com")),
            (Local, "shopify.base_url", json!("")),
            (Dev, "richpanel.base_url", json!("http://api.richpanel.com")),
            (Prod, "richpanel.base_url", json!("https://10.0.0.1")),
            (Staging, "richpanel.base_url", json!("http://127.0.0.1:1")),
            (Prod, "shopify.shop_domain", json!("https://a.myshopify.com")),
            (Prod, "shopify.shop_domain", json!("a.myshopify.com.evil.example")),
            (Prod, "shopify.shop_domain", json!("shop.example.com")),
            (Prod, "queue.delay_s", json!(901)),
            (Local, "richpanel.check_delays_s", json!([2, 2])),
            (Prod, "queue.batch_size", json!(11)),
            (Prod, "worker.timeout_s", json!(29)),
            (Prod, "richpanel.check_delays_s", json!([60])),
            (Prod, "richpanel.check_delays_s", json!([60, 90])),
            (Prod, "richpanel.check_delays_s", json!([60, 600])),
            (Prod, "automation.languages", json!(["unknown"])),
            (Prod, "ledger.absence_after_s", json!(179)),
            (Prod, "automation.pending_flow_d", json!(31)),
            (Prod, "autoclose.templates", json!(["t_order_status_ask_order_number"])),
            (Prod, "brand.help_center_url", json!("http://x.example")),
            (Prod, "brand.help_center_url", json!("javascript:alert(1)")),
            (Prod, "brand.support_signature", json!(" ")),
            (Prod, "ingress.path_aliases", json!(["hook"])),
            (Prod, "tracking.url_hosts", json!(["https://x.example"])),
            (Prod, "orders.number_min_digits", json!(11)),
            (Prod, "retention.ledger_d", json!(7)),
            (Prod, "llm.prices", json!({"m": {"input": -1.0, "output": 1.0}})),
        ];
        for (env, key, value) in rows {
            let error = with(env, key, value.clone()).unwrap_err();
            let text = error.to_string();
            assert!(
                error.code() == "settings_invalid" && text.contains(&format!("override: {key}")),
                "{key} {value}: {text}"
            );
        }
    }

    #[test]
    fn type_errors_name_their_key_too() {
        for (key, value) in [
            ("orders.source", json!("magento")),
            ("policy.offline.max_tier", json!(3)),
            ("merchant.holidays", json!(["2026-02-30"])),
            ("merchant.timezone", json!("Nowhere")),
            ("merchant.cutoff_local_time", json!("25:00")),
            ("shopify.api_version", json!("latest")),
            ("ingress.settle_s", json!(-1)),
            ("richpanel.cap.list", json!("maybe")),
            ("teams.sales", json!("no")),
            ("llm.prices", json!({"m": {"input": 1.0, "output": 1.0, "gift": 1}})),
        ] {
            let text = with(Environment::Prod, key, value).unwrap_err().to_string();
            assert!(text.starts_with(&format!("override: {key}")), "{key}: {text}");
        }
    }

    #[test]
    fn accepted_values() {
        for (env, key, value) in [
            (Environment::Local, "richpanel.base_url", json!("http://[::1]:9000")),
            (Environment::Local, "richpanel.base_url", json!("http://localhost:9000")),
            (Environment::Local, "llm.base_url", json!("https://api.openai.com/v1")),
            (Environment::Dev, "richpanel.base_url", json!("http://127.0.0.1:9000")),
            (Environment::Prod, "shopify.shop_domain", json!("a-shop.myshopify.com")),
            (Environment::Prod, "merchant.cutoff_local_time", json!("14:30")),
            (Environment::Prod, "policy.thresholds.tier2", json!(0.70)),
            (Environment::Prod, "queue.delay_s", json!(0)),
            (Environment::Prod, "preorder.eta_field", json!(null)),
            (Environment::Prod, "merchant.cutoff_local_time", json!("")),
            (Environment::Local, "ledger.absence_after_s", json!(5)),
            (Environment::Local, "richpanel.check_delays_s", json!([1, 2])),
        ] {
            if let Err(error) = with(env, key, value) {
                panic!("{key}: {error}");
            }
        }
        let local_model = json!({"llm.provider": "openai", "llm.base_url": "https://api.openai.com/v1"});
        let local = Settings::defaults(Environment::Local).unwrap();
        assert!(local.with_overrides(local_model.as_object().unwrap()).is_err());
    }
}
