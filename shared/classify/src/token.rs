//! Words of a message with their sentence and clause, the units that patterns are matched on.

use unicode_normalization::UnicodeNormalization;

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// NFKC, lower case, apostrophes unified; letters, digits and inner apostrophes.
    pub(crate) text: String,
    /// Number of the sentence, from 0.
    pub(crate) sentence: u32,
    /// Number of the clause over the whole message, from 0.
    pub(crate) clause: u32,
    /// Whether it is written as a name: first letter upper case, others lower case, not at a sentence's start.
    pub(crate) name_like: bool,
}

/// Longest text looked at, characters; the rest of a longer one is ignored.
pub(crate) const MAX_CHARS: usize = 16 * 1024;

/// Words that begin a new clause.
#[rustfmt::skip]
const CLAUSE_WORDS: &[&str] = &[
    "but", "because", "so", "however", "although", "though", "unless", "otherwise", "until", "pero", "porque",
    "aunque", "sino",
];

/// Words after "and" that show a new clause instead of a list.
#[rustfmt::skip]
const AFTER_AND: &[&str] = &[
    "i", "i'm", "i'll", "i've", "we", "we'll", "you", "will", "am", "going", "my", "if", "this", "it", "that", "now",
    "want", "have", "need", "then", "the", "they", "he", "she", "im", "ill",
];

/// Splits subject and text into words. A subject is a sentence of its own.
pub(crate) fn tokenize(subject: Option<&str>, text: &str) -> Vec<Token> {
    let mut tokenizer = Tokenizer::default();
    if let Some(subject) = subject {
        tokenizer.read(subject);
        tokenizer.end_sentence();
    }
    tokenizer.read(text);
    tokenizer.finish()
}

#[derive(Default)]
struct Tokenizer {
    tokens: Vec<Token>,
    word: String,
    upper: u32,
    letters: u32,
    first_upper: bool,
    sentence: u32,
    clause: u32,
    last_mark: bool,
}

impl Tokenizer {
    fn read(&mut self, text: &str) {
        if text.is_ascii() {
            self.read_chars(text.chars().take(MAX_CHARS));
        } else {
            self.read_chars(text.chars().take(MAX_CHARS).map(unify).nfkc().map(unify));
        }
    }

    fn read_chars(&mut self, chars: impl Iterator<Item = char>) {
        let mut chars = chars.peekable();
        let mut line_breaks = 0_u32;
        while let Some(c) = chars.next() {
            let next_is_word = chars.peek().is_some_and(|next| next.is_alphanumeric());
            if c == '\n' {
                line_breaks += 1;
            } else if !c.is_whitespace() {
                line_breaks = 0;
            }
            match c {
                _ if c.is_alphanumeric() => self.letter(c),
                '\'' | '.' if !self.word.is_empty() && next_is_word => {
                    if c == '\'' {
                        self.word.push('\'');
                    } else {
                        // "shop.example" and "3.50" are two words of one sentence.
                        self.end_word();
                    }
                }
                '.' | '!' | '?' | ';' | ':' | '\u{2026}' => self.end_sentence(),
                '\n' if line_breaks >= 2 => self.end_sentence(),
                '\n' => self.end_word(),
                ',' | '(' | ')' | '"' | '\u{2013}' => self.end_clause(),
                '-' if self.word.is_empty() => self.end_clause(),
                _ => self.end_word(),
            }
        }
        self.end_word();
    }

    fn letter(&mut self, c: char) {
        if self.word.is_empty() {
            self.first_upper = c.is_uppercase();
            self.upper = 0;
            self.letters = 0;
        }
        self.upper += u32::from(c.is_uppercase());
        self.letters += 1;
        self.word.extend(c.to_lowercase());
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let mut text = std::mem::take(&mut self.word);
        if text.ends_with("'s") {
            text.truncate(text.len() - 2);
        }
        squeeze(&mut text);
        let starts = self.tokens.last().is_none_or(|last| last.sentence != self.sentence);
        let previous_and = self.tokens.last().is_some_and(|last| {
            last.sentence == self.sentence && matches!(last.text.as_str(), "and" | "or" | "y") && last.text != "or"
        });
        if !starts
            && (CLAUSE_WORDS.contains(&text.as_str()) || previous_and && AFTER_AND.contains(&text.as_str()))
            && !self.last_mark
        {
            self.clause += 1;
        }
        let name_like = !starts && self.first_upper && self.upper == 1 && self.letters > 1;
        self.tokens.push(Token { text, sentence: self.sentence, clause: self.clause, name_like });
        self.last_mark = false;
    }

    fn end_clause(&mut self) {
        self.end_word();
        if !self.last_mark && !self.tokens.is_empty() {
            self.clause += 1;
            self.last_mark = true;
        }
    }

    fn end_sentence(&mut self) {
        self.end_clause();
        if self.tokens.last().is_some_and(|last| last.sentence == self.sentence) {
            self.sentence += 1;
        }
    }

    fn finish(mut self) -> Vec<Token> {
        self.end_word();
        self.tokens
    }
}

/// Three or more equal letters in a row become one: "lawyerrrr".
fn squeeze(word: &mut String) {
    let has_run = word.as_bytes().windows(3).any(|w| w[0] == w[1] && w[1] == w[2] && w[0].is_ascii_alphabetic());
    if has_run {
        let mut out = String::with_capacity(word.len());
        let chars: Vec<char> = word.chars().collect();
        let mut i = 0;
        while i < chars.len() {
            let run = chars[i..].iter().take_while(|c| **c == chars[i]).count();
            out.extend(std::iter::repeat_n(chars[i], if run >= 3 && chars[i].is_alphabetic() { 1 } else { run }));
            i += run;
        }
        *word = out;
    }
}

fn unify(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201B}' | '\u{02BC}' | '\u{2032}' | '\u{60}' | '\u{B4}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{AB}' | '\u{BB}' => '"',
        '\u{2010}'..='\u{2012}' | '\u{2212}' => '-',
        '\u{2014}' | '\u{2015}' => '\u{2013}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokenize(None, text).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn words_row_by_row() {
        for (text, expected) in [
            ("I don\u{2019}t know", vec!["i", "don't", "know"]),
            ("charge-back NOW!!", vec!["charge", "back", "now"]),
            ("Ann's lawyerrrr", vec!["ann", "lawyer"]),
            ("see shop.example today", vec!["see", "shop", "example", "today"]),
            ("𝐬𝐮𝐞 you", vec!["sue", "you"]),
            ("'quoted'", vec!["quoted"]),
            ("...", vec![]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn sentences_and_clauses_are_counted() {
        let tokens = tokenize(Some("Subject"), "One two, three but four. Five\nsix\n\nseven and I go");
        let places: Vec<(u32, u32)> = tokens.iter().map(|t| (t.sentence, t.clause)).collect();
        assert_eq!(tokens.iter().map(|t| t.sentence).collect::<Vec<_>>(), [0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3]);
        assert!(places[2].1 < places[3].1 && places[3].1 < places[4].1, "comma and but: {places:?}");
        assert!(places[9].1 < places[10].1, "and I: {places:?}");
    }

    #[test]
    fn a_name_is_told_from_a_sentence_start_and_shouting() {
        let tokens = tokenize(None, "Sue wrote to Sue about SUE");
        let flags: Vec<bool> = tokens.iter().filter(|t| t.text == "sue").map(|t| t.name_like).collect();
        assert_eq!(flags, [false, true, false]);
    }
}
