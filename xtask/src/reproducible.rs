//! Whether the functions' archives depend on the source alone: two copies of the checkout in folders of different length
//! are built apart, and their archives compared byte by byte.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::package::archive;
use crate::process::{cargo, root, say};
use crate::tools;

/// Folders of the copies below `target/reproducible`: a path that gets into a binary has another length in each.
const COPIES: [&str; 2] = ["a", "a-folder-with-a-longer-name/b"];

/// Builds twice and compares. The copies are removed if the archives are equal, and kept to look at if they are not.
pub(crate) fn run() -> Result<(), String> {
    let place = root().join("target/reproducible");
    clear(&place)?;
    let files = files()?;
    let tool = tools::cargo_lambda()?;
    let mut made = Vec::new();
    for name in COPIES {
        let copy = place.join(name);
        say(&format!("copying {} files to {}", files.len(), shown(&copy)));
        files.iter().try_for_each(|file| duplicate(&root(), &copy, file))?;
        if tool.python.is_some() {
            link(&tools::tools_dir().join("lambda"), &copy.join(".tools/lambda"))?;
        }
        let started = Instant::now();
        package(&copy)?;
        say(&format!("packaged in {} s", started.elapsed().as_secs()));
        made.push(archives(&copy.join("target/lambda"))?);
    }
    let different = differences(&made[0], &made[1]);
    if !different.is_empty() {
        return Err(format!("{}; both copies are kept in {}", different.join("; "), shown(&place)));
    }
    for (name, bytes) in &made[0] {
        say(&format!("{name:9}{:>12} bytes, equal", bytes.len()));
    }
    clear(&place)
}

/// What belongs to the source: tracked files and new ones that are not ignored, relative to the root.
fn files() -> Result<Vec<PathBuf>, String> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    if !listed.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&listed.stderr).trim()));
    }
    let names = String::from_utf8(listed.stdout).map_err(|error| format!("the name of a file is no text: {error}"))?;
    Ok(names.split_terminator('\0').map(PathBuf::from).collect())
}

/// Copies a file with its mode, or a link as a link. One that was deleted since git knew it is none of the source.
fn duplicate(from: &Path, to: &Path, file: &Path) -> Result<(), String> {
    let (source, target) = (from.join(file), to.join(file));
    let kind = match fs::symlink_metadata(&source) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(format!("{}: {error}", file.display())),
    };
    let failed = |error| format!("{} cannot be copied: {error}", file.display());
    if kind.is_symlink() {
        return link(&fs::read_link(&source).map_err(failed)?, &target);
    }
    make_parent(&target)?;
    fs::copy(&source, &target).map(drop).map_err(failed)
}

fn link(to: &Path, at: &Path) -> Result<(), String> {
    make_parent(at)?;
    symlink(to, at).map_err(|error| format!("{} cannot be linked: {error}", at.display()))
}

fn make_parent(path: &Path) -> Result<(), String> {
    let parent = path.parent().ok_or("a copy needs a folder")?;
    fs::create_dir_all(parent).map_err(|error| format!("{} cannot be made: {error}", parent.display()))
}

/// As a developer types it there, with a target folder of its own; how large an archive is does not matter here.
fn package(copy: &Path) -> Result<(), String> {
    let mut command = Command::new(cargo());
    command.args(["xtask", "package", "--any-size"]).current_dir(copy).env_remove("CARGO_TARGET_DIR");
    let status = command.status().map_err(|error| format!("cargo cannot be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("cargo xtask package failed in {}", shown(copy))) }
}

/// The archive of every function, by the function's name.
fn archives(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let failed = |error| format!("{}: {error}", shown(folder));
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let bytes = fs::read(entry.path().join("bootstrap.zip")).map_err(failed)?;
        found.insert(entry.file_name().to_string_lossy().into_owned(), bytes);
    }
    if found.is_empty() { Err(format!("{} holds no archive", shown(folder))) } else { Ok(found) }
}

fn differences(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
    names.filter_map(|name| difference(one.get(name)?, other.get(name)?, name)).chain(missing(one, other)).collect()
}

fn missing(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    (!one.keys().eq(other.keys())).then(|| "the copies made archives of different functions".to_owned())
}

/// Where the programs differ, which tells more than where their compressed forms do.
fn difference(one: &[u8], other: &[u8], name: &str) -> Option<String> {
    if one == other {
        return None;
    }
    let (one, other) = (archive::content(one).ok()?, archive::content(other).ok()?);
    let at = one.iter().zip(&other).position(|(a, b)| a != b);
    let count = one.iter().zip(&other).filter(|(a, b)| a != b).count();
    Some(match at {
        Some(at) => format!(
            "{name}: the programs ({} and {} bytes) differ in {count} bytes from {at} on",
            one.len(),
            other.len()
        ),
        None => format!("{name}: the programs have {} and {} bytes, or their archives differ", one.len(), other.len()),
    })
}

fn clear(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(format!("{}: {error}", shown(folder))),
        _ => Ok(()),
    }
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(content: &[u8]) -> BTreeMap<String, Vec<u8>> {
        BTreeMap::from([("ingress".to_owned(), archive::of("bootstrap", content).unwrap())])
    }

    #[test]
    fn equal_archives_have_no_difference() {
        assert_eq!(differences(&made(b"program"), &made(b"program")), [""; 0]);
    }

    #[test]
    fn what_differs_is_told_with_its_place() {
        let told = differences(&made(b"program of a"), &made(b"program of b")).join(";");
        assert_eq!(told, "ingress: the programs (12 and 12 bytes) differ in 1 bytes from 11 on");
        let longer = differences(&made(b"program"), &made(b"program of b")).join(";");
        assert!(longer.contains("7 and 12 bytes"), "{longer}");
        assert!(differences(&made(b"program"), &BTreeMap::new()).join(";").contains("different functions"));
    }

    #[test]
    fn files_are_copied_with_their_mode_and_links_stay_links() {
        let place = std::env::temp_dir().join(format!("switchboard-copies-{}", std::process::id()));
        clear(&place).unwrap();
        let (from, to) = (place.join("from"), place.join("to"));
        fs::create_dir_all(from.join("sub")).unwrap();
        fs::copy(std::env::current_exe().unwrap(), from.join("sub/program")).unwrap();
        symlink("sub/program", from.join("link")).unwrap();
        for file in ["sub/program", "link", "deleted"] {
            duplicate(&from, &to, Path::new(file)).unwrap();
        }
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions();
        assert_eq!(mode(&to.join("sub/program")), mode(&from.join("sub/program")));
        assert_eq!(fs::read_link(to.join("link")).unwrap(), Path::new("sub/program"));
        assert!(!to.join("deleted").exists());
        clear(&place).unwrap();
    }

    #[test]
    fn what_is_ignored_is_not_copied() {
        let files = files().unwrap();
        assert!(files.iter().any(|file| file == Path::new("xtask/src/reproducible.rs")));
        assert!(!files.iter().any(|file| file.starts_with("target")));
    }
}
