//! Card numbers, government ids and several claimed identities pasted into a message.

/// Whether the text holds a payment card number, a US social security number, or three or more email addresses.
pub(super) fn pasted(text: &str) -> bool {
    has_card_or_id(text) || distinct_emails(text) >= 3
}

/// Looks at every run of digits in which single spaces or hyphens may stand.
fn has_card_or_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let mut end = at;
        let mut groups = vec![0_usize];
        let mut digits = Vec::new();
        while end < bytes.len() {
            let separator = matches!(bytes[end], b' ' | b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            if bytes[end].is_ascii_digit() {
                digits.push(bytes[end] - b'0');
                if let Some(last) = groups.last_mut() {
                    *last += 1;
                }
            } else if separator {
                groups.push(0);
            } else {
                break;
            }
            end += 1;
        }
        let hyphens = bytes[at..end].iter().filter(|b| **b == b'-').count();
        if is_card(&digits) || is_social_security(&digits, &groups, hyphens) {
            return true;
        }
        at = end;
    }
    false
}

/// Length and leading digits of an issuer (ISO/IEC 7812), and the Luhn check digit.
fn is_card(digits: &[u8]) -> bool {
    let number = |n: usize| digits.iter().take(n).fold(0_u32, |sum, d| sum * 10 + u32::from(*d));
    let issuer = match digits.len() {
        14 => matches!(number(2), 30 | 36 | 38),
        15 => matches!(number(2), 34 | 37),
        16 => {
            digits[0] == 4
                || matches!(number(2), 35 | 51..=55 | 62 | 64 | 65)
                || matches!(number(4), 2221..=2720 | 6011)
        }
        19 => digits[0] == 4 || number(2) == 62,
        _ => false,
    };
    issuer && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| match (i % 2, u32::from(*d)) {
            (0, d) => d,
            (_, d) if d > 4 => 2 * d - 9,
            (_, d) => 2 * d,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Three, two and four digits with hyphens, none of the groups in a range that is never issued.
fn is_social_security(digits: &[u8], groups: &[usize], hyphens: usize) -> bool {
    groups == [3, 2, 4]
        && hyphens == 2
        && digits[0] != 9
        && digits[..3] != [0, 0, 0]
        && digits[..3] != [6, 6, 6]
        && digits[3..5] != [0, 0]
        && digits[5..] != [0, 0, 0, 0]
}

fn distinct_emails(text: &str) -> usize {
    let mut seen: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || ",;<>()[]\"'".contains(c)).filter(|w| w.contains('@')) {
        let word = word.trim_matches(['.', ':', '!', '?']).to_lowercase();
        if word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
            && !seen.contains(&word)
        {
            seen.push(word);
            if seen.len() >= 3 {
                break;
            }
        }
    }
    seen.len()
}

#[cfg(test)]
mod tests {
    use super::pasted;

    #[test]
    fn rows() {
        for yes in ["4111-1111-1111-1111", "card 378282246310005 exp", "5555 5555 5555 4444", "ssn 078-05-1121"] {
            assert!(pasted(yes), "{yes}");
        }
        for no in [
            "4111 1111 1111 1112",
            "9400 1000 0000 0000 0000 00",
            "555-010-4477",
            "000-12-1234",
            "order 10442",
            "a@b.example a@b.example c@d.example",
        ] {
            assert!(!pasted(no), "{no}");
        }
    }
}
