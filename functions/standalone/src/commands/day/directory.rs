//! The data directory of a day: fresh each time, because the simulated vendors forget everything, too.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use switchboard_store::DataDir;

use crate::failure::Failure;

/// Marks a directory that `day` made and may empty.
const MARKER: &str = "made-by-switchboard-day";
/// The owner's lock; it stays while the rest goes, so that no other process can start in between.
const LOCK: &str = "LOCK";

/// Makes the directory fresh: empties one of an earlier day, refuses any other that is not empty.
pub(super) fn prepare(path: &Path) -> Result<(), Failure> {
    match fs::read_dir(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(unusable(path, &error)),
        Ok(mut entries) => {
            if entries.next().is_some() && !path.join(MARKER).is_file() {
                return Err(Failure::refused(
                    "day.data",
                    format!("{} is not empty and no earlier day made it; nothing was deleted", path.display()),
                )
                .help("name a directory that does not exist yet with --data"));
            }
        }
    }
    // Held while the directory is emptied: a day that is still running is not disturbed.
    let _owned = DataDir::open(path)?;
    empty(path).map_err(|error| unusable(path, &error))?;
    fs::write(path.join(MARKER), "State of one `switchboard day`. The next one deletes everything in here.\n")
        .map_err(|error| unusable(path, &error))
}

fn empty(path: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_name() == LOCK || entry.file_name() == MARKER {
            continue;
        }
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
    }
    Ok(())
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new("day.data", format!("{}: {error}", path.display())).help("name another directory with --data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_directory_of_an_earlier_day_is_emptied() {
        let root = tempfile::tempdir().unwrap();
        let fresh = root.path().join("fresh");
        prepare(&fresh).unwrap();
        fs::write(fresh.join("state"), "old").unwrap();
        prepare(&fresh).unwrap();
        assert!(!fresh.join("state").exists() && fresh.join(MARKER).is_file());

        let foreign = root.path().join("foreign");
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join("precious"), "x").unwrap();
        let refusal = prepare(&foreign).unwrap_err();
        assert_eq!(refusal.exit_code(), std::process::ExitCode::from(3));
        assert_eq!(fs::read_to_string(foreign.join("precious")).unwrap(), "x");
    }

    #[test]
    fn a_running_day_is_not_disturbed() {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("data");
        prepare(&data).unwrap();
        fs::write(data.join("state"), "live").unwrap();
        let _running = DataDir::open(&data).unwrap();
        assert!(prepare(&data).is_err());
        assert!(data.join("state").exists());
    }
}
