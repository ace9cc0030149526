//! What a worker is made of.

use std::sync::Arc;

use switchboard_domain::{Clock, Millis, Randomness, Secret, SwitchView};
use switchboard_policy::PolicyConfig;
use switchboard_queue::Queue;
use switchboard_settings::Settings;
use switchboard_store::Store;
use switchboard_workflow::{Config, CoverageWindow};

use crate::active::ActivePolicy;
use crate::advisor::Advisor;
use crate::helpdesk::Helpdesk;
use crate::journal::Journal;
use crate::lookup::OrderSource;

/// Reads the switches, at most 30 s old.
pub type Switches = Arc<dyn Fn() -> SwitchView + Send + Sync>;

/// The ports and settings of a worker.
#[derive(Clone)]
pub struct Parts {
    /// Durable state.
    pub store: Arc<dyn Store>,
    /// Queue of events.
    pub queue: Arc<dyn Queue>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids and jitter.
    pub randomness: Arc<dyn Randomness>,
    /// Kill switches.
    pub switches: Switches,
    /// Effective settings.
    pub settings: Arc<Settings>,
    /// Policy made of them. For a decision, that of the active config snapshot takes its place.
    pub policy: Arc<PolicyConfig>,
    /// The active config snapshot.
    pub active: Arc<ActivePolicy>,
    /// Times and limits of the workflow made of them.
    pub workflow: Arc<Config>,
    /// The helpdesk behind budget and breaker.
    pub helpdesk: Arc<Helpdesk>,
    /// The order source behind its own budget.
    pub orders: Arc<OrderSource>,
    /// Who understands messages.
    pub advisor: Arc<Advisor>,
    /// Key of identity hashes.
    pub identity_key: Secret<Vec<u8>>,
    /// Tells the log what happened.
    pub journal: Journal,
}

/// Times and limits of the workflow as the settings have them. `skew` is zero on a host with one clock.
pub fn workflow_config(settings: &Settings, bot_agent_id: Option<String>, skew: Millis) -> Config {
    let seconds = |n: u32| Millis::from_secs(n.into());
    let default = Config::default();
    let delay = |i: usize| settings.richpanel.check_delays_s.get(i).map_or(default.check_delays[i], |s| seconds(*s));
    Config {
        covers: CoverageWindow { settle: settings.ingress.settle(), skew },
        lease: settings.worker.lease(),
        call_timeout: settings.richpanel.timeout(),
        check_delays: [delay(0), delay(1)],
        absence_after: settings.ledger.absence_after(),
        redispatch_after_absence: settings.ledger.redispatch_after_absence,
        calls_per_event_max: settings.richpanel.calls_per_event_max,
        bot_agent_id,
        ..default
    }
}
