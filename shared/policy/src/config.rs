//! The part of the settings that decisions depend on, in the types of this crate.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, json};
use switchboard_domain::{ChannelClass, HttpsUrl, Language, Millis, Team, TemplateId};
use switchboard_orders::estimate::EstimateRules;
use switchboard_orders::{DisclosureRules, MatchRules, NumberRules, OrderRules, PreorderRules, TransitMap};
use switchboard_replies::{BodyFormat, Brand, Catalogue};
use switchboard_settings::Settings;
use switchboard_settings::values::automation::LivechatTeam;
use switchboard_settings::values::llm::SchemaMode;
use switchboard_settings::values::richpanel::BodyFormat as BodyFormatSetting;

use crate::cap::ReplyCap;
use crate::confidence::{Threshold, Thresholds};
use crate::repetition::Caps;
use crate::team::{LivechatRouting, TeamRules};

/// Version of thresholds and gates, recorded in every decision.
pub const POLICY_VERSION: &str = "policy.v1";
/// Version of the mapping from intent to team, recorded in every decision.
pub const ROUTING_MAPPING_VERSION: &str = "routing.v1";

/// Routing confidence that the built-in classifier needs when it stands in for an unavailable model.
const FALLBACK_ROUTE: f64 = 0.70;

/// When a ticket may be closed after an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AutoClose {
    /// Never.
    Off,
    /// After one of these templates, if the text says how to reopen.
    After(Vec<TemplateId>),
}

/// Everything configurable that a decision depends on. Made from [`Settings`] with `PolicyConfig::from`.
#[derive(Clone, Debug)]
pub struct PolicyConfig {
    /// Confidence thresholds.
    pub thresholds: Thresholds,
    /// The most that the built-in classifier may lead to.
    pub offline_cap: ReplyCap,
    /// The most that a language model may lead to: nothing but routing unless its answers obey a strict schema.
    pub llm_cap: ReplyCap,
    /// Limits on replies.
    pub caps: Caps,
    /// Teams.
    pub teams: TeamRules,
    /// Vendor channel (lower case) to class, besides the built-in map.
    pub channels: BTreeMap<String, ChannelClass>,
    /// Languages with replies. Templates are English: any other entry has no effect.
    pub languages: Vec<Language>,
    /// Tags by which people claim a customer.
    pub vip_tags: Vec<String>,
    /// Silence after an operator's comment.
    pub human_quiet: Millis,
    /// How long an asked-for order number is waited for.
    pub pending_max_age: Millis,
    /// Oldest message that live chat answers.
    pub max_age_livechat: Millis,
    /// Oldest message that every other channel answers.
    pub max_age: Millis,
    /// Closing after an answer.
    pub autoclose: AutoClose,
    /// Order numbers, matching, estimates, disclosure.
    pub orders: OrderRules,
    /// Texts of replies.
    pub catalogue: Arc<Catalogue>,
    /// Constants in texts.
    pub brand: Brand,
    /// Form of a reply's body.
    pub body_format: BodyFormat,
    /// Active config snapshot; `None` for the compiled-in values.
    pub snapshot_id: Option<String>,
}

impl PolicyConfig {
    /// The class of a vendor channel.
    pub fn channel_class(&self, channel: &str) -> ChannelClass {
        let name = channel.trim().to_lowercase();
        self.channels.get(&name).copied().unwrap_or_else(|| ChannelClass::of(&name))
    }
}

