//! How an embedded database can fail. Known to every build, so that an error means the same with and without SQLite.

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
