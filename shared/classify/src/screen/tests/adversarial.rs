//! Recall and false alarms on tables of noisy mail, by concept.
//!
//! A table has rows that the patterns were tuned on, and a random third that nobody looked at while tuning: the second
//! tells more about unseen mail. The rows are by the author of the patterns, so real mail will be harder than both.

mod chargeback;
mod contact_change;
mod exfiltration;
mod fourth;
mod fraud;
mod harassment;
mod injection;
mod legal;
mod privacy;
mod second;
mod spanish;
mod third;

use std::time::Instant;

use switchboard_domain::{Intent, SecuritySignal};

use crate::screen::{Screen, screen};

/// What the rows of a table are about.
#[derive(Clone, Copy, Debug)]
enum Is {
    Hard(Intent),
    Signal(SecuritySignal),
    Injection,
}

impl Is {
    fn found_in(self, screen: &Screen) -> bool {
        match self {
            Self::Hard(intent) => screen.hard.contains(&intent),
            Self::Signal(signal) => screen.security.contains(&signal),
            Self::Injection => screen.injection,
        }
    }
}

/// Rows of one concept: signals, and innocent uses of the same words.
struct Table {
    is: Is,
    tuned: &'static [&'static str],
    tuned_innocent: &'static [&'static str],
    held_out: &'static [&'static str],
    held_out_innocent: &'static [&'static str],
}

#[rustfmt::skip]
const TABLES: &[Table] = &[
    chargeback::CHARGEBACK, second::CHARGEBACK, third::CHARGEBACK, fourth::CHARGEBACK, spanish::SPANISH_CHARGEBACK,
    legal::LEGAL, second::LEGAL, third::LEGAL, fourth::LEGAL, spanish::SPANISH_LEGAL,
    harassment::HARASSMENT, second::HARASSMENT, third::HARASSMENT, fourth::HARASSMENT, spanish::SPANISH_HARASSMENT,
    fraud::FRAUD, second::FRAUD, third::FRAUD, fourth::FRAUD, spanish::SPANISH_FRAUD,
    contact_change::CONTACT_CHANGE, second::CONTACT_CHANGE, third::CONTACT_CHANGE, fourth::CONTACT_CHANGE,
    privacy::PRIVACY, second::PRIVACY, third::PRIVACY,
    injection::INJECTION, second::INJECTION, third::INJECTION,
    exfiltration::EXFILTRATION, second::EXFILTRATION, third::EXFILTRATION,
];

/// Signals that no pattern finds, because only several sentences together say it.
const BEYOND_ONE_SENTENCE: &[&str] = &[
    "Not my order. Not my address. But my card.",
    "Your address is 12 Elm, right Kelly? I'll be there tonight",
    "Fine. Chase it is then, they always side with the customer.",
];

/// A neutral message, to put a signal at its end.
const INTRODUCTION: &str = "Hello there, I hope you are well. I bought the large diffuser in March and the scent is lovely. \
    The lid was scratched when it came, which I wrote to you about on Monday. The tracking page is fine.";

/// The rows that are, or are not, found as asked.
fn judged(rows: &[&'static str], is: Is, found: bool) -> Vec<&'static str> {
    rows.iter().copied().filter(|row| is.found_in(&screen(None, row)) == found).collect()
}

#[test]
fn every_tuned_signal_is_found() {
    let mut missed: Vec<&str> = TABLES.iter().flat_map(|t| judged(t.tuned, t.is, false)).collect();
    missed.retain(|row| !BEYOND_ONE_SENTENCE.contains(row));
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn no_tuned_innocent_use_is_an_alarm() {
    let alarms: Vec<&str> = TABLES.iter().flat_map(|t| judged(t.tuned_innocent, t.is, true)).collect();
    assert!(alarms.is_empty(), "{alarms:#?}");
}

#[test]
fn a_signal_is_found_at_the_end_of_a_long_message_in_capitals_and_without_apostrophes() {
    for table in TABLES {
        for row in table.tuned.iter().filter(|row| !BEYOND_ONE_SENTENCE.contains(row)) {
            let variants =
                [format!("{INTRODUCTION}\n\n{row}"), row.to_uppercase(), row.replace(['\'', '\u{2019}'], "")];
            for text in variants {
                assert!(table.is.found_in(&screen(None, &text)), "{:?}: {text}", table.is);
            }
        }
    }
}

#[test]
fn a_signal_is_found_behind_hidden_characters_and_look_alikes() {
    let split_by = |row: &str, hidden: char| -> String {
        row.chars().flat_map(|c| [Some(c), c.is_alphabetic().then_some(hidden)]).flatten().collect()
    };
    let cyrillic = |row: &str| row.replace('a', "\u{430}").replace('e', "\u{435}").replace('o', "\u{43e}");
    for table in TABLES {
        for row in table.tuned.iter().filter(|row| !BEYOND_ONE_SENTENCE.contains(row) && !row.contains(['{', '<', '#']))
        {
            for hidden in ['\u{200b}', '\u{ad}', '\u{2060}', '\u{feff}'] {
                let found = screen(None, &split_by(row, hidden));
                assert!(table.is.found_in(&found), "{:?}: {row} with {hidden:?}", table.is);
                assert!(found.security.contains(&SecuritySignal::InvisibleCharacters), "{row} with {hidden:?}");
            }
            let overridden = screen(None, &format!("{row}\u{202e}"));
            assert!(overridden.injection && table.is.found_in(&overridden), "{:?}: {row}", table.is);
            assert!(table.is.found_in(&screen(None, &cyrillic(row))), "{:?}: {row} with look-alikes", table.is);
        }
    }
}

#[test]
fn ordinary_text_and_emoji_hide_nothing() {
    let emoji = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} \u{2764}\u{FE0F} thanks";
    let joined = "one\u{ad}two\u{200b} three";
    let rows = TABLES.iter().flat_map(|t| t.tuned.iter().chain(t.tuned_innocent));
    for text in rows.copied().chain([emoji, joined]) {
        assert!(!screen(None, text).security.contains(&SecuritySignal::InvisibleCharacters), "{text}");
    }
}

#[test]
fn the_held_out_third_stays_above_its_floor() {
    let sum = |count: fn(&Table) -> usize| TABLES.iter().map(count).sum::<usize>();
    let rows = sum(|t| t.held_out.len());
    let missed = sum(|t| judged(t.held_out, t.is, false).len());
    let innocent = sum(|t| t.held_out_innocent.len());
    let alarms = sum(|t| judged(t.held_out_innocent, t.is, true).len());
    assert!(rows >= 200 && innocent >= 200, "{rows} signals, {innocent} innocent uses");
    assert!(missed * 100 <= rows * 7, "{missed} of {rows} missed");
    assert!(alarms * 100 <= innocent * 4, "{alarms} false alarms in {innocent}");
}

#[test]
#[ignore = "a timing: run it alone and in a release build"]
fn a_message_of_sixty_words_costs_less_than_sixty_microseconds() {
    const ROUNDS: u32 = 20_000;
    let text = "Hi team, I ordered the large diffuser with two bottles of oil last Monday and the tracking has not moved \
        since Thursday. I will be away next week, so please tell me when it will arrive at my house or if you can hold \
        the package. My order number is 55123 and my email is on file. Thanks for your help and have a great day, Ann";
    let _ = screen(None, text);
    let start = Instant::now();
    for _ in 0..ROUNDS {
        let _ = std::hint::black_box(screen(None, std::hint::black_box(text)));
    }
    let mean = start.elapsed() / ROUNDS;
    assert!(mean.as_micros() < 60, "{mean:?} per message");
}
