//! Lines of a contact block: names, titles, telephone numbers, addresses of all kinds.

/// Whether a line could stand under a sign-off: short, no sentence, no matter of an order.
pub(crate) fn is_contact_line(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() {
        return true;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    if line.chars().count() > 80 || words.len() > 9 || line.ends_with(['?', '!']) {
        return false;
    }
    let lower = line.to_lowercase();
    let matters = ["order", "pedido", "tracking", "refund", "cancel", "address is", "#"];
    if matters.iter().any(|word| lower.contains(word)) {
        return false;
    }
    is_reachable(&lower) || is_telephone(&lower) || is_street(&lower, &words) || is_name_or_title(&words)
}

fn is_reachable(lower: &str) -> bool {
    let single = lower.split_whitespace().count() <= 3;
    single && (lower.contains('@') || lower.contains("www.") || lower.contains("http"))
}

/// Seven or more digits with the separators of a telephone number, perhaps after a label.
fn is_telephone(lower: &str) -> bool {
    let digits = lower.bytes().filter(u8::is_ascii_digit).count();
    let labels = ["tel", "phone", "mobile", "cell", "fax", "m:", "t:", "p:", "ph"];
    let labelled = labels.iter().any(|label| lower.starts_with(label));
    let grouped = lower.contains(['-', '(', '+', '.', ' ']) && !lower.contains(char::is_alphabetic);
    (7..=15).contains(&digits) && (labelled || grouped || digits >= 10 && !lower.contains(char::is_alphabetic))
}

fn is_street(lower: &str, words: &[&str]) -> bool {
    let starts_with_number = words.first().is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()));
    let kinds =
        ["st", "street", "ave", "avenue", "rd", "road", "dr", "drive", "ln", "lane", "blvd", "way", "court", "ct"];
    let street = starts_with_number
        && words.len() >= 3
        && lower.split(|c: char| !c.is_alphanumeric()).any(|word| kinds.contains(&word));
    let zip = words.last().is_some_and(|w| w.len() == 5 && w.bytes().all(|b| b.is_ascii_digit()));
    street || (zip && words.len() >= 3 && lower.contains(','))
}

/// One to five words that all begin with a capital letter, or one word alone.
fn is_name_or_title(words: &[&str]) -> bool {
    let is_word = |w: &&str| w.chars().all(|c| c.is_alphabetic() || ".,'’-&|()".contains(c));
    let capital = |w: &&str| w.starts_with(|c: char| c.is_uppercase()) || ["of", "de", "and", "&", "|"].contains(w);
    words.len() <= 5 && words.iter().all(is_word) && (words.len() == 1 || words.iter().all(capital))
}

#[cfg(test)]
mod tests {
    use super::is_contact_line;

    #[test]
    fn contact_lines_row_by_row() {
        for yes in [
            "Ann Lee",
            "ann",
            "Head of Sales",
            "+1 (555) 010-4477",
            "Tel: 555 010 4477",
            "ann@mail.example",
            "www.shop.example",
            "12 Main Street",
            "Springfield, IL 62704",
            "J. O'Neil",
            "",
        ] {
            assert!(is_contact_line(yes), "{yes}");
        }
        for no in [
            "Order 12345",
            "12345",
            "#70412",
            "also my lid is broken",
            "Where is it?",
            "I want my money back",
            "order number 5550104477",
        ] {
            assert!(!is_contact_line(no), "{no}");
        }
    }
}
