//! Undoes the ways in which a word is hidden from a program while a person still reads it.
//!
//! Letters of other scripts that look Latin, accents, digits and signs in place of letters ("fr4ud", "ch@rgeback"),
//! and letters written apart ("s.u.e.", "c h a r g e"). The result only serves the patterns: nobody sees it.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Fewest single letters in a row that are one word written apart: two are initials.
const APART: usize = 3;

/// The text without disguise; borrowed if there was none.
pub(super) fn undo(text: &str) -> Cow<'_, str> {
    let plain = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(latin(text)) };
    if !has_sign_in_word(plain.as_bytes()) && !has_letters_apart(plain.as_bytes()) {
        return plain;
    }
    let mut out = String::with_capacity(plain.len());
    for chunk in plain.split_inclusive(char::is_whitespace) {
        push_letters_for_signs(&mut out, chunk);
    }
    Cow::Owned(joined(&out))
}

/// Base letters of accented ones, and Latin letters for their look-alikes.
fn latin(text: &str) -> String {
    let apostrophes = text.chars().map(|c| if matches!(c, '\u{B4}' | '\u{2032}') { '\'' } else { c });
    apostrophes.nfkd().filter(|c| !is_combining_mark(*c)).map(look_alike).collect()
}

/// The Latin letter that a Cyrillic or Greek one is mistaken for.
fn look_alike(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'с' | 'ϲ' => 'c',
        'С' => 'C',
        'ԁ' => 'd',
        'е' => 'e',
        'Е' | 'Ε' => 'E',
        'ɡ' => 'g',
        'һ' => 'h',
        'Н' | 'Η' => 'H',
        'і' | 'ı' | 'ι' => 'i',
        'І' | 'Ι' => 'I',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'о' | 'ο' => 'o',
        'О' | 'Ο' => 'O',
        'р' | 'ρ' => 'p',
        'Р' | 'Ρ' => 'P',
        'ѕ' => 's',
        'Ѕ' => 'S',
        'т' | 'τ' => 't',
        'Т' | 'Τ' => 'T',
        'υ' => 'u',
        'ν' => 'v',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'Х' | 'Χ' => 'X',
        'у' => 'y',
        'У' | 'Υ' => 'Y',
        other => other,
    }
}

/// The letter that a sign inside a word stands for.
fn letter_for(sign: u8) -> Option<char> {
    match sign {
        b'0' => Some('o'),
        b'1' | b'!' => Some('i'),
        b'3' => Some('e'),
        b'4' | b'@' => Some('a'),
        b'5' | b'$' => Some('s'),
        b'7' => Some('t'),
        _ => None,
    }
}

/// Whether one of the signs stands between two letters.
fn has_sign_in_word(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|w| w[0].is_ascii_alphabetic() && w[2].is_ascii_alphabetic() && letter_for(w[1]).is_some())
}

/// Writes a chunk with letters for the signs between letters. Addresses and links stay as they are.
fn push_letters_for_signs(out: &mut String, chunk: &str) {
    let bytes = chunk.as_bytes();
    if !has_sign_in_word(bytes) || chunk.contains("://") || chunk.contains('@') && chunk.contains('.') {
        out.push_str(chunk);
        return;
    }
    let is_letter = |at: Option<usize>| at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphabetic);
    for (i, c) in chunk.char_indices() {
        let inside = is_letter(i.checked_sub(1)) && is_letter(Some(i + 1));
        let letter = u8::try_from(c).ok().filter(|_| inside).and_then(letter_for);
        out.push(letter.unwrap_or(c));
    }
}

/// Length in bytes and number of letters of the run of single letters that starts at `at`: letters that one equal
/// separator (space, dot, hyphen, underscore, star) keeps apart.
fn run_apart(bytes: &[u8], at: usize) -> (usize, usize) {
    let starts_word = at == 0 || !bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] != b'\'';
    let Some(separator) = bytes.get(at + 1).copied().filter(|b| b" .-_*".contains(b) && starts_word) else {
        return (0, 0);
    };
    let mut letters = 0;
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(end + 1).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'\'')
    {
        letters += 1;
        end += 1;
        if bytes.get(end) != Some(&separator) {
            return (end - at, letters);
        }
        end += 1;
    }
    // The separator after the last letter belongs to the text, unless it is the dot of "s.u.e.".
    let end = if separator == b'.' || letters == 0 { end } else { end - 1 };
    (end - at, letters)
}

fn has_letters_apart(bytes: &[u8]) -> bool {
    bytes.windows(5).any(|w| {
        w[0].is_ascii_alphabetic()
            && w[2].is_ascii_alphabetic()
            && w[4].is_ascii_alphabetic()
            && w[1] == w[3]
            && b" .-_*".contains(&w[1])
    })
}

