//! From settings, secrets and ports to a worker and its jobs.

use std::sync::Arc;

use switchboard_domain::{Clock, Environment, Millis, Randomness};
use switchboard_egress::CallObserver;
use switchboard_policy::PolicyConfig;
use switchboard_queue::Queue;
use switchboard_richpanel::BotAgentId;
use switchboard_settings::{SecretName, SecretSource, Settings, secrets};
use switchboard_store::Store;
use switchboard_worker::{ActivePolicy, Executor, JobPorts, Journal, Parts, Probe, Switches, workflow_config};

use crate::error::HostError;
use crate::secrets::{first_webhook_token, optional};
use crate::vendors;

/// Allowance for the difference of two machines' clocks, 1 s.
const SKEW: Millis = Millis::from_secs(1);

/// Whose clocks the times in the store come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clocks {
    /// One machine's: what a later call sees is later.
    One,
    /// Several machines', which may differ by a second.
    Several,
}

impl Clocks {
    /// Allowance of the shared budgets.
    pub(crate) const fn skew(self) -> Millis {
        match self {
            Self::One => Millis(0),
            Self::Several => SKEW,
        }
    }
}

/// What limits and clients are made of.
#[derive(Clone)]
pub struct Base {
    /// Durable state.
    pub store: Arc<dyn Store>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids and jitter.
    pub randomness: Arc<dyn Randomness>,
    /// Whose times the store holds.
    pub clocks: Clocks,
}

/// What a host gives.
#[derive(Clone)]
pub struct Ports {
    /// State, time, randomness.
    pub base: Base,
    /// Queue of events.
    pub queue: Arc<dyn Queue>,
    /// Kill switches, at most 30 s old.
    pub switches: Switches,
    /// Tells the log what happened.
    pub journal: Journal,
}

/// Wires clients, limits and policy together. Makes no call.
///
/// # Errors
/// [`HostError`] names the secret that is missing or malformed, or the address that may not be used.
pub fn executor(settings: &Arc<Settings>, secrets: &dyn SecretSource, ports: &Ports) -> Result<Executor, HostError> {
    let base = &ports.base;
    let identity = SecretName::IdentityKey;
    let identity_key = secrets.read(identity)?.ok_or(HostError::MissingSecret(identity))?;
    let identity_key = secrets::identity_key(&identity_key)?;
    let bot = optional(secrets, SecretName::RichpanelBotAgentId)?.and_then(|id| BotAgentId::new(id.expose()));
    let bot_id = bot.as_ref().map(|bot| bot.as_str().to_owned());
    let observer: Arc<dyn CallObserver> = Arc::new(ports.journal.clone());
    let skew = settings.ingress.skew().max(base.clocks.skew());
    Ok(Executor::new(Parts {
        policy: Arc::new(PolicyConfig::from(settings.as_ref())),
        active: Arc::new(ActivePolicy::new(Arc::clone(&base.store), Arc::clone(&base.clock), Arc::clone(settings))),
        workflow: Arc::new(workflow_config(settings, bot_id, skew)),
        helpdesk: Arc::new(vendors::helpdesk(settings, secrets, base, bot, &observer)?),
        orders: Arc::new(vendors::orders(settings, secrets, base, &observer)?),
        advisor: Arc::new(vendors::advisor(settings, secrets, base, &identity_key, &observer)?),
        identity_key,
        settings: Arc::clone(settings),
        store: Arc::clone(&base.store),
        queue: Arc::clone(&ports.queue),
        clock: Arc::clone(&base.clock),
        randomness: Arc::clone(&base.randomness),
        switches: Arc::clone(&ports.switches),
        journal: ports.journal.clone(),
    }))
}

/// What jobs need that call no vendor.
pub fn job_ports(settings: &Arc<Settings>, ports: &Ports) -> JobPorts {
    let base = &ports.base;
    JobPorts {
        store: Arc::clone(&base.store),
        queue: Arc::clone(&ports.queue),
        clock: Arc::clone(&base.clock),
        randomness: Arc::clone(&base.randomness),
        switches: Arc::clone(&ports.switches),
        settings: Arc::clone(settings),
        journal: ports.journal.clone(),
    }
}

