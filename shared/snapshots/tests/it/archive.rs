//! Storing, activating, going back; on every store of this machine.

use std::sync::Arc;

use futures::future::join_all;
use serde_json::json;
use switchboard_domain::Millis;
use switchboard_domain::state::{Expect, Row, RowKey, Write};
use switchboard_snapshots::{Activation, Archive, Put, SnapshotError, SnapshotId};
use switchboard_store::{EmbeddedStore, MemoryStore, Store};

use crate::place::{NOW, activate, draft, settings, stored};

struct Places {
    _dir: tempfile::TempDir,
    stores: [Arc<dyn Store>; 2],
}

fn places() -> Places {
    let dir = tempfile::tempdir().unwrap();
    let embedded = EmbeddedStore::open(&dir.path().join("state.db")).unwrap();
    Places { stores: [Arc::new(MemoryStore::new()), Arc::new(embedded)], _dir: dir }
}

async fn expiry(store: &Arc<dyn Store>, id: &SnapshotId) -> Option<Millis> {
    let rows = store.get(&[RowKey::config("snapshot", &format!("V#{id}"))]).await.unwrap();
    let Some(Row::Config(row)) = rows.into_iter().next().unwrap() else { panic!("no row of {id}") };
    row.expires_at.map(|at| at - NOW)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_is_stored_once_activated_and_taken_back() {
    for store in places().stores {
        let archive = Archive::new(Arc::clone(&store));
        assert_eq!((archive.pointer().await, archive.history().await), (Ok(None), Ok(Vec::new())));
        let strict = json!({"thresholds": {"tier2": 0.95}});
        let first = stored(&archive, strict.clone()).await;
        let again = archive.put(draft(&strict), "bert", NOW + Millis(5), &settings()).await.unwrap();
        assert!(matches!(&again, Put::Known(known) if known.created_by == "anna"), "{again:?}");
        assert_eq!(archive.pointer().await, Ok(None));
        assert_eq!(expiry(&store, &first).await, Some(Millis::from_hours(9_600)));

        activate(&archive, Some(&first), "anna").await.unwrap();
        assert_eq!(expiry(&store, &first).await, None);
        let second = stored(&archive, json!({"thresholds": {"tier2": 0.9}})).await;
        assert_eq!(archive.get(&second).await.unwrap().parent, Some(first.clone()));
        activate(&archive, Some(&second), "bert").await.unwrap();
        activate(&archive, Some(&second), "carl").await.unwrap(); // changes nothing
        let stale = Activation { from: Some(first.clone()), to: None };
        let refused = archive.activate(&stale, "carl", NOW, &settings()).await;
        assert_eq!(refused, Err(SnapshotError::Conflict));
        assert_eq!((expiry(&store, &first).await.is_some(), expiry(&store, &second).await), (true, None));

        let pointer = archive.pointer().await.unwrap().unwrap();
        assert_eq!((pointer.active.as_ref(), pointer.previous.as_ref()), (Some(&second), Some(&first)));
        activate(&archive, pointer.previous.as_ref(), "dora").await.unwrap();
        activate(&archive, None, "dora").await.unwrap();
        let history = archive.history().await.unwrap();
        let who: Vec<_> = history.iter().map(|entry| entry.by.as_str()).collect();
        assert_eq!(who, ["dora", "dora", "bert", "anna"]);
        assert_eq!((&history[0].to, &history[1].to, &history[3].from), (&None, &Some(first.clone()), &None));
        let listed: Vec<_> = archive.list().await.unwrap().into_iter().map(|entry| entry.unwrap().id).collect();
        assert!(listed.len() == 2 && listed.contains(&first) && listed.contains(&second));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_damaged_pointer_activations_go_on() {
    for store in places().stores {
        let archive = Archive::new(Arc::clone(&store));
        let id = stored(&archive, json!({"thresholds": {"tier2": 0.9}})).await;
        activate(&archive, Some(&id), "anna").await.unwrap();
        activate(&archive, None, "anna").await.unwrap();
        let key = RowKey::config("snapshot", "ACTIVE");
        store.write(vec![Write::Delete { key, expect: Expect::Present(Vec::new()) }]).await.unwrap();
        assert_eq!(archive.pointer().await, Ok(None));
        activate(&archive, Some(&id), "bert").await.unwrap();
        assert_eq!(archive.pointer().await.unwrap().unwrap().active, Some(id));
        assert_eq!(archive.history().await.unwrap().len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_activations_at_the_same_time_one_wins() {
    for store in places().stores {
        let archive = Archive::new(Arc::clone(&store));
        let mut ids = Vec::new();
        for n in 0..8 {
            ids.push(stored(&archive, json!({"thresholds": {"tier2": 0.9 + f64::from(n) / 100.0}})).await);
        }
        let settings = settings();
        let changes: Vec<_> = ids.iter().map(|id| Activation { from: None, to: Some(id.clone()) }).collect();
        let results = join_all(changes.iter().map(|change| archive.activate(change, "x", NOW, &settings))).await;
        let history = archive.history().await.unwrap();
        let won: Vec<_> = results.iter().zip(&ids).filter(|(result, _)| result.is_ok()).map(|(_, id)| id).collect();
        assert!(won.len() == 1 && history.len() == 1, "{results:?}");
        let lost = results.iter().filter(|result| **result == Err(SnapshotError::Conflict)).count();
        assert_eq!(lost, 7);
        assert_eq!(archive.pointer().await.unwrap().unwrap().active.as_ref(), Some(won[0]));
    }
}

#[tokio::test]
async fn what_may_not_hold_is_neither_stored_nor_activated() {
    let archive = Archive::new(Arc::new(MemoryStore::new()));
    let unsafe_one = draft(&json!({"thresholds": {"tier2": 0.5}}));
    let refused = archive.put(unsafe_one, "anna", NOW, &settings()).await.unwrap_err();
    assert!(refused.is_safety_rule() && refused.to_string().starts_with("thresholds.tier2: "), "{refused}");
    let unknown = SnapshotId::parse("cs-0123456789ab").unwrap();
    let missing = activate(&archive, Some(&unknown), "anna").await.unwrap_err();
    assert_eq!(missing.code(), "snapshots.unknown");
    assert_eq!(archive.list().await.unwrap(), []);
}
