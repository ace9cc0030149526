//! A row of the limits table as a typed document under optimistic locking.

use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use switchboard_domain::Timestamp;
use switchboard_domain::state::{Check, Expect, LimitRow, Row, RowKey, Table, Write};
use switchboard_store::{Store, StoreError, WriteError};

/// The row with partition key `pk`, whose data is a `T`.
pub(crate) struct Document<T> {
    store: Arc<dyn Store>,
    pk: String,
    data: PhantomData<fn() -> T>,
}

/// A document as it was read or written.
#[derive(Clone, Debug)]
pub(crate) struct Versioned<T> {
    /// 0 when there is no row yet.
    pub(crate) version: u64,
    pub(crate) lease_until: Option<Timestamp>,
    pub(crate) data: T,
}

impl<T: Serialize + DeserializeOwned> Document<T> {
    pub(crate) fn new(store: Arc<dyn Store>, pk: String) -> Self {
        Self { store, pk, data: PhantomData }
    }

    /// The document; `default` with version 0 when there is none.
    pub(crate) async fn read(&self, default: T) -> Result<Versioned<T>, StoreError> {
        let undecodable = StoreError::Undecodable { table: Table::Limits };
        match self.store.get(&[RowKey::limit(&self.pk)]).await?.pop().flatten() {
            None => Ok(Versioned { version: 0, lease_until: None, data: default }),
            Some(Row::Limit(row)) => {
                let data = serde_json::from_value(row.data).map_err(|_| undecodable)?;
                Ok(Versioned { version: row.version, lease_until: row.lease_until, data })
            }
            Some(_) => Err(undecodable),
        }
    }

    /// Replaces the document if it still has the version of `next`; returns it with its new version.
    pub(crate) async fn write(&self, next: Versioned<T>) -> Result<Versioned<T>, WriteError> {
        let data = serde_json::to_value(&next.data).map_err(|_| StoreError::Unencodable { table: Table::Limits })?;
        let expect = match next.version {
            0 => Expect::Absent,
            version => Expect::Present(vec![Check::Version(version)]),
        };
        let version = next.version + 1;
        let row = LimitRow { pk: self.pk.clone(), version, lease_until: next.lease_until, data };
        self.store.write(vec![Write::put(Row::Limit(row), expect)]).await?;
        Ok(Versioned { version, ..next })
    }
}
