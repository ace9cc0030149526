//! What every handler shares.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use switchboard_domain::{Clock, Millis, Randomness, Secret, SeededRandomness, Timestamp};
use tokio::sync::mpsc;

use crate::config::{Keys, SimConfig, Webhook};
use crate::webhook;
use crate::world::World;

/// Shared by all connections.
pub(crate) struct Context {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: SeededRandomness,
    pub(crate) keys: Keys,
    pub(crate) openai_key: Secret<String>,
    pub(crate) http: reqwest::Client,
    /// Orders to the listener: refuse connections for so long.
    pub(crate) refuse: mpsc::UnboundedSender<Millis>,
    world: Mutex<World>,
    webhook: Mutex<Option<Webhook>>,
}

impl Context {
    pub(crate) fn new(config: SimConfig, http: reqwest::Client, refuse: mpsc::UnboundedSender<Millis>) -> Self {
        Self {
            world: Mutex::new(World::new(&config.keys)),
            clock: config.clock,
            random: SeededRandomness::new(config.seed),
            keys: config.keys,
            openai_key: config.openai_key,
            http,
            refuse,
            webhook: Mutex::new(config.webhook),
        }
    }

    /// Runs `change` on the state of this instant, then sends the webhooks that it set off.
    pub(crate) fn change<T>(self: &Arc<Self>, change: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let (result, outbox) = {
            let mut world = self.lock();
            // Read under the lock: two calls in a row never see time run backwards.
            let now = self.clock.now();
            world.settle(now);
            let result = change(&mut world, now);
            (result, std::mem::take(&mut world.outbox))
        };
        for announcement in &outbox {
            webhook::emit(self, announcement);
        }
        result
    }

    /// Looks at the state, or counts something, without applying what is due.
    pub(crate) fn inspect<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.lock())
    }

    pub(crate) fn webhook_target(&self) -> Option<Webhook> {
        self.webhook.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_webhook(&self, target: Option<Webhook>) {
        *self.webhook.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }

    pub(crate) fn random_below(&self, bound: u64) -> u64 {
        self.random.below(bound)
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