impl From<&Settings> for PolicyConfig {
    fn from(settings: &Settings) -> Self {
        let automation = &settings.automation;
        let close = &settings.autoclose;
        Self {
            thresholds: thresholds(settings),
            offline_cap: ReplyCap::of_tier(settings.policy.offline.max_tier.tier()),
            llm_cap: match settings.llm.schema_mode {
                SchemaMode::Strict => ReplyCap::Tier2,
                SchemaMode::JsonObject | SchemaMode::None => ReplyCap::RouteOnly,
            },
            caps: Caps {
                per_ticket_10m: automation.caps.per_ticket_10m,
                per_ticket_24h: automation.caps.per_ticket_24h,
                per_customer_24h: automation.caps.per_customer_24h,
                quiet: automation.caps.quiet(),
                order_questions: automation.caps.order_questions,
                order_question_window: days(automation.caps.order_question_days),
            },
            teams: TeamRules {
                missing: Team::ALL.into_iter().filter(|team| !settings.teams.exists(*team)).collect(),
                by_intent: BTreeMap::new(),
                livechat: match settings.routing.livechat_team {
                    LivechatTeam::Off => LivechatRouting::Off,
                    LivechatTeam::UnknownOnly => LivechatRouting::UnknownOnly,
                    LivechatTeam::P4ToP7 => LivechatRouting::P4ToP7,
                },
            },
            channels: settings.channels.map.iter().map(|(name, class)| (name.trim().to_lowercase(), *class)).collect(),
            languages: automation.languages.clone(),
            vip_tags: settings.human.vip_tags.clone(),
            human_quiet: settings.human.quiet(),
            pending_max_age: days(automation.pending_flow_d),
            max_age_livechat: settings.reply.max_age.of(ChannelClass::Livechat),
            max_age: settings.reply.max_age.of(ChannelClass::Email),
            autoclose: if close.enabled { AutoClose::After(close.templates.clone()) } else { AutoClose::Off },
            orders: order_rules(settings),
            catalogue: Arc::new(Catalogue::builtin().clone()),
            brand: brand(settings),
            body_format: match settings.richpanel.body_format {
                BodyFormatSetting::Text => BodyFormat::Text,
                BodyFormatSetting::Html => BodyFormat::Html,
            },
            snapshot_id: None,
        }
    }
}

fn thresholds(settings: &Settings) -> Thresholds {
    let values = &settings.policy.thresholds;
    let with = |default: f64, by_intent: &BTreeMap<_, f64>| Threshold { default, by_intent: by_intent.clone() };
    Thresholds {
        route: with(values.route, &values.route_by_intent),
        uncertain: values.uncertain,
        tier1: with(values.tier1, &values.tier1_by_intent),
        tier1_margin: values.tier1_margin,
        tier2: with(values.tier2, &values.tier2_by_intent),
        verifier: values.tier2_verifier,
        fallback_route: FALLBACK_ROUTE,
    }
}

fn order_rules(settings: &Settings) -> OrderRules {
    let orders = &settings.orders;
    let prefix = Some(orders.number_prefix.clone()).filter(|prefix| !prefix.is_empty());
    let transit: Map<_, _> = settings
        .shipping
        .transit_map
        .entries
        .iter()
        .map(|(method, window)| (method.clone(), json!([window.min, window.max])))
        .collect();
    OrderRules {
        numbers: NumberRules {
            min_digits: orders.number_min_digits.into(),
            max_digits: orders.number_max_digits.into(),
            prefix: prefix.clone(),
        },
        matching: MatchRules {
            path_b_enabled: orders.path_b.enabled,
            linked_email_check: orders.linked_email_check,
            accept_zip: orders.path_b.accept_zip,
            number_prefix: prefix,
        },
        estimate: EstimateRules {
            timezone: settings.merchant.timezone.time_zone().clone(),
            holidays: settings.merchant.holidays.iter().copied().collect(),
            // Settings have dropped, and warned of, what is invalid.
            transit_map: TransitMap::from_json(&transit.into()).0,
            cutoff: settings.merchant.cutoff_local_time,
            preorder: PreorderRules {
                eta_field: settings.preorder.eta_field.clone(),
                tag_rule_enabled: settings.preorder.tag_rule.enabled,
                ship_offset_days: settings.preorder.ship_offset_days,
            },
        },
        disclosure: DisclosureRules {
            tracking_url_hosts: settings.tracking.url_hosts.iter().cloned().collect(),
            show_tracking_number: settings.automation.show_tracking_number,
            include_status_url: settings.automation.include_status_url,
        },
    }
}

const fn days(count: u32) -> Millis {
    Millis::from_hours(count as i64 * 24)
}

