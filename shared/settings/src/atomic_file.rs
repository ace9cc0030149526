//! Small files that are replaced as a whole: a reader sees the old text or the new one, never a part.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Owner may read and write.
const PRIVATE: u32 = 0o600;

/// Makes a directory that only its owner may enter, with its parents.
pub(crate) fn create_dir(dir: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

/// Replaces `path`: temporary file, flush to disk, rename, flush of the directory.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let dir = path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let temporary = path.with_extension("tmp");
    // Left over by a crash; the lock says that nobody else is writing it.
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&temporary, path)?;
    File::open(dir)?.sync_all()
}

/// Runs `change` while holding the lock file beside `path`, so that two writers cannot lose each other's change.
pub(crate) fn locked<T, E: From<io::Error>>(path: &Path, change: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let lock =
        OpenOptions::new().write(true).create(true).truncate(false).mode(PRIVATE).open(path.with_extension("lock"))?;
    lock.lock()?;
    change()
}

/// Whether others than the owner may read the file.
pub(crate) fn is_private(path: &Path) -> io::Result<bool> {
    Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaced_files_are_private_and_leave_no_temporary() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.toml");
        std::fs::write(dir.path().join("a.tmp"), "left over").unwrap();
        for text in ["one", "two"] {
            replace(&path, text).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
            assert!(is_private(&path).unwrap());
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn writers_wait_for_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("count");
        replace(&path, "0").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let added = locked(&path, || {
                            let n: u32 = std::fs::read_to_string(&path)?.parse().map_err(io::Error::other)?;
                            replace(&path, &(n + 1).to_string())
                        });
                        added.unwrap();
                    }
                });
            }
        });
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "40");
    }
}
