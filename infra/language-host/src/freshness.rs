//! Whether a program must be built again, decided without cargo.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::graph::Facts;
use crate::stamp::Moment;

/// A program that cargo has built.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Built {
    pub(crate) executable: PathBuf,
    /// When the executable was written.
    modified: Moment,
    /// When the build that found it up to date began.
    checked: Moment,
}

impl Built {
    pub(crate) fn new(executable: PathBuf, checked: Moment) -> Option<Self> {
        Some(Self { modified: Moment::of(&executable)?, executable, checked })
    }

    /// Whether nothing that the program is made of was written since. The sources are those that cargo lists in the
    /// dep-info file beside the executable; generated ones are left out, they follow from the others.
    pub(crate) fn is_fresh(&self, facts: &Facts) -> bool {
        let Some(modified) = Moment::of(&self.executable) else { return false };
        // Built by somebody else meanwhile: then its own time counts.
        let since = if modified == self.modified { self.checked } else { modified };
        let Ok(text) = std::fs::read_to_string(self.executable.with_extension("d")) else { return false };
        let Some(mut inputs) = dep_info(&text) else { return false };
        inputs.retain(|input| !facts.target_directories.iter().any(|target| input.starts_with(target)));
        inputs.extend(facts.manifests.iter().cloned());
        inputs.push(facts.workspace_root.join("Cargo.lock"));
        inputs.iter().all(|input| Moment::latest_below(input).is_some_and(|written| written < since))
    }
}

/// The inputs in a dep-info file: `output: input input …`, spaces within a path escaped. `None` if it is not of that
/// form or has relative paths, which only cargo can resolve.
fn dep_info(text: &str) -> Option<Vec<PathBuf>> {
    let (_, list) = text.lines().next()?.split_once(": ")?;
    let mut inputs = vec![String::new()];
    let mut rest = list.chars().peekable();
    while let Some(next) = rest.next() {
        match (next, inputs.last_mut()) {
            ('\\', Some(input)) if rest.peek() == Some(&' ') => input.extend(rest.next()),
            (' ', _) => inputs.push(String::new()),
            (_, Some(input)) => input.push(next),
            (_, None) => return None,
        }
    }
    inputs.retain(|input| !input.is_empty());
    inputs.iter().all(|input| Path::new(input).is_absolute()).then(|| inputs.into_iter().map(PathBuf::from).collect())
}

#[cfg(test)]
mod tests {
    use std::fs::{File, create_dir, write};
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn dep_info_with_spaces_in_paths() {
        let inputs = dep_info("/t/release/x: /a/b.rs /with\\ space/c.rs\n").unwrap();
        assert_eq!(inputs, [PathBuf::from("/a/b.rs"), PathBuf::from("/with space/c.rs")]);
        assert_eq!(dep_info("/t/x: src/main.rs\n"), None);
        assert_eq!(dep_info("nothing"), None);
    }

    fn write_at(path: &Path, time: SystemTime) {
        File::options().write(true).open(path).or_else(|_| File::open(path)).unwrap().set_modified(time).unwrap();
    }

    #[test]
    fn whatever_is_newer_than_the_build_makes_it_stale() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        ["target", "asset"].iter().for_each(|name| create_dir(at(name)).unwrap());
        let inputs = ["main.rs", "asset/a.json", "Cargo.toml", "Cargo.lock", "asset"];
        inputs[..4].iter().for_each(|name| write(at(name), "x").unwrap());
        write(at("target/generated.rs"), "x").unwrap();
        write(at("target/x"), "x").unwrap();
        let listed = ["main.rs", "asset", "target/generated.rs"].map(|name| at(name).display().to_string());
        write(at("target/x.d"), format!("{}: {}\n", at("target/x").display(), listed.join(" "))).unwrap();
        let now = SystemTime::now();
        let before = |seconds| now - Duration::from_secs(seconds);
        let age = |path: &Path, seconds| write_at(path, before(seconds));
        let settle = || {
            inputs.iter().for_each(|name| age(&at(name), 100));
            age(&at("target/x"), 50);
        };
        settle();
        let facts = Facts {
            package: "x".into(),
            bin: "x".into(),
            workspace_root: folder.path().into(),
            target_directories: vec![at("target")],
            manifests: vec![at("Cargo.toml")],
            dependencies: vec![],
            packages: vec![],
        };
        let checked = Moment::from(before(60));
        let built = Built::new(at("target/x"), checked).unwrap();
        assert!(built.is_fresh(&facts));
        for input in &inputs[..4] {
            // After the build began, before it ended: cargo may have missed it.
            age(&at(input), 55);
            assert!(!built.is_fresh(&facts), "{input}");
            settle();
        }
        assert!(built.is_fresh(&facts));
        // The same, but somebody has built since.
        age(&at("main.rs"), 20);
        age(&at("target/x"), 10);
        assert!(built.is_fresh(&facts));
        std::fs::remove_file(at("main.rs")).unwrap();
        assert!(!built.is_fresh(&facts));
    }
}
