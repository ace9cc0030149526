//! Everything that is checked without running the product.

use std::fs;
use std::path::Path;

use crate::arrows;
use crate::process::{self, cargo, root, say};
use crate::tools;

/// No Rust file may be longer; most are near 150 lines.
const LONGEST_FILE: usize = 600;

pub(crate) fn run() -> Result<(), String> {
    process::run(cargo(), &["fmt", "--all", "--check"])?;
    process::run(cargo(), &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
    arrows::check()?;
    file_sizes()?;
    todos()?;
    let deny = tools::cargo_deny()?;
    process::run(deny, &["--locked", "check", "licenses", "bans", "sources"])
}

fn tracked(pattern: &str) -> Result<Vec<String>, String> {
    let listed = process::output("git", &["ls-files", "--cached", "--others", "--exclude-standard", "--", pattern]);
    let listed = listed.ok_or("git cannot list the files; run inside a checkout")?;
    Ok(listed.lines().map(str::to_owned).collect())
}

fn file_sizes() -> Result<(), String> {
    let mut long = Vec::new();
    for file in tracked("*.rs")? {
        let lines = fs::read_to_string(root().join(&file)).map_or(0, |text| text.lines().count());
        if lines > LONGEST_FILE {
            long.push(format!("{file}: {lines} lines"));
        }
    }
    say(&format!("file sizes: {} over {LONGEST_FILE} lines", long.len()));
    if long.is_empty() { Ok(()) } else { Err(format!("split these files:\n  {}", long.join("\n  "))) }
}

/// A note of unfinished work must have an owner line in docs/limits.md, which names the file.
fn todos() -> Result<(), String> {
    let limits = fs::read_to_string(root().join("docs/limits.md")).unwrap_or_default();
    // Spelled apart, or this file would find itself.
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat()];
    let unowned: Vec<String> = tracked("*.rs")?
        .into_iter()
        .filter(|file| {
            let text = fs::read_to_string(root().join(Path::new(file))).unwrap_or_default();
            marks.iter().any(|mark| text.contains(mark.as_str())) && !limits.contains(file.as_str())
        })
        .collect();
    say(&format!("unfinished marks without an owner: {}", unowned.len()));
    if unowned.is_empty() {
        Ok(())
    } else {
        Err(format!("add an owner line to docs/limits.md for: {}", unowned.join(", ")))
    }
}
