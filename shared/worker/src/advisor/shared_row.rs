//! A row of the limits table that all hosts change under optimistic locking.

use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use switchboard_domain::state::{Check, Expect, LimitRow, Row, RowKey, Table, Write};
use switchboard_store::{Store, StoreError, WriteError};

/// How often a write is tried against other writers.
const ATTEMPTS: u32 = 10;

/// The row with this key, whose data is a `T`.
pub(super) struct SharedRow<T> {
    store: Arc<dyn Store>,
    pk: &'static str,
    data: PhantomData<fn() -> T>,
}

impl<T: Serialize + DeserializeOwned + Default> SharedRow<T> {
    pub(super) fn new(store: &Arc<dyn Store>, pk: &'static str) -> Self {
        Self { store: Arc::clone(store), pk, data: PhantomData }
    }

    /// The data; the default when there is no row.
    pub(super) async fn read(&self) -> Result<T, StoreError> {
        Ok(self.versioned().await?.1)
    }

    /// Changes the data in one conditional write and gives what `change` returned; `None` if the store failed or others
    /// were always faster.
    pub(super) async fn change<R>(&self, change: impl Fn(&mut T) -> R) -> Option<R> {
        for _ in 0..ATTEMPTS {
            let (version, mut data) = self.versioned().await.ok()?;
            let result = change(&mut data);
            let expect = match version {
                0 => Expect::Absent,
                version => Expect::Present(vec![Check::Version(version)]),
            };
            let data = serde_json::to_value(&data).ok()?;
            let row = LimitRow { pk: self.pk.to_owned(), version: version + 1, lease_until: None, data };
            match self.store.write(vec![Write::put(Row::Limit(row), expect)]).await {
                Ok(()) => return Some(result),
                Err(WriteError::ConditionFailed { .. }) => {}
                Err(WriteError::Store(_)) => return None,
            }
        }
        None
    }

    async fn versioned(&self) -> Result<(u64, T), StoreError> {
        match self.store.get(&[RowKey::limit(self.pk)]).await?.pop().flatten() {
            None => Ok((0, T::default())),
            Some(Row::Limit(row)) => match serde_json::from_value(row.data) {
                Ok(data) => Ok((row.version, data)),
                Err(_) => Err(StoreError::Undecodable { table: Table::Limits }),
            },
            Some(_) => Err(StoreError::Undecodable { table: Table::Limits }),
        }
    }
}
