//! The typed settings: nested structs that mirror the dotted keys exactly.

use serde::Deserialize;
use serde_json::{Map, Value};
use switchboard_domain::Environment;
use switchboard_domain::keys::fingerprint;

use crate::error::{Problem, SettingsError};
use crate::layers::Loader;
use crate::tree::Tree;
use crate::validate;
use crate::values::{automation, brand, delivery, ingress, llm, operations, orders, policy, richpanel, shopify};

/// All settings of a process; a field per section of the defaults file. Immutable once loaded.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Webhook ingress.
    pub ingress: ingress::Ingress,
    /// Queue and consumer.
    pub queue: ingress::Queue,
    /// Worker invocations.
    pub worker: ingress::Worker,
    /// The helpdesk.
    pub richpanel: richpanel::Richpanel,
    /// Checks that people confirmed.
    pub golive: operations::GoLive,
    /// Which teams exist.
    pub teams: richpanel::Teams,
    /// Vendor channels.
    pub channels: richpanel::Channels,
    /// Order lookup and matching.
    pub orders: orders::Orders,
    /// The store.
    pub shopify: shopify::Shopify,
    /// Second source of tracking numbers.
    pub shipstation: shopify::ShipStation,
    /// Transit times.
    pub shipping: orders::Shipping,
    /// The merchant's calendar.
    pub merchant: orders::Merchant,
    /// Pre-orders.
    pub preorder: orders::Preorder,
    /// Tracking links.
    pub tracking: orders::Tracking,
    /// What is automated.
    pub automation: automation::Automation,
    /// Closing after an answer.
    pub autoclose: automation::AutoClose,
    /// Freshness of replies.
    pub reply: automation::Reply,
    /// Ownership by people.
    pub human: automation::Human,
    /// Team choice.
    pub routing: automation::Routing,
    /// Constants in texts.
    pub brand: brand::Brand,
    /// Tags by which people judge our work.
    pub feedback: operations::Feedback,
    /// Effect ledger.
    pub ledger: delivery::Ledger,
    /// Language model.
    pub llm: llm::Llm,
    /// Gates of the decision.
    pub policy: policy::Policy,
    /// Reports.
    pub report: operations::Report,
    /// Alarm topics.
    pub alerts: operations::Alerts,
    /// Retention.
    pub retention: operations::Retention,
    /// Analytics export.
    pub export: operations::Export,
    #[serde(skip)]
    environment: Environment,
    #[serde(skip)]
    tree: Tree,
}

impl Settings {
    /// The defaults of an environment, without file and variables.
    ///
    /// # Errors
    /// Only if the compiled-in file is broken, which a test rules out.
    pub fn defaults(environment: Environment) -> Result<Self, SettingsError> {
        Loader::new(environment)?.load()
    }

    /// A copy with dotted keys changed, for example `{"autoclose.enabled": true}`. Everything is validated again.
    ///
    /// # Errors
    /// An unknown key, a wrong type or a value outside its range.
    pub fn with_overrides(&self, overrides: &Map<String, Value>) -> Result<Self, SettingsError> {
        Loader::from_tree(self.environment, self.tree.clone()).overrides(overrides)?.load()
    }

    /// The environment whose section was used.
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The effective values as one tree, for a config snapshot.
    pub const fn effective(&self) -> &Value {
        self.tree.root()
    }

    /// Lower-case hex SHA-256 of environment and effective values; independent of the order of keys.
    pub fn effective_hash(&self) -> String {
        let mut lines = Vec::new();
        flatten("", self.tree.root(), &mut lines);
        lines.sort_unstable();
        fingerprint(&format!("{}\n{}", self.environment, lines.join("\n")))
    }

    pub(crate) fn from_tree(environment: Environment, tree: Tree) -> Result<Self, SettingsError> {
        let mut settings: Self = serde_path_to_error::deserialize(tree.root()).map_err(|error| {
            let key = error.path().to_string();
            SettingsError::Invalid(vec![tree.problem(&key, error.into_inner().to_string())])
        })?;
        settings.environment = environment;
        settings.tree = tree;
        let problems = validate::problems(&settings);
        if problems.is_empty() { Ok(settings) } else { Err(SettingsError::Invalid(problems)) }
    }

    pub(crate) fn problem(&self, key: &str, reason: impl Into<String>) -> Problem {
        self.tree.problem(key, reason)
    }
}

fn flatten(prefix: &str, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, child) in fields {
                flatten(&format!("{prefix}\u{1f}{name}"), child, lines);
            }
        }
        leaf => lines.push(format!("{prefix}={leaf}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::richpanel::ChatSendMode;
    use serde_json::json;
    use switchboard_domain::{TemplateId, Tier};

    #[test]
    fn defaults_load_in_every_environment_and_differ_as_documented() {
        let settings = Environment::ALL.map(|env| Settings::defaults(env).unwrap());
        let [local, dev, staging, prod] = &settings;
        assert_eq!(local.richpanel.chat_send_mode, ChatSendMode::SendMessage);
        assert!([dev, staging, prod].iter().all(|s| s.richpanel.chat_send_mode == ChatSendMode::None));
        assert_eq!(settings.each_ref().map(|s| s.orders.path_b.enabled), [true, true, true, false]);
        assert_eq!(
            settings.each_ref().map(|s| s.policy.offline.max_tier.tier()),
            [Tier::Tier2Verified, Tier::Tier2Verified, Tier::Tier1SafeAssist, Tier::Tier1SafeAssist]
        );
        assert_eq!(settings.each_ref().map(|s| s.queue.livechat_lane), [false, false, false, true]);
        assert_eq!(settings.each_ref().map(|s| s.worker.timeout_s), [30, 60, 60, 60]);
        assert!(settings.iter().all(|s| !s.autoclose.enabled));
        assert_eq!(prod.autoclose.templates, [TemplateId::OrderEtaNoTrackingVerified]);
    }

    #[test]
    fn hash_depends_on_values_and_environment_only() {
        let hash = |env, overrides: Value| {
            Settings::defaults(env).unwrap().with_overrides(overrides.as_object().unwrap()).unwrap().effective_hash()
        };
        let plain = hash(Environment::Prod, json!({}));
        assert_eq!(plain.len(), 64);
        assert_eq!(plain, hash(Environment::Prod, json!({"autoclose.enabled": false})));
        assert_ne!(plain, hash(Environment::Prod, json!({"autoclose.enabled": true})));
        assert_ne!(hash(Environment::Staging, json!({})), plain);
    }
}
