//! State on DynamoDB.

mod action;
mod condition;
pub mod item;
mod read;
pub mod schema;
mod update;
mod write;

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use switchboard_domain::state::{DuePartition, Row, RowKey, Table, Write};
use switchboard_domain::{Randomness, Timestamp};
use switchboard_store::port::validate;
use switchboard_store::{Page, Store, StoreError, WriteError};

use crate::namespace::Namespace;
use action::Action;
use read::Reader;
use write::Writer;

/// Name of the service in errors.
const SERVICE: &str = "dynamodb";

/// The store on five DynamoDB tables (see [`schema`]).
///
/// Reads by key, by partition and of whole tables are strongly consistent. [`due`](Store::due) asks an index that is some
/// time behind: a row that became due a moment ago may not be in it yet, but every row it returns is current and due.
/// Rows of equal due time that do not fit the limit are chosen by the service.
///
/// The service removes expired rows within some days; until then they are present, as the port says. [`scan`](Store::scan)
/// needs the right to `dynamodb:Scan`, which no role of a function has: it is for operators with rights of their own.
///
/// Only ledger rows have a place in the due index.
#[derive(Clone)]
pub struct DynamoStore {
    client: Client,
    namespace: Namespace,
    randomness: Arc<dyn Randomness>,
}

impl DynamoStore {
    /// The store of a deployment. `randomness` gives the ids of writes, which must differ between processes, and the jitter
    /// of repetitions.
    pub fn new(client: Client, namespace: Namespace, randomness: Arc<dyn Randomness>) -> Self {
        Self { client, namespace, randomness }
    }

    fn reader(&self) -> Reader<'_> {
        Reader { client: &self.client, namespace: &self.namespace }
    }
}

#[async_trait]
impl Store for DynamoStore {
    async fn get(&self, keys: &[RowKey]) -> Result<Vec<Option<Row>>, StoreError> {
        self.reader().get(keys).await
    }

    /// Beside a failed condition the service may report a conflict at an earlier write; then the index is that of the first
    /// condition that was found to fail.
    async fn write(&self, writes: Vec<Write>) -> Result<(), WriteError> {
        validate(&writes)?;
        let write_id = format!("{:016x}{:016x}", self.randomness.next_u64(), self.randomness.next_u64());
        let actions = Action::all(&writes, &self.namespace, &write_id)?;
        Writer { client: &self.client, randomness: &*self.randomness, write_id }.write(actions).await
    }

    async fn query(&self, table: Table, pk: &str, sk_prefix: &str, page: Page) -> Result<Vec<Row>, StoreError> {
        self.reader().query(table, pk, sk_prefix, page).await
    }

    async fn due(&self, partition: DuePartition, until: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
        self.reader().due(partition, until, limit).await
    }

    async fn scan(&self, table: Table, after: Option<&RowKey>, limit: usize) -> Result<Vec<Row>, StoreError> {
        self.reader().scan(table, after, limit).await
    }
}
