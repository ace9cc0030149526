//! The newest part of a message: what was written this time.

use crate::reply_header::header_length;
use crate::signature::body_length;

/// The newest part and whether anything was cut off.
pub(crate) struct Newest {
    pub(crate) text: String,
    pub(crate) removed: bool,
}

/// The text without quoted history (lines that start with `>`, everything after a reply header) and without its
/// signature.
///
/// If nothing stands above the header, but new lines stand below the quoted ones, those are the newest part: the
/// customer answered below the quotation.
pub fn newest_part(text: &str) -> String {
    split(text).text
}

pub(crate) fn split(text: &str) -> Newest {
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    let header = (0..lines.len()).find_map(|at| header_length(&lines, at).map(|length| (at, at + length)));
    let (above, below) = match header {
        Some((start, end)) => (&lines[..start], &lines[end..]),
        None => (&lines[..], &[][..]),
    };
    let mut own = unquoted(above);
    if own.iter().all(|line| line.trim().is_empty()) && below.iter().any(|line| is_quoted(line)) {
        own = answered_below(below);
    }
    own.truncate(body_length(&own));
    let text = own.join("\n").trim().to_owned();
    let removed = text.len() < lines.join("\n").trim().len();
    Newest { text, removed }
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn unquoted<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines.iter().copied().filter(|line| !is_quoted(line)).collect()
}

/// Lines after the last quoted one, up to a further reply header.
fn answered_below<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let start = lines.iter().rposition(|line| is_quoted(line)).map_or(0, |at| at + 1);
    let rest = &lines[start..];
    let end = (0..rest.len()).find(|at| header_length(rest, *at).is_some()).unwrap_or(rest.len());
    rest[..end].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_part_row_by_row() {
        for (text, newest) in [
            ("Just text", "Just text"),
            ("New\n> old\n> older", "New"),
            ("New\n\nOn Mon, 2 Mar 2026, Shop wrote:\nold without marks #12345", "New"),
            ("On Mon, 2 Mar 2026, Shop wrote:\n> old\n\nNew below", "New below"),
            ("On Mon, 2 Mar 2026, Shop wrote:\nold", ""),
            ("New\n-----Original Message-----\nFrom: x\nold", "New"),
            ("New\n________________________________\nFrom: Shop\nSent: x\nTo: y", "New"),
            ("Nuevo\n\nEl lun, 2 mar 2026 a las 10:01, Tienda escribió:\n> viejo", "Nuevo"),
            ("> quoted question\nmy answer", "my answer"),
            ("New\nThanks,\nAnn Lee\n\nOn Mon, 2 Mar 2026, Shop wrote:\n> old", "New"),
            ("", ""),
        ] {
            assert_eq!(newest_part(text), newest, "{text}");
        }
    }

    #[test]
    fn removal_is_reported_only_when_it_happened() {
        assert!(split("a\n> b").removed);
        assert!(!split("a\r\nb").removed);
        assert!(!split("  a\nb \n").removed);
    }
}
