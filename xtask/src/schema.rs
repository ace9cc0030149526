//! The reduced schema of the AWS provider, from which the typed resources are generated.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, root, say};
use crate::tools;

const FOLDER: &str = "infra/aws/schema";
/// What the schema is read from, and what reads it.
const PACKAGES: [(&str, &str); 2] = [("@pulumi/aws", "7.48.0"), ("typescript", "5.9.3")];

/// What to do with the schema.
#[derive(Clone, Copy)]
pub(crate) enum Mode {
    /// Write the file anew.
    Write,
    /// Fail if the file is not what would be written.
    Check,
}

pub(crate) fn run(mode: Mode) -> Result<(), String> {
    let modules = node_modules()?;
    let file = root().join(FOLDER).join("aws.json");
    let current = fs::read_to_string(&file).unwrap_or_default();
    let wanted = extract(&modules)?;
    if current == wanted {
        say(&format!("{FOLDER}/aws.json is current"));
        return Ok(());
    }
    match mode {
        Mode::Write => {
            fs::write(&file, wanted).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
            say(&format!("{FOLDER}/aws.json is written anew; review and commit it"));
            Ok(())
        }
        Mode::Check => Err(format!(
            "{FOLDER}/aws.json is not what the package says, first in line {}; run `cargo xtask schema` and commit the result",
            first_difference(&current, &wanted)
        )),
    }
}

fn extract(modules: &Path) -> Result<String, String> {
    let output = Command::new("node")
        .arg(format!("{FOLDER}/extract.mjs"))
        .arg(modules)
        .arg(format!("{FOLDER}/types.txt"))
        .current_dir(root())
        .output()
        .map_err(|error| format!("node cannot be started: {error}; install Node.js 20 or newer"))?;
    if !output.status.success() {
        return Err(format!("the schema cannot be read: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("the schema is no UTF-8: {error}"))
}

/// Number of the first line that differs, from 1.
pub(crate) fn first_difference(one: &str, other: &str) -> usize {
    one.lines().zip(other.lines()).take_while(|(a, b)| a == b).count() + 1
}

/// A folder with the packages, installed if need be.
fn node_modules() -> Result<PathBuf, String> {
    let folder = tools::tools_dir().join("npm");
    let modules = folder.join("node_modules");
    if PACKAGES.iter().all(|(name, version)| installed(&modules, name, version)) {
        return Ok(modules);
    }
    let wanted: Vec<String> = PACKAGES.iter().map(|(name, version)| format!("{name}@{version}")).collect();
    say(&format!("installing {} into .tools/npm", wanted.join(" and ")));
    fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    let prefix = folder.to_string_lossy();
    let mut arguments =
        vec!["install", "--prefix", &*prefix, "--save-exact", "--ignore-scripts", "--no-audit", "--no-fund"];
    arguments.extend(wanted.iter().map(String::as_str));
    process::run("npm", &arguments).map_err(|error| format!("{error}; npm comes with Node.js 20 or newer"))?;
    Ok(modules)
}

fn installed(modules: &Path, name: &str, version: &str) -> bool {
    let manifest = fs::read_to_string(modules.join(name).join("package.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap_or_default();
    manifest["version"] == version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_found_by_its_line() {
        assert_eq!(first_difference("a\nb\nc", "a\nx\nc"), 2);
        assert_eq!(first_difference("a\n", "a\nb\n"), 2);
        assert_eq!(first_difference("", "a"), 1);
    }
}
