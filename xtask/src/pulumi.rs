//! The Pulumi CLI, the engine's conformance suite, and our language host and stand-in provider under `.tools/`.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::process::{self, cargo, root, say};
use crate::tools;

/// Version of the Pulumi CLI and of the conformance suite; `infra/tools/go.mod` pins the same.
pub(crate) const PULUMI: &str = "3.259.0";
const CLI: &str = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const SUITE: &str = "github.com/pulumi/pulumi/pkg/v3/testing/pulumi-test-language";

/// The Pulumi CLI: the one on PATH, or one built from its Go module.
pub(crate) fn cli() -> Result<PathBuf, String> {
    if process::output("pulumi", &["version"]).is_some_and(|version| version.starts_with("v3.")) {
        return Ok(PathBuf::from("pulumi"));
    }
    // Without the flag it does not know its own version.
    let version = format!("-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{PULUMI}");
    let works = |path: &Path| {
        process::output(&path.to_string_lossy(), &["version"]).is_some_and(|said| said == format!("v{PULUMI}"))
    };
    go_tool("pulumi", CLI, &["-ldflags", &version], works)
}

/// The engine's conformance suite, built from its Go module.
pub(crate) fn suite() -> Result<PathBuf, String> {
    // It has no way to say its version: the name does.
    go_tool(&format!("pulumi-test-language-{PULUMI}"), SUITE, &[], Path::is_file)
}

/// A tool of the Go module infra/tools in `.tools/bin`, from the user's cache or built.
fn go_tool(name: &str, package: &str, flags: &[&str], works: impl Fn(&Path) -> bool) -> Result<PathBuf, String> {
    let mine = tools::tools_dir().join("bin").join(name);
    if works(&mine) {
        return Ok(mine);
    }
    let kept = tools::cache_dir().map(|cache| cache.join("go").join(format!("{PULUMI}-{name}")));
    if let Some(kept) = kept.as_deref().filter(|kept| works(kept)) {
        tools::copy(kept, &mine)?;
        return Ok(mine);
    }
    if process::output("go", &["version"]).is_none() {
        return Err(format!("{name} must be built and go is missing; install Go 1.26 or newer, or put {name} on PATH"));
    }
    say(&format!("building {name} {PULUMI} into .tools (once, about three minutes)"));
    let into = mine.to_string_lossy().into_owned();
    process::run("go", &[&["build", "-C", "infra/tools", "-o", &into], flags, &[package]].concat())?;
    if !works(&mine) {
        return Err(format!("{} was built and does not run", mine.display()));
    }
    if let Some(kept) = kept {
        drop(tools::copy(&mine, &kept)); // a cache that cannot be written costs time later, nothing else
    }
    Ok(mine)
}

/// Our language host, built and put into `.tools/bin`, where Pulumi.yaml names it.
pub(crate) fn language_host() -> Result<PathBuf, String> {
    let built = build("switchboard-language-host", "pulumi-language-rust", "release")?;
    let host = tools::tools_dir().join("bin/pulumi-language-rust");
    install(&built, &host)?;
    Ok(host)
}

/// Builds a binary of the workspace in a profile and returns its path.
fn build(package: &str, bin: &str, profile: &str) -> Result<PathBuf, String> {
    process::run(cargo(), &["build", "--locked", "--profile", profile, "--package", package, "--bin", bin])?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir));
    Ok(target.join(if profile == "dev" { "debug" } else { profile }).join(bin))
}

/// A running program cannot be written over, but replaced.
fn install(built: &Path, to: &Path) -> Result<(), String> {
    if fs::read(built).ok().is_some_and(|new| fs::read(to).is_ok_and(|old| old == new)) {
        return Ok(());
    }
    let beside = to.with_extension("new");
    tools::copy(built, &beside)?;
    fs::rename(&beside, to).map_err(|error| format!("{} cannot be replaced: {error}", to.display()))
}

/// Runs the engine's conformance tests against our host and programs; what follows goes to the runner.
pub(crate) fn conformance(rest: &[String]) -> Result<(), String> {
    // The tests share what is compiled for other tests.
    let (suite, host) = (suite()?, build("switchboard-language-host", "pulumi-language-rust", "dev")?);
    let runner = tools::tools_dir().join("bin/conformance-runner");
    let into = runner.to_string_lossy().into_owned();
    process::run("go", &["build", "-C", "tests/conformance/runner", "-o", &into, "."])?;
    build("switchboard-conformance", "conformance", "dev")?;
    let root = root().to_string_lossy().into_owned();
    let (suite, host) = (suite.to_string_lossy().into_owned(), host.to_string_lossy().into_owned());
    let mut arguments = vec!["-checkout", &root, "-suite", &suite, "-host", &host];
    if rest.is_empty() {
        arguments.extend(["-expect", "tests/conformance/expected.json"]);
    }
    arguments.extend(rest.iter().map(String::as_str));
    process::run(runner, &arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_go_module_pins_the_same_version() {
        let module = fs::read_to_string(root().join("infra/tools/go.mod")).unwrap();
        assert!(module.contains(&format!("github.com/pulumi/pulumi/pkg/v3 v{PULUMI}")), "{module}");
    }
}
