//! The directory of an embedded installation, and who owns it.
//!
//! One process at a time (`serve`) owns the directory: it may free in-flight messages and leases at start because nobody
//! else can be working under them. It holds an exclusive lock on the file `LOCK`, which the operating system releases
//! when the process ends, however it ends. Operator commands open the directory without the lock, whether it is owned or
//! not: SQLite lets them read and write rows beside the owner, and every write is conditional anyway. They must not do
//! start-up recovery.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use switchboard_domain::{Clock, SystemClock, Timestamp};

/// An opened data directory. The owner keeps the lock as long as this value lives.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    lock: Option<File>,
}

/// Who holds the lock, as written in the lock file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Process id.
    pub pid: u32,
    /// When it took the directory.
    pub started_at: Timestamp,
}

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// Another process owns it.
    #[error("{} is in use by {}", path.display(), describe(*owner))]
    Locked {
        /// The directory.
        path: PathBuf,
        /// The owner, unless it has not written its name yet.
        owner: Option<Owner>,
    },
    /// It does not exist, and only an owner creates it.
    #[error("{} does not exist", path.display())]
    Missing {
        /// The directory.
        path: PathBuf,
    },
    /// Something else has that name.
    #[error("{} is not a directory", path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// This user may not write there.
    #[error("{} is not writable for this user", path.display())]
    NotWritable {
        /// The directory.
        path: PathBuf,
    },
    /// The file system is mounted read-only.
    #[error("{} is on a read-only file system", path.display())]
    ReadOnlyFileSystem {
        /// The directory.
        path: PathBuf,
    },
    /// Anything else that the operating system reports.
    #[error("{} cannot be used: {kind}", path.display())]
    Io {
        /// The directory.
        path: PathBuf,
        /// What was reported.
        kind: ErrorKind,
    },
}

impl DataDirError {
    /// Stable code for logs and scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "data_dir.locked",
            Self::Missing { .. } => "data_dir.missing",
            Self::NotADirectory { .. } => "data_dir.not_a_directory",
            Self::NotWritable { .. } => "data_dir.not_writable",
            Self::ReadOnlyFileSystem { .. } => "data_dir.read_only",
            Self::Io { .. } => "data_dir.io",
        }
    }

    /// The next step for an operator.
    pub fn help(&self) -> String {
        match self {
            Self::Locked { owner: Some(owner), .. } => {
                format!("stop process {} (kill {}), or name another directory with --data", owner.pid, owner.pid)
            }
            Self::Locked { owner: None, .. } => {
                "wait for the other process, or name another directory with --data".into()
            }
            Self::Missing { path } => {
                format!("check --data, or create it with `switchboard serve --data {}`", path.display())
            }
            Self::NotADirectory { .. } => "name a directory with --data".into(),
            Self::NotWritable { path } => {
                format!("make it yours (chown -R \"$USER\" {}), or use --data", path.display())
            }
            Self::ReadOnlyFileSystem { .. } => "name a directory on a writable file system with --data".into(),
            Self::Io { .. } => "check the path and the disk, or name another directory with --data".into(),
        }
    }

    fn from_io(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            ErrorKind::PermissionDenied => Self::NotWritable { path },
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnlyFileSystem { path },
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => Self::NotADirectory { path },
            kind => Self::Io { path, kind },
        }
    }
}

fn describe(owner: Option<Owner>) -> String {
    owner.map_or_else(
        || "another process".to_owned(),
        |owner| format!("process {}, since {}", owner.pid, owner.started_at),
    )
}

