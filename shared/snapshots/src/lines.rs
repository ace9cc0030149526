//! Differences of two texts, line by line.

use serde::Serialize;

/// A line of the difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", content = "text", rename_all = "lowercase")]
pub enum LineChange {
    /// In both.
    Same(String),
    /// Only before.
    Removed(String),
    /// Only after.
    Added(String),
}

/// The shortest way from one text to the other in whole lines, by their longest common subsequence. Blank lines are left
/// out: between paragraphs they mean nothing.
pub fn line_changes(before: &str, after: &str) -> Vec<LineChange> {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    let (old, new) = (lines(before), lines(after));
    let common = lengths(&old, &new);
    let (mut i, mut j) = (0, 0);
    let mut changes = Vec::with_capacity(old.len().max(new.len()));
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            changes.push(LineChange::Same(old[i].clone()));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            changes.push(LineChange::Removed(old[i].clone()));
            i += 1;
        } else {
            changes.push(LineChange::Added(new[j].clone()));
            j += 1;
        }
    }
    changes
}

/// Lengths of the longest common subsequences of all pairs of ends.
fn lengths(old: &[String], new: &[String]) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i][j] = if old[i] == new[j] { table[i + 1][j + 1] + 1 } else { table[i + 1][j].max(table[i][j + 1]) };
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let sign = |change: LineChange| match change {
            LineChange::Same(line) => format!(" {line}"),
            LineChange::Removed(line) => format!("-{line}"),
            LineChange::Added(line) => format!("+{line}"),
        };
        line_changes(before, after).into_iter().map(sign).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn only_what_differs_is_marked() {
        assert_eq!(shown("a\nb\nc", "a\nx\nc"), " a|-b|+x| c");
        assert_eq!(shown("a\nb", "b\nc"), "-a| b|+c");
        assert_eq!(shown("", "a"), "+a");
        assert_eq!(shown("a", ""), "-a");
        assert_eq!(shown("a\n\nb", "a\nb"), " a| b");
        assert_eq!(shown("", ""), "");
    }
}