/// The probe of the edge at this address.
///
/// # Errors
/// [`HostError`] when there is no webhook token or the address may not be used.
pub fn probe(
    settings: &Settings,
    secrets: &dyn SecretSource,
    edge_url: &str,
    clock: &Arc<dyn Clock>,
) -> Result<Probe, HostError> {
    let loopback_only = settings.environment() == Environment::Local;
    Ok(Probe::new(edge_url, first_webhook_token(secrets)?, loopback_only, Arc::clone(clock))?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;
    use switchboard_domain::{Secret, SeededRandomness, SwitchView, SystemClock};
    use switchboard_ingress::doubles::RecordingQueue;
    use switchboard_limits::BudgetConfig;
    use switchboard_settings::SecretError;
    use switchboard_store::MemoryStore;
    use switchboard_telemetry::{Capture, Logger};

    use super::*;

    struct Given(BTreeMap<SecretName, &'static str>);

    impl SecretSource for Given {
        fn read(&self, name: SecretName) -> Result<Option<Secret>, SecretError> {
            Ok(self.0.get(&name).map(|value| Secret::new((*value).to_owned())))
        }
    }

    fn all() -> BTreeMap<SecretName, &'static str> {
        BTreeMap::from([
            (SecretName::RichpanelApiKey, "key"),
            (SecretName::RichpanelBotAgentId, "bot-7"),
            (SecretName::ShopifyAdminApiToken, "shpat"),
            (SecretName::IdentityKey, "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="),
            (SecretName::RichpanelWebhookToken, r#"{"active_tokens":["0123456789abcdef0123456789abcdef"]}"#),
        ])
    }

    fn settings() -> Arc<Settings> {
        let simulated = json!({"richpanel.base_url": "http://127.0.0.1:1", "shopify.base_url": "http://127.0.0.1:1"});
        let settings = Settings::defaults(Environment::Local).unwrap();
        Arc::new(settings.with_overrides(simulated.as_object().unwrap()).unwrap())
    }

    fn ports(clocks: Clocks) -> Ports {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let logger = Logger::new(Environment::Local, "t");
        let view = SwitchView::fail_closed(clock.now());
        Ports {
            journal: Journal::new(logger, Arc::new(Capture::default()), Arc::clone(&clock)),
            base: Base {
                store: Arc::new(MemoryStore::new()),
                clock,
                randomness: Arc::new(SeededRandomness::new(1)),
                clocks,
            },
            queue: Arc::new(RecordingQueue::default()),
            switches: Arc::new(move || view.clone()),
        }
    }

    #[test]
    fn several_machines_get_an_allowance_for_their_clocks_and_one_gets_none() {
        for (clocks, skew) in [(Clocks::One, Millis(0)), (Clocks::Several, Millis::from_secs(1))] {
            let executor = executor(&settings(), &Given(all()), &ports(clocks)).unwrap();
            let parts = executor.parts();
            assert_eq!(parts.workflow.covers.skew, skew);
            assert_eq!(parts.workflow.bot_agent_id.as_deref(), Some("bot-7"));
            assert_eq!(clocks.skew(), skew);
        }
        assert_eq!(BudgetConfig::default().skew, Clocks::Several.skew());
    }

    #[test]
    fn a_missing_secret_is_named_with_the_command_that_sets_it() {
        for name in [SecretName::RichpanelApiKey, SecretName::ShopifyAdminApiToken, SecretName::IdentityKey] {
            let mut given = all();
            given.remove(&name);
            let error = executor(&settings(), &Given(given), &ports(Clocks::Several)).err().unwrap();
            assert_eq!(error, HostError::MissingSecret(name));
            assert!(error.help().unwrap().contains(&format!("secrets put {name}")));
        }
        let mut without_seat = all();
        without_seat.remove(&SecretName::RichpanelBotAgentId);
        let executor = executor(&settings(), &Given(without_seat), &ports(Clocks::Several)).unwrap();
        assert_eq!(executor.parts().workflow.bot_agent_id, None);
    }

    #[test]
    fn the_probe_needs_a_token_and_stays_on_this_machine_in_local_runs() {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        assert!(probe(&settings(), &Given(all()), "http://127.0.0.1:1", &clock).is_ok());
        let refused = probe(&settings(), &Given(all()), "https://hooks.shop.example", &clock).err().unwrap();
        assert!(refused.to_string().contains("SWITCHBOARD_EDGE_URL"), "{refused}");
        let missing = probe(&settings(), &Given(BTreeMap::new()), "http://127.0.0.1:1", &clock).err().unwrap();
        assert_eq!(missing, HostError::MissingSecret(SecretName::RichpanelWebhookToken));
    }
}