/// The brand's constants. A link that is no safe `https` address is left out with its sentence; settings refuse one.
fn brand(settings: &Settings) -> Brand {
    let brand = &settings.brand;
    let link = |url: &Option<String>| url.as_deref().and_then(HttpsUrl::parse);
    Brand {
        name: brand.name.clone().unwrap_or_default(),
        support_signature: brand.support_signature.clone(),
        support_hours_text: brand.support_hours_text.clone().unwrap_or_default(),
        help_center_url: link(&brand.help_center_url),
        order_status_portal_url: link(&brand.order_status_portal_url),
        returns_policy_url: link(&brand.returns_policy_url),
        shipping_policy_url: link(&brand.shipping_policy_url),
        warranty_policy_url: link(&brand.warranty_policy_url),
        privacy_policy_url: link(&brand.privacy_policy_url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_domain::Intent;
    use switchboard_settings::Environment;

    fn with(overrides: serde_json::Value) -> PolicyConfig {
        let settings = Settings::defaults(Environment::Local).unwrap();
        PolicyConfig::from(&settings.with_overrides(overrides.as_object().unwrap()).unwrap())
    }

    #[test]
    fn every_key_arrives_where_it_is_used() {
        let config = with(json!({
            "policy.thresholds.tier1_by_intent": {"damaged_item": 0.77}, "policy.thresholds.tier2_verifier": 0.9,
            "policy.offline.max_tier": 0, "llm.schema_mode": "none", "automation.caps.per_ticket_10m": 2,
            "automation.caps.quiet_h": 12, "automation.caps.order_question_days": 3, "automation.pending_flow_d": 5,
            "teams.tiktok": false, "routing.livechat_team": "off", "channels.map": {" FAX": "email"},
            "human.vip_tags": ["gold"], "human.quiet_h": 6, "reply.max_age.livechat_s": 60, "reply.max_age.email_s": 3600,
            "autoclose.enabled": true, "orders.number_prefix": "SB", "orders.path_b.accept_zip": true,
            "orders.linked_email_check": false, "shipping.transit_map": {"Turtle": [9, 12]},
            "merchant.timezone": "Europe/Berlin", "merchant.holidays": ["2026-01-19"],
            "merchant.cutoff_local_time": "14:00", "preorder.eta_field": "eta", "preorder.tag_rule.enabled": true,
            "tracking.url_hosts": ["track.example"], "automation.show_tracking_number": false,
            "automation.include_status_url": true, "brand.help_center_url": "https://help.example/faq",
            "brand.support_signature": "Ann", "richpanel.body_format": "html"
        }));
        assert_eq!(config.thresholds.tier1.of(Intent::DamagedItem), 0.77);
        assert_eq!((config.thresholds.verifier, config.thresholds.fallback_route), (0.9, 0.7));
        assert_eq!((config.offline_cap, config.llm_cap), (ReplyCap::RouteOnly, ReplyCap::RouteOnly));
        assert_eq!((config.caps.per_ticket_10m, config.caps.quiet), (2, Millis::from_hours(12)));
        assert_eq!((config.caps.order_question_window, config.pending_max_age), (days(3), days(5)));
        assert!(config.teams.missing.contains(&Team::Tiktok) && config.teams.missing.len() == 1);
        assert_eq!(config.teams.livechat, LivechatRouting::Off);
        assert_eq!(config.channel_class("Fax "), ChannelClass::Email);
        assert_eq!((config.vip_tags.as_slice(), config.human_quiet), (&["gold".to_owned()][..], Millis::from_hours(6)));
        assert_eq!((config.max_age_livechat, config.max_age), (Millis::from_mins(1), Millis::from_hours(1)));
        assert_eq!(config.autoclose, AutoClose::After(vec![TemplateId::OrderEtaNoTrackingVerified]));
        let OrderRules { numbers, matching, estimate, disclosure } = &config.orders;
        assert_eq!((numbers.prefix.as_deref(), matching.number_prefix.as_deref()), (Some("SB"), Some("SB")));
        assert!(matching.accept_zip && !matching.linked_email_check && matching.path_b_enabled);
        assert_eq!(estimate.transit_map.window("turtle").map(|w| (w.window.min, w.window.max)), Some((9, 12)));
        assert_eq!(estimate.timezone.iana_name(), Some("Europe/Berlin"));
        assert!(estimate.holidays.len() == 1 && estimate.cutoff.is_some());
        assert_eq!(estimate.preorder.eta_field.as_deref(), Some("eta"));
        assert!(estimate.preorder.tag_rule_enabled && disclosure.include_status_url);
        assert!(!disclosure.show_tracking_number && disclosure.tracking_url_hosts.contains("track.example"));
        assert_eq!(config.brand.help_center_url.as_ref().map(HttpsUrl::as_str), Some("https://help.example/faq"));
        assert_eq!((config.brand.support_signature.as_str(), config.body_format), ("Ann", BodyFormat::Html));
    }

    #[test]
    fn an_empty_transit_map_means_the_built_in_one() {
        assert!(with(json!({})).orders.estimate.transit_map.window("standard").is_some());
    }
}
