//! Constant regular expressions.

use regex::Regex;

/// Compiles a pattern that is a constant of this crate. `\b` is the ASCII word boundary, which the engine finds without
/// falling back to its slow path on texts with other letters.
#[allow(clippy::expect_used, reason = "patterns are constants and each one is compiled by a test of its module")]
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(&text.replace(r"\b", r"(?-u:\b)")).expect("a constant pattern is valid")
}
