//! The SQL of the embedded store.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, named_params, params};
use switchboard_domain::Timestamp;
use switchboard_domain::state::{DuePartition, Expect, Row, RowKey, Table, Write};

use super::{sql_limit, sql_order};
use crate::error::{StoreError, WriteError};
use crate::port::{Page, StoreCounts};

const DUE: &str = "SELECT body, tbl FROM rows
    WHERE due_partition = ?1 AND due_at <= ?2 ORDER BY due_at, tbl, pk, sk LIMIT ?3";

const LEASED: &str = "SELECT body, tbl FROM rows
    WHERE lease_until IS NOT NULL ORDER BY lease_until, tbl, pk, sk LIMIT ?1";

const SWEEP: &str = "DELETE FROM rows WHERE id IN (
    SELECT id FROM rows WHERE expires_at <= ?1 ORDER BY expires_at, tbl, pk, sk LIMIT ?2)";

/// Statements that would be slow without their index.
#[cfg(test)]
pub(super) const INDEXED: [(&str, &str); 3] = [(DUE, "rows_due"), (LEASED, "rows_lease"), (SWEEP, "rows_expiry")];

/// A write whose row is already text.
pub(super) struct Encoded {
    key: RowKey,
    expect: Expect,
    change: Change,
}

enum Change {
    Put { body: String, due: Option<(String, i64)>, expires_at: Option<i64>, lease_until: Option<i64> },
    Delete,
    None,
}

impl Encoded {
    pub(super) fn new(write: Write) -> Result<Self, StoreError> {
        Ok(match write {
            Write::Put { row, expect } => {
                let key = row.key();
                let body = serde_json::to_string(&row).map_err(|_| StoreError::Unencodable { table: key.table })?;
                let change = Change::Put {
                    body,
                    due: row.due().map(|due| (due.partition.as_key(), due.at.as_millis())),
                    expires_at: row.expires_at().map(Timestamp::as_millis),
                    lease_until: row.lease_until().map(Timestamp::as_millis),
                };
                Self { key, expect, change }
            }
            Write::Delete { key, expect } => Self { key, expect, change: Change::Delete },
            Write::Check { key, expect } => Self { key, expect, change: Change::None },
        })
    }

    pub(super) fn condition_holds(&self, connection: &Connection) -> Result<bool, WriteError> {
        if matches!(&self.expect, Expect::AbsentOr(checks) if checks.is_empty()) {
            return Ok(true);
        }
        if self.expect == Expect::Absent {
            let mut statement =
                connection.prepare_cached("SELECT 1 FROM rows WHERE tbl = ?1 AND pk = ?2 AND sk = ?3")?;
            return Ok(!statement.exists(params![self.key.table.as_str(), self.key.pk, self.key.sk])?);
        }
        Ok(self.expect.holds(get(connection, &self.key)?.as_ref()))
    }

    pub(super) fn apply(&self, connection: &Connection) -> Result<(), WriteError> {
        let RowKey { table, pk, sk } = &self.key;
        match &self.change {
            Change::Put { body, due, expires_at, lease_until } => {
                connection
                    .prepare_cached(
                        "INSERT INTO rows (tbl, pk, sk, body, due_partition, due_at, expires_at, lease_until)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                         ON CONFLICT (tbl, pk, sk) DO UPDATE SET body = excluded.body,
                             due_partition = excluded.due_partition, due_at = excluded.due_at,
                             expires_at = excluded.expires_at, lease_until = excluded.lease_until",
                    )?
                    .execute(params![
                        table.as_str(),
                        pk,
                        sk,
                        body,
                        due.as_ref().map(|(partition, _)| partition),
                        due.as_ref().map(|(_, at)| at),
                        expires_at,
                        lease_until
                    ])?;
            }
            Change::Delete => {
                connection
                    .prepare_cached("DELETE FROM rows WHERE tbl = ?1 AND pk = ?2 AND sk = ?3")?
                    .execute(params![table.as_str(), pk, sk])?;
            }
            Change::None => {}
        }
        Ok(())
    }
}

pub(super) fn get(connection: &Connection, key: &RowKey) -> Result<Option<Row>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body FROM rows WHERE tbl = ?1 AND pk = ?2 AND sk = ?3")?;
    let body =
        statement.query_row(params![key.table.as_str(), key.pk, key.sk], |row| row.get::<_, String>(0)).optional()?;
    body.map(|body| decode(&body, key.table)).transpose()
}

