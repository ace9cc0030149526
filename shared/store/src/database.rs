//! SQLite connections of the embedded installation: settings and errors, shared by the store and the queue.
//!
//! Write-ahead log with `synchronous=FULL`: a committed transaction survives power loss, readers never wait for the
//! writer, and a second process (an operator command) may read and write while the server runs.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

/// How long a connection waits for another process' write transaction. Those last milliseconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Prepared statements kept per connection; more than the store and the queue have.
const STATEMENTS: usize = 64;

/// A failure of the embedded database. Holds neither row content nor SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// Another process kept the database locked for too long.
    #[error("the database is locked by another process")]
    Busy,
    /// The file system is full.
    #[error("the disk is full")]
    DiskFull,
    /// The file system or the file is read-only.
    #[error("the database is read-only")]
    ReadOnly,
    /// The file cannot be opened or created.
    #[error("the database file cannot be opened")]
    CannotOpen,
    /// The file is damaged.
    #[error("the database file is damaged")]
    Corrupt,
    /// The file is something else.
    #[error("the file is not a database")]
    NotADatabase,
    /// The operating system reported an I/O error.
    #[error("I/O error of the database file")]
    Io,
    /// A newer release wrote the file.
    #[error("the database has schema version {found}; this release knows up to {known}")]
    NewerSchema {
        /// Version in the file.
        found: u32,
        /// Newest version known here.
        known: u32,
    },
    /// The writer thread has ended.
    #[error("the database has been closed")]
    Closed,
    /// Anything else that SQLite reports.
    #[error("the database reported result code {code}")]
    Other {
        /// SQLite's extended result code; 0 when the failure was none of SQLite's.
        code: i32,
    },
}

impl DatabaseError {
    /// Stable code for logs and scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Busy => "database.busy",
            Self::DiskFull => "database.disk_full",
            Self::ReadOnly => "database.read_only",
            Self::CannotOpen => "database.cannot_open",
            Self::Corrupt => "database.corrupt",
            Self::NotADatabase => "database.not_a_database",
            Self::Io => "database.io",
            Self::NewerSchema { .. } => "database.newer_schema",
            Self::Closed => "database.closed",
            Self::Other { .. } => "database.other",
        }
    }

    /// The next step for an operator.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Busy => "end the other process that uses the data directory, or try again",
            Self::DiskFull => "free space on the file system of the data directory",
            Self::ReadOnly => "make the data directory writable for this user, or name another one with --data",
            Self::CannotOpen => "check that the data directory exists and belongs to this user",
            Self::Corrupt | Self::NotADatabase => "restore the data directory from a backup",
            Self::Io => "check the disk and the kernel log",
            Self::NewerSchema { .. } => "run the release that wrote the data directory, or a newer one",
            Self::Closed => "start the process again",
            Self::Other { .. } => "report the code together with the release",
        }
    }
}

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
