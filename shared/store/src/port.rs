//! The port: what a store of durable state must do.

use std::collections::{BTreeMap, HashSet};

use async_trait::async_trait;
use switchboard_domain::Timestamp;
use switchboard_domain::state::{DuePartition, Row, RowKey, Table, Write};

use crate::error::{StoreError, WriteError};

/// Most writes of one transaction, the limit of `TransactWriteItems`.
pub const MAX_WRITES: usize = 100;

/// Direction of a query along the sort key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Smallest sort key first.
    #[default]
    Ascending,
    /// Largest sort key first.
    Descending,
}

/// Which part of a query's result is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Most rows to return.
    pub limit: usize,
    /// Direction.
    pub order: Order,
    /// Start behind this sort key (exclusive, in the direction of `order`): the last one of the page before.
    pub after: Option<String>,
}

impl Page {
    /// The first `limit` rows, smallest sort key first.
    pub const fn first(limit: usize) -> Self {
        Self { limit, order: Order::Ascending, after: None }
    }

    /// The last `limit` rows, largest sort key first.
    pub const fn newest(limit: usize) -> Self {
        Self { limit, order: Order::Descending, after: None }
    }
}

/// Durable rows under conditional transactions.
///
/// **Consistency.** A read sees every write acknowledged before it began. Each row of a [`get`](Store::get) is current;
/// the set of them need not be a snapshot, so whoever depends on several rows names them in the conditions of its write.
///
/// **Expiry.** `expires_at` only says from when on a row may be removed. Until a sweep removes it (the cloud store does so
/// hours late) it is present in every method and in every condition; a reader to whom expiry matters compares the time
/// itself. Hiding it from reads alone would make `Absent` fail for rows that no read shows.
#[async_trait]
pub trait Store: Send + Sync {
    /// The rows with these keys, in the order of the keys; `None` where there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn get(&self, keys: &[RowKey]) -> Result<Vec<Option<Row>>, StoreError>;

    /// Carries out all writes, or none if one condition does not hold. Durable when it returns `Ok`.
    ///
    /// All conditions are judged against the state before the transaction. At most [`MAX_WRITES`], each key once.
    ///
    /// # Errors
    /// [`WriteError::ConditionFailed`] names the first write (in the given order) whose condition failed;
    /// [`WriteError::Store`] when the store failed, after which nothing was written, except that a lost connection leaves
    /// the outcome unknown.
    async fn write(&self, writes: Vec<Write>) -> Result<(), WriteError>;

    /// Rows of one partition whose sort key starts with `sk_prefix`, ordered by sort key (by bytes).
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn query(&self, table: Table, pk: &str, sk_prefix: &str, page: Page) -> Result<Vec<Row>, StoreError>;

    /// Rows of a partition of the due index whose time is not after `until`, longest due first.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn due(&self, partition: DuePartition, until: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError>;

    /// Rows of a table in an order of the store's choice that is stable while the table does not change, behind the key
    /// `after`. For operator commands; never on the way of an event.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn scan(&self, table: Table, after: Option<&RowKey>, limit: usize) -> Result<Vec<Row>, StoreError>;
}

/// How much a store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreCounts {
    /// Rows per table; every table is listed.
    pub rows: BTreeMap<Table, u64>,
    /// Rows in the shards of the due index.
    pub due: u64,
    /// Rows that wait for a person.
    pub human: u64,
    /// Rows that hold a lease, ended or not.
    pub leased: u64,
    /// Size on disk in bytes; 0 for a store in memory.
    pub bytes: u64,
}

/// What a store that lives inside one installation offers beyond the port: its own housekeeping and start-up recovery.
#[async_trait]
pub trait LocalStore: Store {
    /// Removes up to `limit` rows whose `expires_at` is not after `now`, longest expired first; returns how many.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be written.
    async fn sweep_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError>;

    /// Up to `limit` rows that hold a lease, ended or not, soonest end first. The owner of a data directory reads them at
    /// start: no other process can still work under them.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn leased_rows(&self, limit: usize) -> Result<Vec<Row>, StoreError>;

    /// How much is stored.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    async fn counts(&self) -> Result<StoreCounts, StoreError>;
}

/// Refuses transactions that no store of the family can carry out.
///
/// # Errors
/// [`StoreError::TooManyWrites`] or [`StoreError::RepeatedKey`].
pub fn validate(writes: &[Write]) -> Result<(), StoreError> {
    if writes.len() > MAX_WRITES {
        return Err(StoreError::TooManyWrites { count: writes.len() });
    }
    let mut seen = HashSet::with_capacity(writes.len());
    for (index, write) in writes.iter().enumerate() {
        if !seen.insert(write.target().0) {
            return Err(StoreError::RepeatedKey { index });
        }
    }
    Ok(())
}
