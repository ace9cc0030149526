//! Modification times: how the host sees that nothing has changed.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Moment(u64);

impl Moment {
    pub(crate) fn now() -> Self {
        Self::from(SystemTime::now())
    }

    /// When a file was last written; `None` if there is none.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        Some(Self::from(std::fs::metadata(path).ok()?.modified().ok()?))
    }

    /// When a file, or the latest file below a folder, was last written.
    pub(crate) fn latest_below(path: &Path) -> Option<Self> {
        let own = Self::of(path)?;
        let Ok(entries) = std::fs::read_dir(path) else { return Some(own) };
        entries.filter_map(Result::ok).filter_map(|entry| Self::latest_below(&entry.path())).chain([own]).max()
    }
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
    }
}

/// A file and when it was written, or that it is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    path: PathBuf,
    modified: Option<Moment>,
}

impl Stamp {
    pub(crate) fn take(path: PathBuf) -> Self {
        Self { modified: Moment::of(&path), path }
    }

    pub(crate) fn still_holds(&self) -> bool {
        Moment::of(&self.path) == self.modified
    }

    pub(crate) fn is_older_than(&self, moment: Moment) -> bool {
        self.modified.is_none_or(|modified| modified < moment)
    }
}
