//! The durable store of a single installation, on SQLite.
//!
//! One writer thread commits in groups ([`crate::group_commit`]); reads have connections of their own. A row is kept as
//! its JSON text beside the columns that SQL must see: key, place in the due index, expiry, end of lease.
//!
//! A second process may open the same file at the same time (operator commands while the server runs): every
//! transaction judges its conditions under SQLite's write lock.

#[cfg(test)]
mod equivalence;
mod rows;
mod schema;

use std::path::Path;

use async_trait::async_trait;
use rusqlite::Connection;
use switchboard_domain::Timestamp;
use switchboard_domain::state::{DuePartition, Row, RowKey, Table, Write};

use crate::database::connect_writer;
use crate::error::{StoreError, WriteError};
use crate::group_commit::Committer;
use crate::migration::migrate;
use crate::port::{LocalStore, Order, Page, Store, StoreCounts, validate};
use crate::readers::Readers;

/// Rows in one SQLite file.
#[derive(Debug)]
pub struct EmbeddedStore {
    committer: Committer,
    readers: Readers,
}

impl EmbeddedStore {
    /// Opens the database at `file`, creating it or bringing its schema up to date. Blocks the thread meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Database`], among others when a newer release wrote the file.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let mut connection = connect_writer(file)?;
        migrate(&mut connection, schema::MIGRATIONS)?;
        Ok(Self { committer: Committer::start("store-writer", connection)?, readers: Readers::new(file) })
    }
}

#[async_trait]
impl Store for EmbeddedStore {
    async fn get(&self, keys: &[RowKey]) -> Result<Vec<Option<Row>>, StoreError> {
        let keys = keys.to_vec();
        self.readers.read(move |connection| keys.iter().map(|key| rows::get(connection, key)).collect()).await
    }

    async fn write(&self, writes: Vec<Write>) -> Result<(), WriteError> {
        validate(&writes)?;
        // Encoded here so that the one writer thread has less to do.
        let writes = writes.into_iter().map(rows::Encoded::new).collect::<Result<Vec<_>, _>>()?;
        self.committer.submit(move |connection| apply(connection, &writes)).await
    }

    async fn query(&self, table: Table, pk: &str, sk_prefix: &str, page: Page) -> Result<Vec<Row>, StoreError> {
        let (pk, prefix) = (pk.to_owned(), sk_prefix.to_owned());
        self.readers.read(move |connection| rows::query(connection, table, &pk, &prefix, &page)).await
    }

    async fn due(&self, partition: DuePartition, until: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
        self.readers.read(move |connection| rows::due(connection, partition, until, limit)).await
    }

    async fn scan(&self, table: Table, after: Option<&RowKey>, limit: usize) -> Result<Vec<Row>, StoreError> {
        let after = after.cloned();
        self.readers.read(move |connection| rows::scan(connection, table, after.as_ref(), limit)).await
    }
}

#[async_trait]
impl LocalStore for EmbeddedStore {
    async fn sweep_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.committer.submit(move |connection| rows::sweep(connection, now, limit)).await
    }

    async fn leased_rows(&self, limit: usize) -> Result<Vec<Row>, StoreError> {
        self.readers.read(move |connection| rows::leased(connection, limit)).await
    }

    async fn counts(&self) -> Result<StoreCounts, StoreError> {
        self.readers.read(rows::counts).await
    }
}

fn apply(connection: &Connection, writes: &[rows::Encoded]) -> Result<(), WriteError> {
    for (index, write) in writes.iter().enumerate() {
        if !write.condition_holds(connection)? {
            return Err(WriteError::ConditionFailed { index });
        }
    }
    for write in writes {
        write.apply(connection)?;
    }
    Ok(())
}

