//! The policy of the active config snapshot, for one decision or one last look.

use std::sync::{Arc, Mutex, PoisonError};

use switchboard_domain::{Clock, Reason, SwitchView, TemplateId};
use switchboard_policy::PolicyConfig;
use switchboard_settings::Settings;
use switchboard_snapshots::{ActiveConfig, Effective, Standing};
use switchboard_store::Store;

use crate::parts::Parts;

/// The active configuration as policy. A change is effective within 60 s; one for each process.
pub struct ActivePolicy {
    config: ActiveConfig,
    made: Mutex<Option<Made>>,
}

/// A policy, and the configuration that it was made of.
#[derive(Clone)]
struct Made {
    of: Arc<Effective>,
    policy: Arc<PolicyConfig>,
    disabled: Arc<[TemplateId]>,
}

/// What holds for one decision.
pub(crate) struct PolicyNow {
    made: Made,
    /// Nobody knows what holds: route only.
    closed: Option<Reason>,
}

impl ActivePolicy {
    /// The active configuration of the installation in this store. Reads nothing yet.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, settings: Arc<Settings>) -> Self {
        Self { config: ActiveConfig::new(store, clock, settings), made: Mutex::new(None) }
    }

    pub(crate) async fn now(&self) -> PolicyNow {
        let view = self.config.view().await;
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = made.take().filter(|made| Arc::ptr_eq(&made.of, &view.config));
        let current = kept.unwrap_or_else(|| Made::of(view.config));
        *made = Some(current.clone());
        let closed = (view.standing == Standing::Closed).then_some(Reason::ConfigFailClosed);
        PolicyNow { made: current, closed }
    }
}

impl Made {
    fn of(config: Arc<Effective>) -> Self {
        let mut policy = PolicyConfig::from(&config.settings);
        policy.catalogue = Arc::new(config.catalogue.clone());
        policy.teams.by_intent.clone_from(&config.team_by_intent);
        policy.snapshot_id = config.snapshot.as_ref().map(ToString::to_string);
        let disabled = TemplateId::ALL.into_iter().filter(|id| !config.catalogue.is_enabled(*id)).collect();
        Self { of: config, policy: Arc::new(policy), disabled }
    }
}

impl PolicyNow {
    /// These parts with the policy that holds now.
    pub(crate) fn parts(&self, parts: &Parts) -> Parts {
        Parts { policy: Arc::clone(&self.made.policy), ..parts.clone() }
    }

    /// The switches with every template off that the configuration disables.
    pub(crate) fn restricted(&self, mut switches: SwitchView) -> SwitchView {
        switches.templates.extend(self.made.disabled.iter().map(|id| (*id, false)));
        switches
    }

    /// Why nothing may be sent, if the configuration is unknown.
    pub(crate) const fn closed(&self) -> Option<Reason> {
        self.closed
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use serde_json::json;
    use switchboard_domain::state::{ConfigRow, Expect, Row, Write};
    use switchboard_domain::{Environment, Intent, Millis, Team, Timestamp};
    use switchboard_snapshots::{Activation, Archive, Draft, SnapshotId};
    use switchboard_store::MemoryStore;

    use super::*;

    #[derive(Default)]
    struct Moving(AtomicI64);

    impl Clock for Moving {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.0.load(Ordering::Relaxed))
        }
    }

    struct Running {
        store: Arc<MemoryStore>,
        clock: Arc<Moving>,
        settings: Arc<Settings>,
        policy: ActivePolicy,
    }

    fn running() -> Running {
        let (store, clock) = (Arc::new(MemoryStore::new()), Arc::new(Moving::default()));
        let settings = Arc::new(Settings::defaults(Environment::Local).unwrap());
        let policy = ActivePolicy::new(store.clone(), clock.clone(), Arc::clone(&settings));
        Running { store, clock, settings, policy }
    }

    impl Running {
        async fn activate(&self, documents: serde_json::Value) -> SnapshotId {
            let archive = Archive::new(self.store.clone());
            let text = json!({"schema": "config-snapshot.v1", "documents": documents}).to_string();
            let draft = Draft::from_json(text.as_bytes()).unwrap();
            let now = self.clock.now();
            let id = archive.put(draft, "anna", now, &self.settings).await.unwrap().snapshot().id.clone();
            let change = Activation { from: None, to: Some(id.clone()) };
            archive.activate(&change, "anna", now, &self.settings).await.unwrap();
            id
        }

        fn pass(&self, secs: i64) {
            self.clock.0.fetch_add(Millis::from_secs(secs).0, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn an_activation_reaches_policy_and_switches_without_a_restart() {
        let running = running();
        let before = running.policy.now().await;
        assert_eq!((before.made.policy.snapshot_id.as_deref(), before.closed()), (None, None));
        let documents = json!({
            "thresholds": {"tier1": 0.65},
            "routing": {"team_by_intent": {"promo_discount_issue": "email_support"}},
            "templates": {"t_wrong_item_intake": {"enabled": false}, "t_return_request_intake": {"default": "Of course."}},
        });
        let id = running.activate(documents).await;
        running.pass(60);
        let after = running.policy.now().await;
        assert_eq!(after.made.policy.snapshot_id.as_deref(), Some(id.as_str()));
        assert_eq!(after.made.policy.thresholds.tier1.of(Intent::DamagedItem), 0.65);
        let open = SwitchView::fail_closed(running.clock.now());
        assert_eq!(after.made.policy.teams.by_intent[&Intent::PromoDiscountIssue], Team::EmailSupport);
        assert_ne!(after.made.policy.catalogue.version(), before.made.policy.catalogue.version());
        let templates = after.restricted(open.clone()).templates;
        assert_eq!(templates.get(&TemplateId::WrongItemIntake), Some(&false));
        assert_eq!(before.restricted(open).templates.get(&TemplateId::WrongItemIntake), None);
        // The policy is made once for each configuration.
        assert!(Arc::ptr_eq(&after.made.policy, &running.policy.now().await.made.policy));
    }

    #[tokio::test]
    async fn an_unreadable_pointer_closes_after_ten_minutes() {
        let running = running();
        let id = running.activate(json!({"thresholds": {"tier2": 0.9}})).await;
        assert_eq!(running.policy.now().await.closed(), None);
        let damaged = ConfigRow {
            kind: "snapshot".into(),
            sk: "ACTIVE".into(),
            version: 9,
            document: json!("?"),
            expires_at: None,
        };
        running.store.write(vec![Write::put(Row::Config(damaged), Expect::Present(Vec::new()))]).await.unwrap();
        running.pass(600);
        assert_eq!(running.policy.now().await.closed(), None);
        running.pass(1);
        let closed = running.policy.now().await;
        assert_eq!(closed.closed(), Some(Reason::ConfigFailClosed));
        assert_eq!(closed.made.policy.snapshot_id.as_deref(), Some(id.as_str()));
    }
}
