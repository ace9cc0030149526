//! Counting words, and telling whether there is anything to act on.

use unicode_segmentation::UnicodeSegmentation;

use crate::invisible::strip_invisible;
use crate::newest::newest_part;
use crate::normal_form::fold;

/// Number of words by the Unicode word boundary rules; punctuation and emoji are not words.
pub fn word_count(text: &str) -> usize {
    text.unicode_words().count()
}

/// Words that greet, thank or sign off and say nothing else.
#[rustfmt::skip]
const COURTESY: &[&str] = &[
    "hi", "hello", "hey", "heya", "hiya", "hola", "dear", "greetings", "good", "morning", "afternoon", "evening",
    "day", "there", "team", "all", "everyone", "sir", "madam", "sirs", "support", "customer", "service", "to", "whom",
    "it", "may", "concern", "thanks", "thank", "you", "thx", "ty", "so", "much", "very", "many", "a", "lot", "again",
    "in", "advance", "regards", "best", "kind", "kindest", "warm", "warmest", "wishes", "sincerely", "yours", "truly",
    "faithfully", "respectfully", "cheers", "xo", "xoxo", "and", "with", "gracias", "saludos", "buenas", "buenos",
    "dias", "días", "tardes", "noches", "cordiales", "muchas", "un", "saludo", "the", "your", "for", "help", "time",
    "ok", "okay", "bye",
];

/// Words after which a name may follow.
#[rustfmt::skip]
const BEFORE_NAME: &[&str] = &[
    "hi", "hello", "hey", "hola", "dear", "regards", "wishes", "sincerely", "yours", "truly", "thanks", "you",
    "cheers", "saludos", "gracias", "best", "morning", "afternoon", "evening", "xoxo",
];

/// False for a text with nothing to act on: empty, only emoji or punctuation, only a greeting, thanks or signature,
/// only the placeholder of an attachment. A bare number is usable: it may answer a question.
pub fn has_usable_text(text: &str) -> bool {
    let (visible, _) = strip_invisible(text);
    let newest = newest_part(&visible);
    newest.lines().filter(|line| !is_placeholder(line)).any(has_content)
}

/// Whether a line holds a word beyond courtesies and the names next to them.
fn has_content(line: &str) -> bool {
    let mut names_allowed = 0;
    for word in line.unicode_words() {
        let folded = fold(word);
        if COURTESY.contains(&folded.as_str()) {
            names_allowed = if BEFORE_NAME.contains(&folded.as_str()) { 2 } else { names_allowed };
        } else if names_allowed > 0 && word.starts_with(char::is_uppercase) {
            names_allowed -= 1;
        } else {
            return true;
        }
    }
    false
}

/// What mail programs write in place of an image or file.
fn is_placeholder(line: &str) -> bool {
    let line = line.trim().to_ascii_lowercase();
    let bracketed = (line.starts_with('[') && line.ends_with(']')) || (line.starts_with('<') && line.ends_with('>'));
    let inner = line.trim_matches(['[', ']', '<', '>']);
    let named = ["image:", "cid:", "attachment", "image", "inline", "img", "video", "photo", "file:"];
    if bracketed && named.iter().any(|prefix| inner.starts_with(prefix)) {
        return true;
    }
    let extensions = [".jpg", ".jpeg", ".png", ".gif", ".heic", ".mov", ".mp4", ".pdf", ".webp"];
    !inner.contains(' ') && extensions.iter().any(|end| inner.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_by_unicode_rules() {
        for (text, count) in [("", 0), ("don't stop", 2), ("👍 👍", 0), ("¿Dónde está mi pedido?", 4), ("#12345", 1)]
        {
            assert_eq!(word_count(text), count, "{text}");
        }
    }

    #[test]
    fn usable_text_row_by_row() {
        for usable in [
            "Where is it",
            "12345",
            "#70412",
            "Hi Ann, where is it?",
            "refund",
            "Thanks but it is broken",
            "hi help me",
        ] {
            assert!(has_usable_text(usable), "{usable}");
        }
        for empty in [
            "",
            "   \n ",
            "👍",
            "❤\u{fe0f}\u{200d}🔥!!",
            "...",
            "?",
            "Hi",
            "Hello there!",
            "Hi Ann,",
            "Thanks!",
            "Thank you so much",
            "Best regards,\nAnn Lee",
            "-- \nAnn Lee\n+1 555 010 4477",
            "Sent from my iPhone",
            "> old text",
            "On Mon, Ann wrote:\n> old",
            "[image: image0.jpeg]",
            "image0.jpeg",
            "[cid:ii_1234]",
            "\u{200b}",
        ] {
            assert!(!has_usable_text(empty), "{empty}");
        }
    }
}