/// `LIMIT` takes a signed number.
fn sql_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// The SQL keyword of a direction and its comparison for "behind".
const fn sql_order(order: Order) -> (&'static str, &'static str) {
    match order {
        Order::Ascending => ("ASC", ">"),
        Order::Descending => ("DESC", "<"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::DatabaseError;
    use crate::conformance::{self, samples};
    use switchboard_domain::state::Expect;

    fn open(dir: &tempfile::TempDir) -> EmbeddedStore {
        EmbeddedStore::open(&dir.path().join("state.db")).unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn conforms() {
        let dir = tempfile::tempdir().unwrap();
        conformance::run(&open(&dir)).await.unwrap();
    }

    #[tokio::test]
    async fn conforms_as_a_local_store() {
        let dir = tempfile::tempdir().unwrap();
        conformance::run_local(&open(&dir)).await.unwrap();
        assert!(open(&dir).counts().await.unwrap().bytes > 0);
    }

    #[tokio::test]
    async fn rows_outlive_the_process() {
        let dir = tempfile::tempdir().unwrap();
        let row = samples::event("E#1", 7);
        open(&dir).write(vec![Write::put(row.clone(), Expect::Absent)]).await.unwrap();
        assert_eq!(open(&dir).get(&[row.key()]).await.unwrap(), [Some(row)]);
    }

    #[tokio::test]
    async fn a_second_process_sees_and_respects_what_the_first_wrote() {
        let dir = tempfile::tempdir().unwrap();
        let (server, command) = (open(&dir), open(&dir));
        let row = samples::limit("B#x", 1);
        server.write(vec![Write::put(row.clone(), Expect::Absent)]).await.unwrap();
        assert_eq!(command.get(&[row.key()]).await.unwrap(), [Some(row.clone())]);
        let refused = command.write(vec![Write::put(row, Expect::Absent)]).await;
        assert_eq!(refused, Err(WriteError::ConditionFailed { index: 0 }));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn two_processes_lose_no_update_of_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let stores = [Arc::new(open(&dir)), Arc::new(open(&dir))];
        let tasks: Vec<_> = (0..8)
            .map(|i| {
                let store = Arc::clone(&stores[i % 2]);
                tokio::spawn(async move { conformance::increment(&*store, "B#shared", 10).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let rows = stores[0].get(&[RowKey::limit("B#shared")]).await.unwrap();
        let Some(Row::Limit(row)) = &rows[0] else { panic!("no row") };
        assert_eq!(row.version, 80);
    }

    #[tokio::test]
    async fn a_newer_file_is_refused_with_its_version() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(&dir));
        let file = dir.path().join("state.db");
        let connection = Connection::open(&file).unwrap();
        connection.execute("INSERT INTO schema_version (version) VALUES (99)", []).unwrap();
        let error = EmbeddedStore::open(&file).unwrap_err();
        let StoreError::Database(DatabaseError::NewerSchema { found: 99, .. }) = error else { panic!("{error:?}") };
        assert_eq!(error.code(), "database.newer_schema");
    }

    #[tokio::test]
    async fn a_row_of_an_unknown_kind_is_an_error_without_its_content() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(&dir);
        let row = samples::limit("B#x", 1);
        store.write(vec![Write::put(row.clone(), Expect::Absent)]).await.unwrap();
        let connection = Connection::open(dir.path().join("state.db")).unwrap();
        connection.execute(r#"UPDATE rows SET body = '{"row":"secret"}'"#, []).unwrap();
        let error = store.get(&[row.key()]).await.unwrap_err();
        assert_eq!(error, StoreError::Undecodable { table: Table::Limits });
        assert!(!error.to_string().contains("secret"));
    }

    #[test]
    fn the_due_query_and_the_lease_query_use_their_indexes() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(&dir));
        let connection = Connection::open(dir.path().join("state.db")).unwrap();
        for (sql, index) in rows::INDEXED {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let mut steps = statement.raw_query();
            let mut plan = Vec::new();
            while let Some(step) = steps.next().unwrap() {
                plan.push(step.get::<_, String>(3).unwrap());
            }
            let plan = plan.join("; ");
            assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
        }
    }
}
