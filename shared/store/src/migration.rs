//! Schema versions of an embedded database.
//!
//! The table `schema_version` holds one row per migration applied. Each migration runs in its own transaction together
//! with its row, so that a crash leaves either version, never something between.

use rusqlite::{Connection, TransactionBehavior};

use crate::DatabaseError;

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The version that the database has afterwards. Versions rise by 1 from 1.
    pub version: u32,
    /// The statements.
    pub sql: &'static str,
}

/// Brings the database to the last of `migrations`. Two processes may do it at the same moment.
///
/// # Errors
/// [`DatabaseError::NewerSchema`] when the file is ahead of this release (nothing is changed then); else what SQLite
/// reports, with the database left at the last version that succeeded.
pub fn migrate(connection: &mut Connection, migrations: &[Migration]) -> Result<(), DatabaseError> {
    let known = migrations.last().map_or(0, |migration| migration.version);
    let found = current(connection)?;
    if found > known {
        return Err(DatabaseError::NewerSchema { found, known });
    }
    for migration in migrations.iter().filter(|migration| migration.version > found) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Asked again under the write lock: another process may have been faster.
        if current(&transaction)? < migration.version {
            transaction.execute_batch(
                "CREATE TABLE IF NOT EXISTS schema_version (
                     version INTEGER PRIMARY KEY,
                     applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                 ) STRICT",
            )?;
            transaction.execute_batch(migration.sql)?;
            transaction.execute("INSERT INTO schema_version (version) VALUES (?1)", [migration.version])?;
        }
        transaction.commit()?;
    }
    Ok(())
}

/// The version of the database; 0 when it is empty.
///
/// # Errors
/// What SQLite reports.
pub fn current(connection: &Connection) -> Result<u32, DatabaseError> {
    let versioned = connection
        .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'")?
        .exists([])?;
    if !versioned {
        return Ok(0);
    }
    Ok(connection.query_row("SELECT COALESCE(MAX(version), 0) FROM schema_version", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const V1: Migration = Migration { version: 1, sql: "CREATE TABLE t (x INTEGER)" };
    const V2: Migration = Migration { version: 2, sql: "ALTER TABLE t ADD COLUMN y INTEGER NOT NULL DEFAULT 7" };

    #[test]
    fn a_database_of_version_one_keeps_its_rows_under_version_two() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &[V1]).unwrap();
        connection.execute("INSERT INTO t VALUES (1)", []).unwrap();
        migrate(&mut connection, &[V1, V2]).unwrap();
        migrate(&mut connection, &[V1, V2]).unwrap();
        assert_eq!(current(&connection).unwrap(), 2);
        let row: (i64, i64) =
            connection.query_row("SELECT x, y FROM t", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(row, (1, 7));
    }

    #[test]
    fn a_newer_database_is_refused_and_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &[V1, V2]).unwrap();
        assert_eq!(migrate(&mut connection, &[V1]).unwrap_err(), DatabaseError::NewerSchema { found: 2, known: 1 });
        assert_eq!(current(&connection).unwrap(), 2);
    }

    #[test]
    fn a_migration_that_fails_half_way_leaves_the_version_before() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &[V1]).unwrap();
        let broken = Migration { version: 2, sql: "CREATE TABLE half (x); INSERT INTO missing VALUES (1)" };
        migrate(&mut connection, &[V1, broken]).unwrap_err();
        assert_eq!(current(&connection).unwrap(), 1);
        assert!(connection.prepare("SELECT * FROM half").is_err());
        migrate(&mut connection, &[V1, V2]).unwrap();
    }
}
