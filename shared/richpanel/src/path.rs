//! Paths with ids as single segments.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 is encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The id as one percent-encoded segment. `None` for `.` and `..`: URLs have no spelling for them as a segment, so they
/// would change the path.
pub(crate) fn segment(id: &str) -> Option<String> {
    (!matches!(id, "" | "." | "..")).then(|| utf8_percent_encode(id, SEGMENT).to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_but_unreserved_characters_is_left() {
        assert_eq!(segment("<a+b/c=d@x.example>").as_deref(), Some("%3Ca%2Bb%2Fc%3Dd%40x.example%3E"));
        assert_eq!(segment("a b%2Fé~-_").as_deref(), Some("a%20b%252F%C3%A9~-_"));
        for id in ["", ".", ".."] {
            assert_eq!(segment(id), None);
        }
    }

    proptest! {
        #[test]
        fn decodes_to_the_same_bytes_and_stays_one_segment(id in ".{1,60}") {
            if let Some(encoded) = segment(&id) {
                prop_assert!(!encoded.contains(['/', '?', '#', '@', '+']));
                let decoded = percent_encoding::percent_decode_str(&encoded).decode_utf8().unwrap().into_owned();
                prop_assert_eq!(decoded, id);
            }
        }
    }
}
