//! Text of customer messages: HTML to text, invisible characters, the newest part of a mail, and normal forms.
//!
//! It is pure and knows nothing of intents, orders or vendors. It never panics, and its running time is linear in
//! the length of the input, because every input comes from outside. It does not redact: that is the classifier's
//! business, which knows why a text leaves the process.
//!
//! ```
//! use switchboard_text::clean_message;
//! let cleaned = clean_message("<p>Where is my order?</p><p>On Mon, Ann wrote:</p><blockquote>Hi</blockquote>");
//! assert_eq!(cleaned.text, "Where is my order?");
//! assert!(cleaned.quoted_removed);
//! ```

mod contact_line;
mod entity;
mod html;
mod invisible;
mod newest;
mod normal_form;
mod reply_header;
mod signature;
mod words;

pub use html::{html_to_text, looks_like_html};
pub use invisible::{Invisible, strip_invisible};
pub use newest::newest_part;
pub use normal_form::{content_form, fold};
pub use words::{has_usable_text, word_count};

/// A customer message made ready for the screens and the classifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The newest text of the customer: plain, without invisible characters, runs of spaces collapsed, line breaks
    /// kept (at most one blank line in a row).
    pub text: String,
    /// Hidden characters found and removed.
    pub invisible: Invisible,
    /// Whether quoted history or a signature was cut off.
    pub quoted_removed: bool,
}

/// Cleans one raw message body: HTML if it looks like HTML, invisible characters, newest part, whitespace.
pub fn clean_message(raw: &str) -> Cleaned {
    // Hidden characters go first: they could split a tag or a header line. Entities may bring in more of them.
    let (visible, before) = strip_invisible(raw);
    let plain = if looks_like_html(&visible) { html_to_text(&visible) } else { visible };
    let (plain, after) = strip_invisible(&plain);
    let newest = newest::split(&plain);
    Cleaned {
        text: normal_form::collapse_lines(&newest.text),
        invisible: before.merged(after),
        quoted_removed: newest.removed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_whole_html_reply_is_reduced_to_what_the_customer_wrote() {
        let raw = "<html><head><style>p{color:red}</style></head><body><div>Hi team,</div><div><br></div>\
            <div>Where is&nbsp;my order&#8217;s parcel?</div><div>--&nbsp;</div><div>Ann Lee</div>\
            <div class=\"gmail_quote\">On Mon, 2 Mar 2026 at 10:01, Shop &lt;help@shop.example&gt;<br>wrote:<br>\
            <blockquote>Order #99999</blockquote></div></body></html>";
        let cleaned = clean_message(raw);
        assert_eq!(cleaned.text, "Hi team,\n\nWhere is my order\u{2019}s parcel?");
        assert!(cleaned.quoted_removed);
        assert_eq!(cleaned.invisible, Invisible::default());
    }

    #[test]
    fn plain_text_keeps_its_angle_brackets_and_lines() {
        let cleaned = clean_message("I have 2 < 3 bottles\r\n  and   one\u{200b} box");
        assert_eq!(cleaned.text, "I have 2 < 3 bottles\nand one box");
        assert!(!cleaned.quoted_removed);
        assert_eq!(cleaned.invisible.zero_width, 1);
    }

    #[test]
    fn hidden_characters_written_as_entities_are_found() {
        let cleaned = clean_message("<p>Hello&#xE0041;&#8238;there</p>");
        assert_eq!(cleaned.text, "Hellothere");
        assert!(cleaned.invisible.tag_characters && cleaned.invisible.bidi_overrides);
    }

    proptest! {
        #[test]
        fn arbitrary_input_never_panics(raw in "\\PC{0,200}", markup in "[<>a-z/\"'=&;#!> \n-]{0,200}") {
            for text in [&raw, &markup] {
                let cleaned = clean_message(text);
                let _ = (fold(text), content_form(text), html_to_text(text), has_usable_text(text), word_count(text));
                prop_assert!(cleaned.text.len() <= text.len() * 4 + 8);
            }
        }

        #[test]
        fn cleaning_is_stable_for_plain_words(words in "[a-z]{1,8}( [a-z]{1,8}){0,12}") {
            prop_assert_eq!(clean_message(&words).text, words);
        }
    }
}
