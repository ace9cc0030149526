//! Names of several words that count as one.
//!
//! "Credit union" and "card issuer" are a bank to every pattern, and the bank of a "bank holiday" is none. Folding
//! them before matching keeps both out of the patterns.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::token::Token;

/// Words of a name, and the word that stands for it.
#[rustfmt::skip]
const PHRASES: &[(&str, &str)] = &[
    ("credit union", "bank"), ("wells fargo", "bank"), ("capital one", "bank"), ("american express", "bank"),
    ("bank of america", "bank"), ("financial institution", "bank"), ("building society", "bank"),
    ("card company", "bank"), ("card companies", "bank"), ("card issuer", "bank"), ("card provider", "bank"),
    ("card people", "bank"), ("card network", "bank"), ("card processor", "bank"), ("card holder services", "bank"),
    ("cc company", "bank"), ("cc provider", "bank"), ("credit company", "bank"), ("payment provider", "bank"),
    ("payment processor", "bank"), ("credit card company", "bank"), ("credit card companies", "bank"),
    ("credit card issuer", "bank"), ("credit card provider", "bank"), ("credit card people", "bank"),
    ("debit card company", "bank"), ("debit card provider", "bank"), ("pay pal", "paypal"), ("apple pay", "paypal"),
    ("google pay", "paypal"), ("shop pay", "paypal"), ("amazon pay", "paypal"), ("cash app", "paypal"),
    ("bank holiday", "holiday"), ("power bank", "battery"), ("piggy bank", "gift"), ("gift card", "giftcard"),
    ("food court", "place"), ("tennis court", "place"), ("basketball court", "place"), ("court street", "place"),
    ("court st", "place"), ("court road", "place"), ("court avenue", "place"), ("court shoes", "place"),
    ("corte de tenis", "place"), ("customer service", "support"), ("customer support", "support"),
    ("customer care", "support"), ("customer relations", "support"), ("get rid of", "erase"),
    ("getting rid of", "erase"), ("federal trade commission", "ftc"), ("e mail", "email"), ("e mails", "emails"),
];

type Named = (Vec<&'static str>, &'static str);

/// By first word: the other words and the substitute, longest name first.
static BY_FIRST: LazyLock<HashMap<&'static str, Vec<Named>>> = LazyLock::new(|| {
    let mut map: HashMap<&'static str, Vec<Named>> = HashMap::new();
    for (phrase, substitute) in PHRASES {
        let mut words = phrase.split(' ');
        map.entry(words.next().unwrap_or_default()).or_default().push((words.collect(), *substitute));
    }
    for named in map.values_mut() {
        named.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }
    map
});

/// Replaces every name by its substitute; a name lies within one clause.
pub(super) fn fold(mut tokens: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < tokens.len() {
        if let Some((length, substitute)) = name_at(&tokens, at) {
            substitute.clone_into(&mut tokens[at].text);
            tokens.drain(at + 1..=at + length);
        }
        at += 1;
    }
    tokens
}

fn name_at(tokens: &[Token], at: usize) -> Option<(usize, &'static str)> {
    let named = BY_FIRST.get(tokens[at].text.as_str())?;
    named.iter().find_map(|(rest, substitute)| {
        let following = tokens.get(at + 1..=at + rest.len())?;
        let same = following.iter().zip(rest).all(|(t, w)| t.text == *w && t.clause == tokens[at].clause);
        same.then_some((rest.len(), *substitute))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    #[test]
    fn names_row_by_row() {
        for (text, expected) in [
            ("my credit card company and my credit union", "my bank and my bank"),
            ("closed on the bank holiday", "closed on the holiday"),
            ("credit, union", "credit union"),
            ("a card", "a card"),
        ] {
            let words: Vec<String> = fold(tokenize(None, text)).into_iter().map(|t| t.text).collect();
            assert_eq!(words.join(" "), expected, "{text}");
        }
    }
}