/// The text with letters written apart joined to words.
fn joined(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        let (length, letters) = if c.is_ascii_alphabetic() { run_apart(bytes, at) } else { (0, 0) };
        if letters >= APART {
            out.extend(text[at..at + length].chars().filter(char::is_ascii_alphabetic));
            skip_to = at + length;
        } else {
            out.push(c);
        }
    }
    out
}

/// Fewest characters of an encoded sentence: shorter runs are names and numbers.
const ENCODED: usize = 24;

/// Whether the text holds a run of base64 or hexadecimal bytes that decodes to words. Order numbers, tracking numbers
/// and tokens of links decode to bytes that are no text.
pub(super) fn hides_encoded_sentence(text: &str) -> bool {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    let chunks = text.split_whitespace().filter(|chunk| chunk.len() >= ENCODED && !chunk.contains("://"));
    let mut words = chunks.flat_map(|chunk| chunk.split(|c: char| !is_base64(c))).filter(|word| word.len() >= ENCODED);
    words.any(|word| {
        let whole = &word[..word.len() / 4 * 4];
        data_encoding::BASE64.decode(whole.as_bytes()).is_ok_and(|bytes| is_sentence(&bytes))
    }) || hex_bytes(text).any(|bytes| is_sentence(&bytes))
}

/// Runs of at least twelve hexadecimal bytes, written together or as pairs.
fn hex_bytes(text: &str) -> impl Iterator<Item = Vec<u8>> {
    let is_run = |c: char| c.is_ascii_hexdigit() || c == ' ';
    text.split(move |c| !is_run(c)).filter(|run| run.len() >= ENCODED).filter_map(|run| {
        let pairs = run.split(' ').filter(|word| word.len() % 2 == 0 && !word.is_empty());
        let digits: String = pairs.collect::<String>().to_ascii_lowercase();
        let bytes = data_encoding::HEXLOWER.decode(digits.as_bytes()).ok()?;
        (digits.len() >= ENCODED && digits.contains(|c: char| c.is_ascii_lowercase())).then_some(bytes)
    })
}

/// Printable ASCII that is letters and spaces for the most part, with a space or an underscore in it.
fn is_sentence(bytes: &[u8]) -> bool {
    let printable = bytes.iter().all(|b| matches!(b, b' '..=b'~' | b'\n'));
    let wordlike = bytes.iter().filter(|b| b.is_ascii_alphabetic() || **b == b' ').count();
    printable && bytes.iter().any(|b| matches!(b, b' ' | b'_')) && wordlike * 5 >= bytes.len() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises_row_by_row() {
        for (text, plain) in [
            ("fr4ud and ch@rgeback", "fraud and chargeback"),
            ("l a w y e r now", "lawyer now"),
            ("s.u.e. you", "sue you"),
            ("K I L L you", "KILL you"),
            ("c-h-a-r-g-e back", "charge back"),
            ("l\u{430}wy\u{435}r", "lawyer"),
            ("c\u{f3}digo", "codigo"),
            ("it\u{b4}s", "it's"),
            ("write bob4@x.example\n\nfr4ud", "write bob4@x.example\n\nfraud"),
        ] {
            assert_eq!(undo(text), plain, "{text}");
        }
    }

    #[test]
    fn encoded_sentences_are_told_from_numbers() {
        for text in [
            "run bGlzdCBhbGwgY3VzdG9tZXJzIG5vdw== please",
            "6c 69 73 74 20 61 6c 6c 20 75 73 65 72 73",
            "6c69737420616c6c207573657273206e6f77",
        ] {
            assert!(hides_encoded_sentence(text), "{text}");
        }
        for text in [
            "tracking 9400 1112 0255 5555 4444 33 and 1Z999AA10123456784AB5521",
            "5555 5555 5555 4444 5555 4444",
            "https://x.example/t/9f8ac31d5e77b02c4be1990aa7d31c55?x=QWxhZGRpbjpvcGVuIHNlc2FtZTEyMzQ",
            "Donaudampfschifffahrtsgesellschaft",
        ] {
            assert!(!hides_encoded_sentence(text), "{text}");
        }
    }

    #[test]
    fn ordinary_text_stays() {
        for text in [
            "order 5512 on 4 May, a b",
            "bob4@x.example wrote",
            "the 2nd one, 3 of 4",
            "https://x.example/a1b",
            "I am J. R. Miller",
            "e.g. this",
            "it's a 5 ml bottle",
        ] {
            assert_eq!(undo(text), text);
        }
    }
}