pub(super) fn query(
    connection: &Connection,
    table: Table,
    pk: &str,
    prefix: &str,
    page: &Page,
) -> Result<Vec<Row>, StoreError> {
    let (direction, behind) = sql_order(page.order);
    // Each absent bound is left out of the text, so that the index serves whatever bounds there are.
    let mut sql = "SELECT body, tbl FROM rows WHERE tbl = :tbl AND pk = :pk AND sk >= :prefix".to_owned();
    let end = prefix_end(prefix);
    let mut parameters: Vec<(&str, &dyn rusqlite::ToSql)> = Vec::with_capacity(6);
    let (name, limit) = (table.as_str(), sql_limit(page.limit));
    parameters.extend_from_slice(named_params! { ":tbl": name, ":pk": pk, ":prefix": prefix, ":limit": limit });
    if let Some(end) = &end {
        sql.push_str(" AND sk < :end");
        parameters.push((":end", end));
    }
    if let Some(after) = &page.after {
        sql.push_str(&format!(" AND sk {behind} :after"));
        parameters.push((":after", after));
    }
    sql.push_str(&format!(" ORDER BY sk {direction} LIMIT :limit"));
    collect(connection.prepare_cached(&sql)?, parameters.as_slice())
}

pub(super) fn due(
    connection: &Connection,
    partition: DuePartition,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    collect(connection.prepare_cached(DUE)?, params![partition.as_key(), until.as_millis(), sql_limit(limit)])
}

pub(super) fn scan(
    connection: &Connection,
    table: Table,
    after: Option<&RowKey>,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let (pk, sk) = after.map_or(("", ""), |key| (key.pk.as_str(), key.sk.as_str()));
    // No row has two empty keys, so "behind nothing" is "behind the empty key".
    let statement = connection
        .prepare_cached("SELECT body, tbl FROM rows WHERE tbl = ?1 AND (pk, sk) > (?2, ?3) ORDER BY pk, sk LIMIT ?4")?;
    collect(statement, params![table.as_str(), pk, sk, sql_limit(limit)])
}

pub(super) fn leased(connection: &Connection, limit: usize) -> Result<Vec<Row>, StoreError> {
    collect(connection.prepare_cached(LEASED)?, [sql_limit(limit)])
}

pub(super) fn sweep(connection: &Connection, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(SWEEP)?.execute(params![now.as_millis(), sql_limit(limit)])?)
}

pub(super) fn counts(connection: &Connection) -> Result<StoreCounts, StoreError> {
    let count = |sql: &str, parameters: &[&dyn rusqlite::ToSql]| -> Result<u64, StoreError> {
        let number: i64 = connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?;
        Ok(u64::try_from(number).unwrap_or(0))
    };
    let human = DuePartition::Human.as_key();
    let mut counts = StoreCounts {
        human: count("SELECT COUNT(*) FROM rows WHERE due_partition = ?1", &[&human])?,
        due: count("SELECT COUNT(*) FROM rows WHERE due_partition IS NOT NULL AND due_partition <> ?1", &[&human])?,
        leased: count("SELECT COUNT(*) FROM rows WHERE lease_until IS NOT NULL", &[])?,
        bytes: count("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", &[])?,
        ..StoreCounts::default()
    };
    for table in Table::ALL {
        let rows = count("SELECT COUNT(*) FROM rows WHERE tbl = ?1", &[&table.as_str()])?;
        counts.rows.insert(table, rows);
    }
    Ok(counts)
}

fn collect(mut statement: CachedStatement<'_>, parameters: impl Params) -> Result<Vec<Row>, StoreError> {
    let mut found = statement.query(parameters)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let table = row.get::<_, String>(1)?;
        let table = Table::ALL.into_iter().find(|known| known.as_str() == table).unwrap_or(Table::Ledger);
        rows.push(decode(row.get_ref(0)?.as_str().map_err(|_| StoreError::Undecodable { table })?, table)?);
    }
    Ok(rows)
}

fn decode(body: &str, table: Table) -> Result<Row, StoreError> {
    // The parser's message may quote the row; it is dropped on purpose.
    serde_json::from_str(body).map_err(|_| StoreError::Undecodable { table })
}

/// The smallest text (by bytes) above all texts with this prefix; `None` when there is none.
fn prefix_end(prefix: &str) -> Option<String> {
    let mut end = prefix.to_owned();
    while let Some(last) = end.pop() {
        let next = if last == '\u{D7FF}' { Some('\u{E000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            end.push(next);
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn prefix_end_parts_texts_with_the_prefix_from_those_above(prefix in ".{0,4}", rest in ".{0,4}", other in ".{0,6}") {
            let end = prefix_end(&prefix);
            let with_prefix = format!("{prefix}{rest}");
            prop_assert!(end.as_ref().is_none_or(|end| with_prefix < *end));
            if other >= prefix && !other.starts_with(&prefix) {
                prop_assert!(end.is_some_and(|end| other >= end));
            }
        }
    }

    #[test]
    fn prefix_end_steps_over_the_surrogates_and_the_last_character() {
        assert_eq!(prefix_end("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(prefix_end("\u{D7FF}").as_deref(), Some("\u{E000}"));
        assert_eq!(prefix_end(""), None);
    }
}
