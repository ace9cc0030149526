//! Transformed copies: what a mail client, a keyboard or a hurried customer does to a message without changing what it
//! says.

use serde::Serialize;

use crate::data::Example;
use crate::statistics::Random;

/// A transformation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Transformation {
    /// Neighbouring letters swapped or a letter lost, in about one word of eight.
    Typos,
    /// All in capitals.
    Capitals,
    /// All in small letters without punctuation at the end.
    SmallLetters,
    /// An older message quoted below.
    QuotedHistory,
    /// A signature below.
    Signature,
    /// As HTML.
    Html,
    /// Emoji at both ends.
    Emoji,
    /// A greeting and thanks around it.
    Greeting,
    /// A second message in the same text.
    TwoMessages,
}

impl Transformation {
    /// All transformations.
    pub const ALL: [Self; 9] = [
        Self::Typos,
        Self::Capitals,
        Self::SmallLetters,
        Self::QuotedHistory,
        Self::Signature,
        Self::Html,
        Self::Emoji,
        Self::Greeting,
        Self::TwoMessages,
    ];

    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Typos => "typos",
            Self::Capitals => "capitals",
            Self::SmallLetters => "small_letters",
            Self::QuotedHistory => "quoted_history",
            Self::Signature => "signature",
            Self::Html => "html",
            Self::Emoji => "emoji",
            Self::Greeting => "greeting",
            Self::TwoMessages => "two_messages",
        }
    }

    fn apply(self, text: &str, random: &mut Random) -> String {
        match self {
            Self::Typos => typos(text, random),
            Self::Capitals => text.to_uppercase(),
            Self::SmallLetters => text.to_lowercase().trim_end_matches(['.', '!']).to_owned(),
            Self::QuotedHistory => format!(
                "{text}\n\nOn Mon, Jan 12, 2026 at 9:14 AM Customer Support <help@shop.example> wrote:\n\
                 > Hello,\n> thank you for writing to us. We have received your message.\n> Kind regards"
            ),
            Self::Signature => format!("{text}\n\n--\nJordan Miller\nSent from my phone"),
            Self::Html => format!("<html><body><p>{}</p><br></body></html>", escape(text).replace('\n', "<br>")),
            Self::Emoji => format!("\u{1F44B} {text} \u{1F64F}\u{1F600}"),
            Self::Greeting => {
                format!("Hello there, hope you are all well!\n\n{text}\n\nThanks so much, have a nice day!")
            }
            Self::TwoMessages => format!("{text}\n\nSorry, I pressed the button too early. That is all from me."),
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Words shorter than this are left alone, and so is whatever holds a digit.
const SHORTEST_TYPO: usize = 5;
/// One word in so many gets a typo.
const TYPO_EVERY: usize = 8;

fn typos(text: &str, random: &mut Random) -> String {
    let word = |word: &str, random: &mut Random| {
        let mut letters: Vec<char> = word.chars().collect();
        let plain = letters.len() >= SHORTEST_TYPO && letters.iter().all(|c| c.is_alphabetic());
        if plain && random.below(TYPO_EVERY) == 0 {
            let at = 1 + random.below(letters.len() - 2);
            if random.below(2) == 0 {
                letters.swap(at, at + 1);
            } else {
                letters.remove(at);
            }
        }
        letters.into_iter().collect::<String>()
    };
    text.split(' ').map(|part| word(part, random)).collect::<Vec<_>>().join(" ")
}

/// All copies of an example that differ from it. The same seed gives the same copies, whatever else is evaluated.
pub(crate) fn copies(example: &Example, seed: u64) -> Vec<(Transformation, String)> {
    let text = example.text.expose();
    if text.trim().is_empty() {
        return Vec::new();
    }
    let own = example.id.bytes().fold(seed, |hash, byte| hash.rotate_left(7) ^ u64::from(byte));
    let mut random = Random::new(own);
    let all = Transformation::ALL.into_iter().map(|copy| (copy, copy.apply(text, &mut random)));
    all.filter(|(_, copy)| copy != text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_leave_numbers_and_short_words_alone_and_repeat() {
        let text = "please cancel order #10442 because something arrived yesterday without reasonable explanation";
        let once = |seed| typos(text, &mut Random::new(seed));
        let changed: Vec<String> = (0..20).map(once).filter(|copy| copy != text).collect();
        assert!(changed.len() > 10, "{changed:?}");
        assert!(changed.iter().all(|copy| copy.contains("#10442") && copy.split(' ').count() == 11));
        assert_eq!(once(3), once(3));
    }

    #[test]
    fn html_copies_cannot_break_out() {
        let copy = Transformation::Html.apply("a < b & c\nd", &mut Random::new(1));
        assert!(copy.contains("<p>a &lt; b &amp; c<br>d</p>"), "{copy}");
    }
}
