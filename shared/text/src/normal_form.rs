//! Normal forms for matching and comparing.

use unicode_normalization::UnicodeNormalization;

use crate::html::{QuoteMarks, looks_like_html, render};
use crate::invisible::strip_invisible;

/// The form that patterns are matched on: NFKC, lower case, one kind of apostrophe, quotation mark and dash, every
/// run of whitespace one space, trimmed.
pub fn fold(text: &str) -> String {
    one_line(text.chars().map(unify).nfkc().map(unify).flat_map(char::to_lowercase))
}

/// The form in which a reply that was sent is compared with a comment read back: HTML and invisible characters
/// removed, NFKC, one kind of quotation mark and dash, every run of whitespace one space, trimmed. Case is kept.
pub fn content_form(text: &str) -> String {
    let plain = if looks_like_html(text) { render(text, QuoteMarks::Omit) } else { text.to_owned() };
    let (visible, _) = strip_invisible(&plain);
    one_line(visible.chars().map(unify).nfkc().map(unify))
}

/// Every line trimmed, runs of spaces collapsed, at most one blank line in a row, none at the ends.
pub(crate) fn collapse_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let line = one_line(line.chars());
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        out.push_str(&line);
    }
    out
}

fn one_line(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in chars {
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn unify(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201B}' | '\u{02BC}' | '\u{02B9}' | '\u{2032}' | '\u{60}' | '\u{B4}' | '\u{FF07}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{AB}' | '\u{BB}' | '\u{2033}' | '\u{FF02}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fold_row_by_row() {
        for (text, expected) in [
            ("  Don\u{2019}t   STOP\n now ", "don't stop now"),
            ("don\u{b4}t", "don't"),
            ("\u{201c}Quote\u{201d} \u{2014} dash", "\"quote\" - dash"),
            ("ＣＨＡＲＧＥback", "chargeback"),
            ("𝐬𝐮𝐞", "sue"),
            ("ﬁle", "file"),
            ("", ""),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn a_reply_equals_its_html_copy() {
        let sent = "Hi Ann,\n\nYour order's on its way - \"soon\" & safe.\nThe Team";
        let read = "<p>Hi Ann,</p><p>Your order&rsquo;s on its&nbsp;way &ndash; &ldquo;soon&rdquo; &amp; safe.<br>The \
            Team</p>";
        assert_eq!(content_form(sent), content_form(read));
        assert_ne!(content_form(sent), content_form("Hi Bob"));
        assert_eq!(content_form("<blockquote>Hi</blockquote>"), "Hi");
    }

    #[test]
    fn lines_are_kept_and_blank_ones_collapsed() {
        assert_eq!(collapse_lines("\n a  b \r\n\r\n\r\nc\n"), "a b\n\nc");
    }
}
