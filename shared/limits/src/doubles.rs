//! Stand-ins for the clock and the store, for tests.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use async_trait::async_trait;
use switchboard_domain::state::{DuePartition, Row, RowKey, Table, Write};
use switchboard_domain::{Clock, Timestamp};
use switchboard_store::{DatabaseError, MemoryStore, Page, Store, StoreError, WriteError};

/// A clock that stands still until it is moved.
pub(crate) struct ManualClock(AtomicI64);

impl Default for ManualClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_000_000_000))
    }
}

impl ManualClock {
    pub(crate) fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A store that fails on demand and lets others run between a read and the write that follows.
#[derive(Default)]
pub(crate) struct FlakyStore {
    inner: MemoryStore,
    failing: AtomicBool,
}

impl FlakyStore {
    pub(crate) fn fail(&self, failing: bool) {
        self.failing.store(failing, Ordering::SeqCst);
    }

    async fn check(&self) -> Result<(), StoreError> {
        tokio::task::yield_now().await;
        if self.failing.load(Ordering::SeqCst) { Err(DatabaseError::Io.into()) } else { Ok(()) }
    }
}

#[async_trait]
impl Store for FlakyStore {
    async fn get(&self, keys: &[RowKey]) -> Result<Vec<Option<Row>>, StoreError> {
        self.check().await?;
        self.inner.get(keys).await
    }

    async fn write(&self, writes: Vec<Write>) -> Result<(), WriteError> {
        self.check().await?;
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
