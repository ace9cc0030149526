//! Whether a built program is newer than everything it was built from, so that cargo need not be asked.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Whether `binary` is newer than the sources that cargo lists beside it, their manifests, and the lock file.
pub(crate) fn is_fresh(binary: &Path, manifest: &Path) -> bool {
    let Some(built) = modified(binary) else { return false };
    let listed = std::fs::read_to_string(binary.with_extension("d")).ok();
    let Some(sources) = listed.as_deref().and_then(sources) else { return false };
    let older = |path: &Path| modified(path).is_some_and(|changed| changed <= built);
    let manifests = sources.iter().filter_map(|source| manifest_of(source)).chain([manifest.to_owned()]);
    let manifests: std::collections::BTreeSet<PathBuf> = manifests.collect();
    let locks = manifest.ancestors().skip(1).map(|folder| folder.join("Cargo.lock")).find(|lock| lock.exists());
    sources.iter().all(|source| older(source))
        && manifests.iter().all(|it| older(it))
        && locks.is_none_or(|lock| older(&lock))
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}

/// Files behind the colon of cargo's dep-info, spaces in names escaped.
fn sources(text: &str) -> Option<Vec<PathBuf>> {
    let (_, files) = text.lines().next()?.split_once(": ")?;
    let mut sources = Vec::new();
    let mut name = String::new();
    let mut characters = files.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&' ') => name.extend(characters.next()),
            ' ' => sources.extend(Some(std::mem::take(&mut name)).filter(|name| !name.is_empty()).map(PathBuf::from)),
            other => name.push(other),
        }
    }
    sources.extend(Some(name).filter(|name| !name.is_empty()).map(PathBuf::from));
    Some(sources)
}

/// The manifest of the crate that a source belongs to.
fn manifest_of(source: &Path) -> Option<PathBuf> {
    source.ancestors().skip(1).map(|folder| folder.join("Cargo.toml")).find(|manifest| manifest.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tree(tempfile::TempDir);

    impl Tree {
        fn new() -> Self {
            let tree = Self(tempfile::tempdir().unwrap());
            for (name, age) in [("Cargo.toml", 50), ("Cargo.lock", 50), ("src/a b.rs", 50), ("out/prog", 10)] {
                tree.write(name, "", age);
            }
            let listed = format!("{}: {}\n", tree.path("out/prog").display(), tree.escaped("src/a b.rs"));
            tree.write("out/prog.d", &listed, 10);
            tree
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn escaped(&self, name: &str) -> String {
            self.path(name).to_string_lossy().replace(' ', "\\ ")
        }

        fn write(&self, name: &str, text: &str, age: u64) {
            let path = self.path(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            let time = SystemTime::now() - std::time::Duration::from_secs(age);
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        }

        fn fresh(&self) -> bool {
            is_fresh(&self.path("out/prog"), &self.path("Cargo.toml"))
        }
    }

    #[test]
    fn a_program_newer_than_all_it_is_made_of_is_fresh() {
        assert!(Tree::new().fresh());
    }

    #[test]
    fn anything_newer_or_missing_makes_it_stale() {
        for changed in ["src/a b.rs", "Cargo.toml", "Cargo.lock"] {
            let tree = Tree::new();
            tree.write(changed, "", 5);
            assert!(!tree.fresh(), "{changed}");
        }
        for missing in ["out/prog", "out/prog.d", "src/a b.rs"] {
            let tree = Tree::new();
            std::fs::remove_file(tree.path(missing)).unwrap();
            assert!(!tree.fresh(), "{missing}");
        }
    }
}
