//! Stores, a clock, and drafts to test with.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::{Value, json};
use switchboard_domain::state::{DuePartition, Row, RowKey, Table, Write};
use switchboard_domain::{Clock, Millis, Timestamp};
use switchboard_settings::{Environment, Settings};
use switchboard_snapshots::{Activation, Archive, Draft, SnapshotError, SnapshotId};
use switchboard_store::{DatabaseError, MemoryStore, Page, Store, StoreError, WriteError};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

pub(crate) fn settings() -> Settings {
    Settings::defaults(Environment::Prod).unwrap()
}

pub(crate) fn draft(documents: &Value) -> Draft {
    let text = json!({"schema": "config-snapshot.v1", "note": "a test", "documents": documents}).to_string();
    Draft::from_json(text.as_bytes()).unwrap()
}

/// Stores a snapshot and gives its name.
pub(crate) async fn stored(archive: &Archive, documents: Value) -> SnapshotId {
    archive.put(draft(&documents), "anna", NOW, &settings()).await.unwrap().snapshot().id.clone()
}

/// Activates after a look at the pointer, as a command does.
pub(crate) async fn activate(archive: &Archive, to: Option<&SnapshotId>, by: &str) -> Result<(), SnapshotError> {
    let from = archive.pointer().await?.and_then(|pointer| pointer.active);
    archive.activate(&Activation { from, to: to.cloned() }, by, NOW, &settings()).await
}

/// A clock that stands until it is moved.
#[derive(Default)]
pub(crate) struct Still(AtomicI64);

impl Still {
    pub(crate) fn advance(&self, secs: i64) {
        self.0.fetch_add(secs * 1_000, Ordering::Relaxed);
    }
}

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW + Millis(self.0.load(Ordering::Relaxed))
    }
}

/// A store in memory that can be cut off, and that counts its reads.
#[derive(Default)]
pub(crate) struct Fragile {
    inner: MemoryStore,
    pub(crate) down: AtomicBool,
    pub(crate) read: Mutex<Vec<String>>,
}

impl Fragile {
    fn check(&self) -> Result<(), StoreError> {
        if self.down.load(Ordering::Relaxed) { Err(StoreError::Database(DatabaseError::Io)) } else { Ok(()) }
    }

    pub(crate) async fn replace(&self, row: Row) {
        let any = switchboard_domain::state::Expect::AbsentOr(Vec::new());
        self.inner.write(vec![Write::put(row, any)]).await.unwrap();
    }
}

#[async_trait]
impl Store for Fragile {
    async fn get(&self, keys: &[RowKey]) -> Result<Vec<Option<Row>>, StoreError> {
        self.check()?;
        self.read.lock().unwrap().extend(keys.iter().map(|key| key.sk.clone()));
        self.inner.get(keys).await
    }

    async fn write(&self, writes: Vec<Write>) -> Result<(), WriteError> {
        self.check()?;
        self.inner.write(writes).await
    }

    async fn query(&self, table: Table, pk: &str, sk_prefix: &str, page: Page) -> Result<Vec<Row>, StoreError> {
        self.inner.query(table, pk, sk_prefix, page).await
    }

    async fn due(&self, partition: DuePartition, until: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
        self.inner.due(partition, until, limit).await
    }

    async fn scan(&self, table: Table, after: Option<&RowKey>, limit: usize) -> Result<Vec<Row>, StoreError> {
        self.inner.scan(table, after, limit).await
    }
}

pub(crate) fn fragile() -> (Arc<Fragile>, Archive) {
    let store = Arc::new(Fragile::default());
    (Arc::clone(&store), Archive::new(store))
}
