//! The committed plan of every stack.

use std::path::Path;
use std::{env, fs};

use crate::process::{self, cargo, root, say};
use crate::schema;

/// Lines of a difference that are shown.
const SHOWN: usize = 40;

pub(crate) enum Mode {
    Write,
    Check,
}

pub(crate) fn run(mode: Mode) -> Result<(), String> {
    process::run(cargo(), &["build", "--locked", "--package", "switchboard-infra", "--bin", "golden-plan"])?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder));
    let program = target.join("debug/golden-plan");
    let mut different = Vec::new();
    for stack in print(&program, None)?.lines() {
        let plan = print(&program, Some(stack))?;
        let path = root().join(format!("environments/golden/{stack}.json"));
        match mode {
            Mode::Write => {
                fs::write(&path, &plan).map_err(|error| format!("{}: {error}", path.display()))?;
                say(&format!("environments/golden/{stack}.json"));
            }
            Mode::Check => different.extend(difference(&path, &plan)),
        }
    }
    if different.is_empty() {
        return Ok(());
    }
    Err(format!("{}\nthe committed plans are not those of the program: cargo xtask golden", different.join("\n")))
}

/// The plan of a stack, or the names of the stacks that the program knows.
fn print(program: &Path, stack: Option<&str>) -> Result<String, String> {
    let output = std::process::Command::new(program).args(stack).current_dir(root()).output();
    let output = output.map_err(|error| format!("golden-plan cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("stack {}:\n{}", stack.unwrap_or("?"), String::from_utf8_lossy(&output.stderr)))
}

/// Where the committed plan and the program's part, with the lines from there on.
fn difference(path: &Path, now: &str) -> Option<String> {
    let committed = fs::read_to_string(path).unwrap_or_default();
    if committed == now {
        return None;
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (committed.lines().collect(), now.lines().collect());
    let line = schema::first_difference(&committed, now);
    let side = |mark: char, lines: &[&str]| -> Vec<String> {
        lines.iter().skip(line - 1).take(SHOWN / 2).map(|line| format!("{mark}{line}")).collect()
    };
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    let lines = [side('-', &old), side('+', &new)].concat().join("\n");
    Some(format!("{name}, line {line}:\n{lines}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_shown_from_its_first_line() {
        let folder = env::temp_dir().join(format!("golden-{}", std::process::id()));
        fs::write(&folder, "a\nb\nc\n").unwrap();
        assert_eq!(difference(&folder, "a\nb\nc\n"), None);
        let shown = difference(&folder, "a\nx\nc\n").unwrap();
        fs::remove_file(&folder).unwrap();
        assert!(shown.contains("line 2") && shown.contains("-b") && shown.contains("+x") && !shown.contains("-a"));
        assert!(difference(&folder, "a").is_some());
    }
}