impl DataDir {
    /// Takes ownership: creates the directory (mode 0700) if need be and locks it.
    ///
    /// # Errors
    /// [`DataDirError`]; `Locked` names the process that owns it.
    pub fn open(path: &Path) -> Result<Self, DataDirError> {
        let fail = |error: io::Error| DataDirError::from_io(path, &error);
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(fail)?;
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path.join("LOCK"))
            .map_err(fail)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(DataDirError::Locked { path: path.to_owned(), owner: read_owner(&mut lock) });
            }
            Err(TryLockError::Error(error)) => return Err(fail(error)),
        }
        write_owner(&mut lock).map_err(fail)?;
        Ok(Self { path: path.to_owned(), lock: Some(lock) })
    }

    /// Opens an existing directory beside its owner, if it has one: for operator commands.
    ///
    /// # Errors
    /// [`DataDirError::Missing`], [`DataDirError::NotADirectory`] or what the operating system reports.
    pub fn open_shared(path: &Path) -> Result<Self, DataDirError> {
        match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => Ok(Self { path: path.to_owned(), lock: None }),
            Ok(_) => Err(DataDirError::NotADirectory { path: path.to_owned() }),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(DataDirError::Missing { path: path.to_owned() }),
            Err(error) => Err(DataDirError::from_io(path, &error)),
        }
    }

    /// Whether this process owns the directory, and so may do start-up recovery.
    pub const fn is_owned(&self) -> bool {
        self.lock.is_some()
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database of [`crate::EmbeddedStore`].
    pub fn state_file(&self) -> PathBuf {
        self.path.join("state.db")
    }

    /// The database of the embedded queue.
    pub fn queue_file(&self) -> PathBuf {
        self.path.join("queue.db")
    }
}

fn read_owner(lock: &mut File) -> Option<Owner> {
    let mut text = String::new();
    lock.take(1_024).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn write_owner(lock: &mut File) -> io::Result<()> {
    let owner = Owner { pid: std::process::id(), started_at: SystemClock::new().now() };
    lock.set_len(0)?;
    lock.rewind()?;
    lock.write_all(&serde_json::to_vec(&owner)?)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_owner_excludes_a_second_owner_and_tells_its_pid() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b");
        let owner = DataDir::open(&path).unwrap();
        assert!(owner.is_owned());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        let error = DataDir::open(&path).unwrap_err();
        assert!(matches!(&error, DataDirError::Locked { owner: Some(other), .. } if other.pid == std::process::id()));
        assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
        assert!(error.help().contains("--data"));
        drop(owner);
        DataDir::open(&path).unwrap();
    }

    #[test]
    fn operator_commands_work_with_and_without_an_owner() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d");
        assert!(matches!(DataDir::open_shared(&path), Err(DataDirError::Missing { .. })));
        let owner = DataDir::open(&path).unwrap();
        assert!(!DataDir::open_shared(&path).unwrap().is_owned());
        drop(owner);
        let shared = DataDir::open_shared(&path).unwrap();
        assert!(DataDir::open(&path).is_ok(), "a shared opening must not keep the owner out");
        assert_eq!(shared.state_file(), path.join("state.db"));
        assert_eq!(shared.queue_file(), path.join("queue.db"));
    }

    #[test]
    fn an_empty_or_foreign_lock_file_does_not_hide_the_lock() {
        let dir = tempfile::tempdir().unwrap();
        let _owner = DataDir::open(dir.path()).unwrap();
        std::fs::write(dir.path().join("LOCK"), "\u{0}garbage").unwrap();
        assert!(matches!(DataDir::open(dir.path()), Err(DataDirError::Locked { owner: None, .. })));
    }

    #[test]
    fn a_file_in_the_place_of_the_directory_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        std::fs::write(&file, "").unwrap();
        for path in [file.clone(), file.join("below")] {
            let error = DataDir::open(&path).unwrap_err();
            assert_eq!(error.code(), "data_dir.not_a_directory", "{error}");
        }
        assert_eq!(DataDir::open_shared(&file).unwrap_err().code(), "data_dir.not_a_directory");
    }

    #[test]
    fn causes_of_the_operating_system_have_names() {
        // A privileged test run may write everywhere, so the numbers of the kernel are mapped directly.
        for (number, code) in [
            (13, "data_dir.not_writable"),
            (1, "data_dir.not_writable"),
            (30, "data_dir.read_only"),
            (20, "data_dir.not_a_directory"),
            (28, "data_dir.io"),
        ] {
            let error = DataDirError::from_io(Path::new("d"), &io::Error::from_raw_os_error(number));
            assert_eq!(error.code(), code, "{number}");
            assert!(!error.help().is_empty());
        }
    }
}
