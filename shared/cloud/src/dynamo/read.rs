//! Reads: by key, by partition, by what is due, and of whole tables.

use std::collections::HashMap;
use std::collections::HashSet;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use futures::stream::{self, StreamExt, TryStreamExt};
use switchboard_domain::Timestamp;
use switchboard_domain::state::{DuePartition, Row, RowKey, Table};
use switchboard_store::{Order, Page, StoreError};

use super::SERVICE;
use super::item::{Item, decode, decode_key, key_item};
use super::schema::{DUE_AT, DUE_INDEX, DUE_PARTITION, PARTITION_KEY, SORT_KEY, table_name};
use crate::failure::service_error;
use crate::namespace::Namespace;

/// Rows read at the same time for one `get`. The roles allow `GetItem` but no batch read.
const PARALLEL: usize = 16;

/// What a read needs.
pub(super) struct Reader<'a> {
    pub(super) client: &'a Client,
    pub(super) namespace: &'a Namespace,
}

impl Reader<'_> {
    pub(super) async fn get(&self, keys: &[RowKey]) -> Result<Vec<Option<Row>>, StoreError> {
        stream::iter(keys.to_vec()).map(|key| self.get_one(key)).buffered(PARALLEL).try_collect().await
    }

    async fn get_one(&self, key: RowKey) -> Result<Option<Row>, StoreError> {
        let table = key.table;
        let request = self.client.get_item().table_name(table_name(self.namespace, table)).consistent_read(true);
        let answer = request.set_key(Some(key_item(&key))).send().await;
        let answer = answer.map_err(|error| service_error(SERVICE, &error))?;
        answer.item.map(|item| decode(item, table)).transpose()
    }

    pub(super) async fn query(&self, table: Table, pk: &str, prefix: &str, page: Page) -> Result<Vec<Row>, StoreError> {
        let mut start = match Start::of(prefix, &page) {
            Start::Beginning => None,
            Start::After(sk) => Some(key_item(&RowKey::new(table, pk, sk))),
            Start::Nowhere => return Ok(Vec::new()),
        };
        let mut condition = "#pk = :pk".to_owned();
        let mut names = HashMap::from([("#pk".to_owned(), PARTITION_KEY.to_owned())]);
        let mut values = HashMap::from([(":pk".to_owned(), AttributeValue::S(pk.to_owned()))]);
        if !prefix.is_empty() {
            condition.push_str(" AND begins_with(#sk, :prefix)");
            names.insert("#sk".to_owned(), SORT_KEY.to_owned());
            values.insert(":prefix".to_owned(), AttributeValue::S(prefix.to_owned()));
        }
        let mut rows = Vec::new();
        while let Some(limit) = wanted(page.limit, rows.len()) {
            let answer = self
                .client
                .query()
                .table_name(table_name(self.namespace, table))
                .consistent_read(true)
                .key_condition_expression(&condition)
                .set_expression_attribute_names(Some(names.clone()))
                .set_expression_attribute_values(Some(values.clone()))
                .scan_index_forward(page.order == Order::Ascending)
                .limit(limit)
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(|error| service_error(SERVICE, &error))?;
            start = answer.last_evaluated_key;
            decode_all(&mut rows, answer.items, table)?;
            if start.is_none() {
                break;
            }
        }
        Ok(rows)
    }

    /// The index is behind the table by some time: a row may be missing from it, still be in it, or be in it with a former
    /// place. So it only gives keys; what counts are the rows, read again.
    pub(super) async fn due(
        &self,
        partition: DuePartition,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let table = Table::Ledger;
        let names = [("#partition", DUE_PARTITION), ("#at", DUE_AT)];
        let values = [(":partition", partition.as_key()), (":until", until.to_string())];
        let (mut start, mut seen, mut rows): (Option<Item>, HashSet<RowKey>, Vec<Row>) = Default::default();
        while let Some(limit) = wanted(limit, rows.len()) {
            let answer = self
                .client
                .query()
                .table_name(table_name(self.namespace, table))
                .index_name(DUE_INDEX)
                .key_condition_expression("#partition = :partition AND #at <= :until")
                .set_expression_attribute_names(Some(names.map(|(name, is)| (name.to_owned(), is.to_owned())).into()))
                .set_expression_attribute_values(Some(
                    values.clone().map(|(name, is)| (name.to_owned(), AttributeValue::S(is))).into(),
                ))
                .limit(limit)
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(|error| service_error(SERVICE, &error))?;
            start = answer.last_evaluated_key;
            let mut keys = Vec::new();
            for item in answer.items.unwrap_or_default() {
                let key = decode_key(&item, table)?;
                // A row that moves while the pages are read can be met twice.
                if seen.insert(key.clone()) {
                    keys.push(key);
                }
            }
            let current = self.get(&keys).await?.into_iter().flatten();
            rows.extend(
                current.filter(|row| row.due().is_some_and(|due| due.partition == partition && due.at <= until)),
            );
            if start.is_none() {
                break;
            }
        }
        rows.sort_by_cached_key(|row| (row.due().map(|due| due.at), row.key()));
        Ok(rows)
    }

    pub(super) async fn scan(
        &self,
        table: Table,
        after: Option<&RowKey>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let mut start = after.map(key_item);
        let mut rows = Vec::new();
        while let Some(limit) = wanted(limit, rows.len()) {
            let request = self.client.scan().table_name(table_name(self.namespace, table)).consistent_read(true);
            let answer = request.limit(limit).set_exclusive_start_key(start.take()).send().await;
            let answer = answer.map_err(|error| service_error(SERVICE, &error))?;
            start = answer.last_evaluated_key;
            decode_all(&mut rows, answer.items, table)?;
            if start.is_none() {
                break;
            }
        }
        Ok(rows)
    }
}

