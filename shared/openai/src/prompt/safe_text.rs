//! Customer text made ready to leave the process.

use std::fmt;

use switchboard_classify::redact;
use switchboard_domain::ModelFailure;
use switchboard_text::clean_message;

/// How often a text is cut and redacted anew before it is given up.
const ROUNDS: usize = 4;

/// Personal data could not be removed with certainty, so the text is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text still looks as if it held personal data after redaction; it is not sent to a model")]
pub struct RedactionFailed;

impl From<RedactionFailed> for ModelFailure {
    fn from(_: RedactionFailed) -> Self {
        Self::RedactionFailed
    }
}

/// Redacted text. There is no other way to make one than from raw text.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SafeText(String);

impl fmt::Debug for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

impl SafeText {
    /// The newest part of a raw message as plain text, redacted.
    pub(super) fn new(raw: &str) -> Self {
        Self(redact(&clean_message(raw).text))
    }

    /// At most `chars` characters of it, and at most `room` once written inside a JSON string; checked for remains.
    ///
    /// A cut can bring to light what a pattern did not match before (the end of a word is the end of a number), so the
    /// part is redacted again.
    pub(super) fn fit(&self, chars: usize, room: usize) -> Result<String, RedactionFailed> {
        let mut text = self.0.clone();
        for _ in 0..ROUNDS {
            let part = redact(cut(&text, chars, room));
            if part == text {
                return if holds_data(&text) { Err(RedactionFailed) } else { Ok(text) };
            }
            text = part;
        }
        Err(RedactionFailed)
    }

    /// Whether data of this kind was removed.
    pub(super) fn has(&self, marker: &str) -> bool {
        self.0.contains(marker)
    }
}

/// Characters that a character takes inside a JSON string.
pub(super) fn escaped_length(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        c if c < ' ' => 6,
        _ => 1,
    }
}

/// The start of the text within both limits, back to the last white space when it has to be cut.
fn cut(text: &str, chars: usize, room: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().enumerate().find(|(count, (_, c))| {
        used += escaped_length(*c);
        *count >= chars || used > room
    });
    let Some((_, (end, _))) = end else { return text };
    let part = &text[..end];
    // Words are short: further back than this there is no word to keep whole.
    let tail = part.char_indices().rev().nth(80).map_or(0, |(at, _)| at);
    let end = part[tail..].rfind(char::is_whitespace).map_or(part.len(), |at| tail + at);
    part[..end].trim_end()
}

/// Whether something is left that redaction removes. It is deliberately written without the patterns of the
/// redaction, so that a hole in them shows: a mail address, a link, four digits in a row, or seven digits that at most
/// two separators each keep apart.
fn holds_data(text: &str) -> bool {
    let (mut run, mut loose, mut gap) = (0_u32, 0_u32, 0_u32);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next_is_word = rest.peek().is_some_and(|next| next.is_alphanumeric());
        if matches!(c, '@' | '\u{ff20}') && before.is_alphanumeric() && next_is_word {
            return true;
        }
        if c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c) {
            (run, loose, gap) = (run + 1, loose + 1, 0);
        } else {
            run = 0;
            gap += 1;
            if gap > 2 || !matches!(c, ' ' | '.' | '-' | '/' | '(' | ')') {
                loose = 0;
            }
        }
        if run >= 4 || loose >= 7 {
            return true;
        }
        before = c;
    }
    let lower = text.to_lowercase();
    ["://", "www."].iter().any(|start| {
        lower.match_indices(start).any(|(at, _)| lower[at + start.len()..].starts_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fit(raw: &str, chars: usize, room: usize) -> Result<String, RedactionFailed> {
        SafeText::new(raw).fit(chars, room)
    }

    #[test]
    fn raw_messages_become_plain_redacted_text() {
        let raw = "<p>Hi Ann,</p><p>where is <b>#10442</b>? a@mail.example</p><blockquote>old</blockquote>";
        assert_eq!(fit(raw, 100, 100).unwrap(), "Hi [NAME],\n\nwhere is [ORDER_ID]? [EMAIL]");
        assert_eq!(fit("Where is it?\n> On Monday you wrote\n> a lot", 100, 100).unwrap(), "Where is it?");
        assert_eq!(format!("{:?}", SafeText::new("canary")), "[REDACTED]");
    }

    #[test]
    fn a_cut_keeps_words_and_brings_nothing_to_light() {
        assert_eq!(fit("one two three", 9, 100).unwrap(), "one two");
        assert_eq!(fit("one \"two\" three", 100, 10).unwrap(), "one", "quotes take two characters");
        let long = "x".repeat(200);
        assert_eq!(fit(&long, 50, 100).unwrap().len(), 50);
        let digits = format!("{}1234567890{}", "x".repeat(46), "y".repeat(100));
        assert!(!fit(&digits, 54, 100).unwrap().contains('1'));
        assert_eq!(fit("anything", 0, 0).unwrap(), "");
    }

    #[test]
    fn remains_are_seen_without_the_patterns() {
        for held in
            ["a@b.c", "x \u{ff41}\u{ff20}b", "see http://x", "WWW.shop", "id12345", "55-50 (10)4", "\u{ff11}234"]
        {
            assert!(holds_data(held), "{held}");
        }
        for clean in
            ["", "2 bottles, 30 days, 12.50", "a @ b", "[EMAIL] [URL]", "123 days of 456 - 78", "1, 2, 3, 4, 5, 6, 7"]
        {
            assert!(!holds_data(clean), "{clean}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_sent_clean_and_short_or_not_at_all(raw in "[ -~\n]{0,120}|\\PC{0,80}", chars in 0_usize..120) {
            if let Ok(text) = fit(&raw, chars, 100) {
                prop_assert!(text.chars().count() <= chars);
                prop_assert!(text.chars().map(escaped_length).sum::<usize>() <= 100);
                prop_assert_eq!(redact(&text), text);
            }
        }

        #[test]
        fn no_text_is_refused_for_its_form(raw in "[a-zA-Z0-9#@.,:/ ()\n-]{0,200}|[ -~]{0,200}|\\PC{0,100}") {
            prop_assert!(fit(&raw, 150, 400).is_ok(), "{:?}", redact(&raw));
        }
    }
}
