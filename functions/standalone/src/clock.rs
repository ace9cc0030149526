//! The clock of `serve`. An accelerated one goes on where it was when the process is started again: all times stored in
//! the data directory are its times, and they must not lie in the future.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use switchboard_domain::{Clock, SystemClock, Timestamp};

use crate::failure::Failure;

/// File of a data directory whose times are those of an accelerated clock.
const FILE: &str = "clock.json";

/// What two processes must agree on to show the same accelerated time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pace {
    /// When the directory was first used, by the machine's clock.
    origin: Timestamp,
    /// How many times as fast the clock has run since then.
    speed: u32,
}

/// The clock of a data directory.
pub(crate) struct DirectoryClock {
    pace: Pace,
    file: PathBuf,
}

impl DirectoryClock {
    /// The clock that the directory was last used with, else a new one.
    pub(crate) fn of(data: &Path, speed: u32) -> Result<Self, Failure> {
        let file = data.join(FILE);
        let pace = match std::fs::read_to_string(&file) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| broken(&file, error))?,
            // No note; or no directory to look into, which opening it will say better.
            Err(_) if !file.exists() => {
                // A directory that holds state without a pace was used with the machine's time.
                let used = data.join("state.db").exists();
                Pace { origin: SystemClock::new().now(), speed: if used { 1 } else { speed } }
            }
            Err(error) => return Err(broken(&file, error)),
        };
        if pace.speed == speed {
            return Ok(Self { pace, file });
        }
        Err(Failure::usage(format!(
            "--speed {speed}: the times in {} are those of a clock with --speed {}",
            data.display(),
            pace.speed
        ))
        .help(format!("use --speed {}, or name another directory with --data", pace.speed)))
    }

    /// The clock of a directory for operator commands, whatever its pace.
    pub(crate) fn in_use(data: &Path) -> Result<Arc<dyn Clock>, Failure> {
        let file = data.join(FILE);
        match std::fs::read_to_string(&file) {
            Ok(text) => {
                let pace = serde_json::from_str(&text).map_err(|error| broken(&file, error))?;
                Ok(Self { pace, file }.clock())
            }
            Err(_) if !file.exists() => Ok(Arc::new(SystemClock::new())),
            Err(error) => Err(broken(&file, error)),
        }
    }

    /// The clock itself.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(SystemClock::accelerated_since(self.pace.origin, self.pace.speed))
    }

    /// Leaves the pace in the directory, for the next start. The machine's own clock needs no note.
    pub(crate) fn keep(&self) -> Result<(), Failure> {
        if self.pace.speed == 1 || self.file.exists() {
            return Ok(());
        }
        let text = serde_json::to_string(&self.pace).map_err(|error| broken(&self.file, error))?;
        std::fs::write(&self.file, text).map_err(|error| broken(&self.file, error))
    }
}

fn broken(file: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::new("clock", format!("{}: {error}", file.display())).help("name another directory with --data")
}

#[cfg(test)]
mod tests {
    use switchboard_domain::Millis;

    use super::*;

    #[test]
    fn a_restart_goes_on_where_the_clock_was() {
        let dir = tempfile::tempdir().unwrap();
        let pace = Pace { origin: SystemClock::new().now().saturating_sub(Millis::from_secs(60)), speed: 20 };
        let first = DirectoryClock { pace, file: dir.path().join(FILE) };
        first.keep().unwrap();
        let again = DirectoryClock::of(dir.path(), 20).unwrap();
        assert_eq!(again.pace, pace);
        let ahead = again.clock().now() - SystemClock::new().now();
        assert!((Millis::from_mins(19)..Millis::from_mins(20)).contains(&ahead), "{ahead:?}");
    }

    #[test]
    fn another_speed_is_refused_and_the_real_clock_leaves_no_note() {
        let dir = tempfile::tempdir().unwrap();
        DirectoryClock::of(dir.path(), 1).unwrap().keep().unwrap();
        assert!(!dir.path().join(FILE).exists());
        DirectoryClock::of(dir.path(), 5).unwrap().keep().unwrap();
        let refused = DirectoryClock::of(dir.path(), 1).err().unwrap();
        assert!(refused.to_string().contains("--speed 5"), "{refused}");
        std::fs::write(dir.path().join(FILE), "{").unwrap();
        assert!(DirectoryClock::of(dir.path(), 5).is_err());
    }

    #[test]
    fn a_directory_of_real_times_is_not_accelerated() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("state.db"), "").unwrap();
        assert!(DirectoryClock::of(dir.path(), 1).is_ok());
        assert!(DirectoryClock::of(dir.path(), 2).is_err());
    }
}
