//! Constant regular expressions.

use regex::Regex;

/// Compiles a pattern that is a constant of this crate.
#[allow(clippy::expect_used, reason = "patterns are constants and each one is compiled by a test of its module")]
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern is valid")
}
