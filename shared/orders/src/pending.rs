//! Whether a message is the answer to our question for the order number.

use crate::number::{digit_groups, prepare};
use crate::span::Excluded;

/// Most words of an answer.
const MAX_WORDS: usize = 20;
/// Most words that are neither courtesy nor about the number, for example a name.
const MAX_OTHER_WORDS: usize = 4;

/// Words around the number of a plain answer.
const FILLER: &str = "a again ahead an and apologies asking back be believe best cheers confirmation course day dear email for \
    found from getting good great have hello here heres hey hi i id im in is it its just kind many me mine \
    morning my no number num of ok okay on one order please regards replying reply says sent should sincerely \
    sorry sure team thank thanks that thats the there think this to warm was yes you your yours";

/// Words that make it another request, whatever number stands beside them.
const OTHER_REQUEST: &str = "address agent broken call cancel cancelled canceled change charge charged chargeback complaint damaged \
    delete discount dispute exchange fraud how human instead lawyer leaking manager missing not person refund \
    refunded return returned scam shipped someone speak stolen stop subscription sue what when where which \
    who why wrong";

/// Whether the message is mainly one order number: exactly one group of 3 to 10 digits, which is no date, price, phone
/// number or part of a link, with or without `#`, beside a few words and no other question.
pub fn is_pending_answer(text: &str) -> bool {
    let text = prepare(text, None);
    if text.contains('?') {
        return false;
    }
    let groups: Vec<_> = digit_groups(&text).into_iter().filter(|group| group.len() >= 3).collect();
    let [number] = groups.as_slice() else { return false };
    if number.len() > 10 || Excluded::around(&text, groups.iter()).covers_unlabelled(number) {
        return false;
    }
    let lower = text.to_lowercase().replace(['\'', '’'], "");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic)).collect();
    let other = words.iter().filter(|word| !is_one_of(FILLER, word)).count();
    words.len() <= MAX_WORDS && other <= MAX_OTHER_WORDS && !words.iter().any(|word| is_one_of(OTHER_REQUEST, word))
}

fn is_one_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_answers() {
        for text in [
            "10442",
            "#10442",
            "104",
            "It's #10442, thanks!",
            "Hi, sure, my order number is 10,442. Thanks, Anna Smith",
            "Hello team, thank you for getting back to me. The number from my confirmation email is 10442. Best, Jo",
            "SB-10442",
            "order no. 1044212345",
        ] {
            assert!(is_pending_answer(text), "{text}");
        }
    }

    #[test]
    fn anything_else() {
        for text in [
            "",
            "12",
            "12345678901",
            "10442 or 10443",
            "10442, and when will it arrive?",
            "10442 please cancel it",
            "my order is 10442 and the lid is broken",
            "call me on 555 010 4477",
            "$10442",
            "2026-10-04",
            "https://shop.example/10442",
            "I bought two lamps for my sister last spring and she says that 10442 looks odd in her room",
        ] {
            assert!(!is_pending_answer(text), "{text}");
        }
    }
}