fn decode_all(rows: &mut Vec<Row>, items: Option<Vec<Item>>, table: Table) -> Result<(), StoreError> {
    for item in items.unwrap_or_default() {
        rows.push(decode(item, table)?);
    }
    Ok(())
}

/// How many more rows to ask for; `None` when there are enough.
fn wanted(limit: usize, found: usize) -> Option<i32> {
    let missing = limit.saturating_sub(found);
    (missing > 0).then(|| i32::try_from(missing).unwrap_or(i32::MAX))
}

/// Where a query begins. The service refuses a start outside of the range of sort keys that is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Start {
    Beginning,
    After(String),
    Nowhere,
}

impl Start {
    fn of(prefix: &str, page: &Page) -> Self {
        let Some(after) = &page.after else { return Self::Beginning };
        if after.starts_with(prefix) && !after.is_empty() {
            return Self::After(after.clone());
        }
        let before_range = after.as_str() <= prefix;
        match (page.order, before_range) {
            (Order::Ascending, true) | (Order::Descending, false) => Self::Beginning,
            (Order::Ascending, false) | (Order::Descending, true) => Self::Nowhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_behind_a_key_outside_of_the_range_begins_at_an_end_or_is_empty() {
        for (prefix, after, ascending, descending) in [
            ("V#", "V#1", Start::After("V#1".into()), Start::After("V#1".into())),
            ("V#", "ACTIVE", Start::Beginning, Start::Nowhere),
            ("V#", "W", Start::Nowhere, Start::Beginning),
            ("V#", "", Start::Beginning, Start::Nowhere),
            ("", "x", Start::After("x".into()), Start::After("x".into())),
            ("", "", Start::Beginning, Start::Nowhere),
        ] {
            let page = |order| Page { limit: 1, order, after: Some(after.to_owned()) };
            assert_eq!(Start::of(prefix, &page(Order::Ascending)), ascending, "{prefix} {after}");
            assert_eq!(Start::of(prefix, &page(Order::Descending)), descending, "{prefix} {after}");
        }
        assert_eq!(Start::of("V#", &Page::first(1)), Start::Beginning);
    }
}
