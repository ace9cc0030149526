//! The store in memory, for tests and simulation. It loses everything when it is dropped.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use switchboard_domain::Timestamp;
use switchboard_domain::state::{DuePartition, Row, RowKey, Table, Write};

use crate::error::{StoreError, WriteError};
use crate::port::{LocalStore, Order, Page, Store, StoreCounts, validate};

/// Rows in a sorted map under one lock. Needs no runtime: its futures are ready at once.
#[derive(Debug, Default)]
pub struct MemoryStore {
    rows: Mutex<BTreeMap<RowKey, Row>>,
}

impl MemoryStore {
    /// An empty store.
    pub const fn new() -> Self {
        Self { rows: Mutex::new(BTreeMap::new()) }
    }

    fn rows(&self) -> MutexGuard<'_, BTreeMap<RowKey, Row>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn get(&self, keys: &[RowKey]) -> Result<Vec<Option<Row>>, StoreError> {
        let rows = self.rows();
        Ok(keys.iter().map(|key| rows.get(key).cloned()).collect())
    }

    async fn write(&self, writes: Vec<Write>) -> Result<(), WriteError> {
        validate(&writes)?;
        let mut rows = self.rows();
        for (index, write) in writes.iter().enumerate() {
            let (key, expect) = write.target();
            if !expect.holds(rows.get(&key)) {
                return Err(WriteError::ConditionFailed { index });
            }
        }
        for write in writes {
            match write {
                Write::Put { row, .. } => drop(rows.insert(row.key(), row)),
                Write::Delete { key, .. } => drop(rows.remove(&key)),
                Write::Check { .. } => {}
            }
        }
        Ok(())
    }

    async fn query(&self, table: Table, pk: &str, sk_prefix: &str, page: Page) -> Result<Vec<Row>, StoreError> {
        let rows = self.rows();
        let matching = rows
            .range(RowKey::new(table, pk, sk_prefix)..)
            .take_while(|(key, _)| key.table == table && key.pk == pk && key.sk.starts_with(sk_prefix));
        let after = page.after.as_deref();
        Ok(match page.order {
            Order::Ascending => matching
                .filter(|(key, _)| after.is_none_or(|after| key.sk.as_str() > after))
                .take(page.limit)
                .map(|(_, row)| row.clone())
                .collect(),
            Order::Descending => {
                let all: Vec<_> =
                    matching.filter(|(key, _)| after.is_none_or(|after| key.sk.as_str() < after)).collect();
                all.into_iter().rev().take(page.limit).map(|(_, row)| row.clone()).collect()
            }
        })
    }

    async fn due(&self, partition: DuePartition, until: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
        let rows = self.rows();
        let mut due: Vec<_> = rows
            .iter()
            .filter_map(|(key, row)| row.due().map(|due| (due, key, row)))
            .filter(|(due, ..)| due.partition == partition && due.at <= until)
            .map(|(due, key, row)| (due.at, key, row))
            .collect();
        due.sort_by_key(|(at, key, _)| (*at, *key));
        Ok(due.into_iter().take(limit).map(|(.., row)| row.clone()).collect())
    }

    async fn scan(&self, table: Table, after: Option<&RowKey>, limit: usize) -> Result<Vec<Row>, StoreError> {
        let rows = self.rows();
        let start = match after {
            Some(key) => Bound::Excluded(RowKey::new(table, &key.pk, &key.sk)),
            None => Bound::Included(RowKey::new(table, "", "")),
        };
        let matching = rows.range((start, Bound::Unbounded)).take_while(|(key, _)| key.table == table);
        Ok(matching.take(limit).map(|(_, row)| row.clone()).collect())
    }
}

#[async_trait]
impl LocalStore for MemoryStore {
    async fn sweep_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let mut rows = self.rows();
        let mut expired: Vec<_> = rows
            .iter()
            .filter_map(|(key, row)| row.expires_at().filter(|at| *at <= now).map(|at| (at, key.clone())))
            .collect();
        expired.sort();
        expired.truncate(limit);
        for (_, key) in &expired {
            rows.remove(key);
        }
        Ok(expired.len())
    }

    async fn leased_rows(&self, limit: usize) -> Result<Vec<Row>, StoreError> {
        let rows = self.rows();
        let mut leased: Vec<_> =
            rows.iter().filter_map(|(key, row)| row.lease_until().map(|until| (until, key, row))).collect();
        leased.sort_by_key(|(until, key, _)| (*until, *key));
        Ok(leased.into_iter().take(limit).map(|(.., row)| row.clone()).collect())
    }

    async fn counts(&self) -> Result<StoreCounts, StoreError> {
        let rows = self.rows();
        let mut counts = StoreCounts { rows: Table::ALL.map(|table| (table, 0)).into(), ..StoreCounts::default() };
        for (key, row) in rows.iter() {
            *counts.rows.entry(key.table).or_default() += 1;
            counts.leased += u64::from(row.lease_until().is_some());
            match row.due().map(|due| due.partition) {
                Some(DuePartition::Human) => counts.human += 1,
                Some(DuePartition::Shard(_)) => counts.due += 1,
                None => {}
            }
        }
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn conforms() {
        crate::conformance::run(&MemoryStore::new()).await.unwrap();
    }

    #[tokio::test]
    async fn conforms_as_a_local_store() {
        crate::conformance::run_local(&MemoryStore::new()).await.unwrap();
    }
}
