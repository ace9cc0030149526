//! What `put`, `activate` and `rollback` share: the options, the differences as they are printed, and the consent.

use std::io::{BufRead, IsTerminal};

use clap::Args;
use serde::Serialize;
use serde_json::Value;
use switchboard_snapshots::{Change, LineChange};

use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

/// Longest name of a person, characters.
const MAX_NAME: usize = 100;

#[derive(Args)]
pub(super) struct Options {
    /// Show the differences, change nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Who does it, for the record.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "operator", value_parser = person)]
    pub(super) by: String,
    #[command(flatten)]
    pub(super) target: Target,
    /// How the result is printed.
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
}

/// What a command did, or would do.
#[derive(Serialize)]
pub(super) struct Report {
    /// For example `snapshots activate`.
    pub(super) action: &'static str,
    /// The snapshot that is compared with.
    pub(super) from: String,
    /// The snapshot it is about.
    pub(super) to: String,
    /// A stable word.
    pub(super) result: &'static str,
    /// When it is seen by the workers; null if it is not to be seen.
    pub(super) effective: Option<&'static str>,
    /// Nothing was changed because `--dry-run` was given.
    pub(super) dry_run: bool,
    /// What differs.
    pub(super) changes: Vec<Change>,
}

impl Report {
    /// Prints the record, and in text `next` as the last line.
    pub(super) fn print(&self, format: Format, next: &str) {
        if format == Format::Json {
            return output::json(self);
        }
        print_changes(&self.from, &self.to, &self.changes);
        let dry = if self.dry_run { " (dry run: nothing was changed)" } else { "" };
        let effective = self.effective.map(|when| format!(", effective {when}")).unwrap_or_default();
        output::line(format!("{} {}: {}{effective}{dry}", self.action, self.to, self.result));
        if !next.is_empty() {
            output::note(next);
        }
    }
}

/// The differences for people.
pub(super) fn print_changes(from: &str, to: &str, changes: &[Change]) {
    if changes.is_empty() {
        return output::line(format!("{from} and {to} hold the same values"));
    }
    output::line(format!("{from} -> {to}"));
    for change in changes {
        let place = format!("{}.{}", change.document, change.key);
        if change.lines.is_empty() {
            output::line(format!("  {place}: {} -> {}", shown(&change.before), shown(&change.after)));
            continue;
        }
        output::line(format!("  {place}:"));
        for line in &change.lines {
            match line {
                LineChange::Same(text) => output::line(format!("      {text}")),
                LineChange::Removed(text) => output::line(format!("    - {text}")),
                LineChange::Added(text) => output::line(format!("    + {text}")),
            }
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "(absent)".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Asks the person at the terminal; a script must have said `--yes`.
pub(super) fn consent(given: bool) -> Result<(), Failure> {
    if given {
        return Ok(());
    }
    let missing =
        || Failure::usage("nothing was changed: this needs a yes").help("add --yes, or --dry-run to look only");
    if !std::io::stdin().is_terminal() {
        return Err(missing());
    }
    output::note("activate it? (yes/no)");
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") { Ok(()) } else { Err(missing()) }
}

fn person(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_name = !text.is_empty() && text.chars().count() <= MAX_NAME && !text.chars().any(char::is_control);
    if is_name { Ok(text.to_owned()) } else { Err(format!("must be one line of 1 to {MAX_NAME} characters")) }
}
