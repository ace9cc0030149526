//! Values before they enter a text.

/// One line without control characters, braces and characters that change how the text around them is shown.
pub(crate) fn sanitise(value: &str) -> String {
    let visible: String = value
        .chars()
        .filter(|c| !matches!(c, '{' | '}') && !is_invisible(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Zero-width characters, bidirectional marks and overrides, and Unicode tag characters.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_one_visible_line() {
        for (value, expected) in [
            ("a\r\n\tb", "a b"),
            ("{{order_id}}", "order_id"),
            ("a\u{202e}b\u{200b}c", "abc"),
            ("a\u{2028}b\u{0}", "a b"),
            ("\u{e0041}", ""),
        ] {
            assert_eq!(sanitise(value), expected, "{value:?}");
        }
    }
}
