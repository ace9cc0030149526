//! What a running process sees.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::json;
use switchboard_domain::state::{ConfigRow, Row, RowKey};
use switchboard_snapshots::{ActiveConfig, Archive, SnapshotId, Standing};
use switchboard_store::Store;

use crate::place::{Fragile, Still, activate, fragile, settings, stored};

struct Running {
    store: Arc<Fragile>,
    archive: Archive,
    clock: Arc<Still>,
    config: ActiveConfig,
}

fn running() -> Running {
    let (store, archive) = fragile();
    let clock = Arc::new(Still::default());
    let config = ActiveConfig::new(store.clone(), clock.clone(), Arc::new(settings()));
    Running { store, archive, clock, config }
}

impl Running {
    async fn seen(&self) -> (Option<SnapshotId>, Standing) {
        let view = self.config.view().await;
        (view.config.snapshot.clone(), view.standing)
    }

    async fn activated(&self, tier2: f64) -> SnapshotId {
        let id = stored(&self.archive, json!({"thresholds": {"tier2": tier2}})).await;
        activate(&self.archive, Some(&id), "anna").await.unwrap();
        id
    }
}

#[tokio::test]
async fn an_activation_is_seen_within_a_minute_and_read_once() {
    let running = running();
    assert_eq!(running.seen().await, (None, Standing::Current));
    let id = running.activated(0.95).await;
    assert_eq!(running.seen().await, (None, Standing::Current));
    running.clock.advance(60);
    assert_eq!(running.seen().await, (Some(id.clone()), Standing::Current));
    assert_eq!(running.config.view().await.config.settings.policy.thresholds.tier2, 0.95);
    running.store.read.lock().unwrap().clear();
    for _ in 0..5 {
        running.clock.advance(31);
        assert_eq!(running.seen().await, (Some(id.clone()), Standing::Current));
    }
    assert_eq!(*running.store.read.lock().unwrap(), ["ACTIVE"; 5]);
}

#[tokio::test]
async fn an_unreadable_store_is_bridged_for_ten_minutes_and_then_closes() {
    let running = running();
    let id = running.activated(0.95).await;
    assert_eq!(running.seen().await, (Some(id.clone()), Standing::Current));
    running.store.down.store(true, Ordering::Relaxed);
    running.clock.advance(60);
    assert_eq!(running.seen().await, (Some(id.clone()), Standing::LastGood));
    running.clock.advance(540);
    assert_eq!(running.seen().await, (Some(id.clone()), Standing::LastGood));
    running.clock.advance(1);
    assert_eq!(running.seen().await, (Some(id.clone()), Standing::Closed));
    running.store.down.store(false, Ordering::Relaxed);
    running.clock.advance(30);
    assert_eq!(running.seen().await, (Some(id), Standing::Current));
}

#[tokio::test]
async fn a_process_that_never_read_its_configuration_is_closed() {
    let running = running();
    running.store.down.store(true, Ordering::Relaxed);
    assert_eq!(running.seen().await, (None, Standing::Closed));
}

#[tokio::test]
async fn a_snapshot_that_this_build_cannot_use_does_not_become_active() {
    let running = running();
    let good = running.activated(0.95).await;
    assert_eq!(running.seen().await, (Some(good.clone()), Standing::Current));
    let bad = running.activated(0.9).await;
    let key = RowKey::config("snapshot", &format!("V#{bad}"));
    let Some(Row::Config(row)) = running.store.get(&[key]).await.unwrap().remove(0) else { panic!("no row") };
    let mut document = row.document.clone();
    document["documents"]["thresholds"]["tier2"] = json!(0.1);
    running.store.replace(Row::Config(ConfigRow { document, ..row })).await;
    running.clock.advance(60);
    assert_eq!(running.seen().await, (Some(good.clone()), Standing::LastGood));
    running.clock.advance(601);
    assert_eq!(running.seen().await, (Some(good.clone()), Standing::Closed));
    activate(&running.archive, Some(&good), "anna").await.unwrap();
    running.clock.advance(30);
    assert_eq!(running.seen().await, (Some(good), Standing::Current));
}
