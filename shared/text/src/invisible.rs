//! Characters that a reader does not see, but that a program would read.

/// What was hidden in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invisible {
    /// Unicode tag characters (U+E0000 to U+E007F): they can spell text that nobody sees.
    pub tag_characters: bool,
    /// Bidirectional overrides (U+202D, U+202E): the text read is not the text seen.
    pub bidi_overrides: bool,
    /// Number of zero-width and other invisible format characters outside emoji sequences.
    pub zero_width: usize,
}

impl Invisible {
    /// Three or more zero-width characters are a signal; fewer come from mail programs and copied text.
    pub const ZERO_WIDTH_SIGNAL: usize = 3;

    /// Whether anything was found that counts as a signal.
    pub fn is_signal(self) -> bool {
        self.is_deception() || self.zero_width >= Self::ZERO_WIDTH_SIGNAL
    }

    /// Whether characters were found that only serve to deceive: tag characters or overrides.
    pub fn is_deception(self) -> bool {
        self.tag_characters || self.bidi_overrides
    }

    /// The findings of both.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        Self {
            tag_characters: self.tag_characters || other.tag_characters,
            bidi_overrides: self.bidi_overrides || other.bidi_overrides,
            zero_width: self.zero_width.saturating_add(other.zero_width),
        }
    }
}

/// Removes invisible characters and reports them. Joiners and selectors inside emoji sequences stay.
pub fn strip_invisible(text: &str) -> (String, Invisible) {
    let mut found = Invisible::default();
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut after_emoji = false;
    while let Some(c) = chars.next() {
        match c {
            '\u{E0000}'..='\u{E007F}' => found.tag_characters = true,
            '\u{202D}' | '\u{202E}' => found.bidi_overrides = true,
            '\u{200D}' if after_emoji && chars.peek().is_some_and(|next| is_emoji(*next)) => out.push(c),
            '\u{FE0E}' | '\u{FE0F}' => out.push(c),
            _ if is_zero_width(c) => found.zero_width += 1,
            _ => {
                out.push(c);
                after_emoji = is_emoji(c);
            }
        }
    }
    (out, found)
}

/// Format characters of no width: joiners, fillers, marks, embeddings and isolates, variation selectors.
fn is_zero_width(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202C}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0D}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0100}'..='\u{E01EF}'
    )
}

/// Pictographs and their modifiers, as far as joiners connect them.
pub(crate) fn is_emoji(c: char) -> bool {
    matches!(
        c,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{27BF}' | '\u{2900}'..='\u{297F}'
            | '\u{2B00}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{A9}' | '\u{AE}'
            | '\u{20E3}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(tag_characters: bool, bidi_overrides: bool, zero_width: usize) -> Invisible {
        Invisible { tag_characters, bidi_overrides, zero_width }
    }

    #[test]
    fn findings_row_by_row() {
        for (text, visible, expected) in [
            ("plain", "plain", found(false, false, 0)),
            ("char\u{200b}ge\u{feff}back\u{2060}", "chargeback", found(false, false, 3)),
            ("hi\u{e0068}\u{e0069}", "hi", found(true, false, 0)),
            ("abc\u{202e}fed\u{202c}", "abcfed", found(false, true, 1)),
            ("soft\u{ad}ware", "software", found(false, false, 1)),
            ("👩\u{200d}👩\u{200d}👧 ok", "👩\u{200d}👩\u{200d}👧 ok", found(false, false, 0)),
            ("❤\u{fe0f}\u{200d}🔥", "❤\u{fe0f}\u{200d}🔥", found(false, false, 0)),
            ("a\u{200d}b", "ab", found(false, false, 1)),
        ] {
            assert_eq!(strip_invisible(text), (visible.to_owned(), expected), "{text:?}");
        }
    }

    #[test]
    fn two_zero_width_characters_are_no_signal_three_are() {
        assert!(!found(false, false, 2).is_signal());
        assert!(found(false, false, 3).is_signal());
        assert!(!found(false, false, 3).is_deception());
        assert!(found(false, true, 0).is_deception());
    }
}
