//! SQLite connections of the embedded installation and their settings, shared by the store and the queue.
//!
//! Write-ahead log with `synchronous=FULL`: a committed transaction survives power loss, readers never wait for the
//! writer, and a second process (an operator command) may read and write while the server runs.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::DatabaseError;

/// How long a connection waits for another process' write transaction. Those last milliseconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Prepared statements kept per connection; more than the store and the queue have.
const STATEMENTS: usize = 64;

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = error else { return Self::Other { code: 0 } };
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => Self::Busy,
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly,
            ErrorCode::CannotOpen => Self::CannotOpen,
            ErrorCode::DatabaseCorrupt => Self::Corrupt,
            ErrorCode::NotADatabase => Self::NotADatabase,
            ErrorCode::SystemIoFailure => Self::Io,
            _ => Self::Other { code: failure.extended_code },
        }
    }
}

/// Opens a connection that may write, creating the file if there is none.
///
/// # Errors
/// [`DatabaseError`] when the file cannot be opened or is no database.
pub fn connect_writer(path: &Path) -> Result<Connection, DatabaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16384;",
    )?;
    // The log file is cut back to this size when it is emptied, and emptied by a commit when it has as many pages: both
    // only matter when the thread that usually does it cannot keep up.
    connection.query_row("PRAGMA journal_size_limit = 67108864", [], |_| Ok(()))?;
    connection.query_row("PRAGMA wal_autocheckpoint = 16384", [], |_| Ok(()))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Opens a connection that only reads an existing database.
///
/// # Errors
/// [`DatabaseError`] when the file cannot be opened or is no database.
pub fn connect_reader(path: &Path) -> Result<Connection, DatabaseError> {
    // Not SQLITE_OPEN_READ_ONLY: a reader of a write-ahead log keeps its place in the shared-memory file.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_writer_survives_power_loss_and_lets_readers_pass() {
        let dir = tempfile::tempdir().unwrap();
        let writer = connect_writer(&dir.path().join("x.db")).unwrap();
        let pragma =
            |name: &str| writer.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0));
        assert_eq!(pragma("journal_mode").unwrap(), "wal".to_owned().into());
        assert_eq!(pragma("synchronous").unwrap(), 2.into());
    }

    #[test]
    fn what_is_no_database_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.db");
        std::fs::write(&path, vec![b'x'; 8192]).unwrap();
        assert_eq!(connect_writer(&path).unwrap_err(), DatabaseError::NotADatabase);
        assert_eq!(connect_writer(&dir.path().join("none/x.db")).unwrap_err(), DatabaseError::CannotOpen);
        assert_eq!(connect_reader(&dir.path().join("y.db")).unwrap_err(), DatabaseError::CannotOpen);
    }

    #[test]
    fn a_reader_cannot_write() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.db");
        connect_writer(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        let refused = connect_reader(&path).unwrap().execute("INSERT INTO t VALUES (1)", []).unwrap_err();
        assert_eq!(DatabaseError::from(refused), DatabaseError::ReadOnly);
    }
}
