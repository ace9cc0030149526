//! Tools that are installed for the repository, pinned, from package registries, into `.tools/`. A fitting version on
//! PATH is used instead; what had to be compiled is also kept in the user's cache, so that a fresh clone is quick.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::process::{self, root, say};

/// Version of cargo-deny, from crates.io.
pub(crate) const CARGO_DENY: &str = "0.20.2";

/// Version of scikit-learn, from PyPI: the peer of the decision benchmark.
pub(crate) const SCIKIT_LEARN: &str = "1.9.1";
/// What it computes with, in the versions that its figures were made with.
const NUMERICS: [&str; 2] = ["numpy==2.4.6", "scipy==1.17.1"];

pub(crate) fn tools_dir() -> PathBuf {
    root().join(".tools")
}

/// The path of cargo-deny, installed if need be.
pub(crate) fn cargo_deny() -> Result<PathBuf, String> {
    if has_version("cargo-deny", CARGO_DENY) {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let mine = tools_dir().join("bin/cargo-deny");
    if has_version(&mine.to_string_lossy(), CARGO_DENY) {
        return Ok(mine);
    }
    let kept = cache_dir().map(|cache| cache.join(format!("cargo-deny-{CARGO_DENY}")));
    if let Some(kept) = kept.as_deref().filter(|kept| has_version(&kept.to_string_lossy(), CARGO_DENY)) {
        copy(kept, &mine)?;
        return Ok(mine);
    }
    say(&format!("installing cargo-deny {CARGO_DENY} into .tools (compiled once, several minutes)"));
    let into = tools_dir().to_string_lossy().into_owned();
    let arguments =
        ["install", "cargo-deny", "--version", CARGO_DENY, "--locked", "--no-default-features", "--root", &into];
    process::run(process::cargo(), &arguments)?;
    if let Some(kept) = kept {
        drop(copy(&mine, &kept)); // a cache that cannot be written costs time later, nothing else
    }
    Ok(mine)
}

/// A Python that has scikit-learn, in a virtual environment of its own.
pub(crate) fn scikit_learn() -> Result<PathBuf, String> {
    const TELL: &str = "import sklearn; print(sklearn.__version__)";
    let folder = tools_dir().join("scikit-learn");
    let python = folder.join("bin/python");
    let installed =
        |python: &Path| process::output(&python.to_string_lossy(), &["-c", TELL]).is_some_and(|v| v == SCIKIT_LEARN);
    if installed(&python) {
        return Ok(python);
    }
    say(&format!("installing scikit-learn {SCIKIT_LEARN} into .tools"));
    process::run("python3", &["-m", "venv", &folder.to_string_lossy()])
        .map_err(|error| format!("{error}; apt-get install python3 python3-venv"))?;
    let package = format!("scikit-learn=={SCIKIT_LEARN}");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", &package];
    process::run(&python, &[&pip[..], &NUMERICS[..]].concat())?;
    if installed(&python) { Ok(python) } else { Err(format!("scikit-learn {SCIKIT_LEARN} cannot be loaded")) }
}

/// redis-server: the peer of the ingress benchmark. It comes from the distribution, so it is installed only for root.
pub(crate) fn redis_server() -> Result<PathBuf, String> {
    const NAME: &str = "redis-server";
    const HELP: &str = "redis-server is missing; apt-get install redis-server";
    let present = || process::output(NAME, &["--version"]).is_some();
    if !present() {
        if process::output("id", &["-u"]).as_deref() != Some("0") {
            return Err(HELP.to_owned());
        }
        process::run("apt-get", &["install", "--yes", "--no-install-recommends", NAME]).map_err(|_| HELP.to_owned())?;
    }
    if present() { Ok(PathBuf::from(NAME)) } else { Err(HELP.to_owned()) }
}

fn has_version(program: &str, version: &str) -> bool {
    process::output(program, &["--version"]).is_some_and(|text| text.split_whitespace().any(|word| word == version))
}

pub(crate) fn cache_dir() -> Option<PathBuf> {
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let base = base.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))?;
    Some(base.join("switchboard/tools"))
}

pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let folder = to.parent().ok_or("a tool needs a folder")?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(from, to))
        .map(drop)
        .map_err(|error| format!("{} cannot be written: {error}", to.display()))
}
