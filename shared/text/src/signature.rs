//! Signatures at the end of a message.

use crate::contact_line::is_contact_line;

/// Most lines of a contact block.
const MAX_BLOCK: usize = 8;

/// Lines that mail programs add, by their beginning, lower case.
#[rustfmt::skip]
const PROGRAM_LINES: &[&str] = &[
    "sent from my ", "sent from yahoo", "sent from mail for", "sent from outlook", "sent from gmail", "sent via ",
    "sent with ", "get outlook for", "enviado desde mi ", "enviado desde el ", "enviado desde yahoo", "yahoo mail:",
    "sent from samsung", "sent from the all new", "envoyé de mon", "von meinem iphone", "download the aol app",
    "this email was sent from", "obtener outlook para",
];

/// Sign-offs, without their punctuation, lower case.
#[rustfmt::skip]
const SIGN_OFFS: &[&str] = &[
    "thanks", "thank you", "many thanks", "thanks again", "thank you again", "thanks so much", "thank you so much",
    "thanks in advance", "thank you in advance", "thanks and regards", "thanks & regards", "regards",
    "best regards", "kind regards", "kindest regards", "warm regards", "warmly", "best", "best wishes", "all the best",
    "sincerely", "sincerely yours", "yours sincerely", "yours truly", "yours faithfully", "respectfully", "cheers",
    "cordially", "take care", "love", "gracias", "muchas gracias", "saludos", "saludos cordiales", "un saludo",
    "atentamente", "cordialmente", "br", "thx",
];

/// Number of leading lines that are not signature.
pub(crate) fn body_length(lines: &[&str]) -> usize {
    let cut = lines.iter().position(|line| is_delimiter(line) || is_program_line(line)).unwrap_or(lines.len());
    cut.min(before_contact_block(&lines[..cut]))
}

/// The usual "-- " line (its trailing space is often lost), or a line of underscores.
fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line == "--" || line == "—" || line.len() >= 8 && line.bytes().all(|b| b == b'_')
}

fn is_program_line(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    line.chars().count() <= 80 && PROGRAM_LINES.iter().any(|start| line.starts_with(start))
}

/// Finds the last sign-off with nothing but contact lines under it.
fn before_contact_block(lines: &[&str]) -> usize {
    let Some(last) = lines.iter().rposition(|line| !line.trim().is_empty()) else { return lines.len() };
    let first = (last + 1).saturating_sub(MAX_BLOCK + 1);
    for at in (first..=last).rev() {
        if is_sign_off(lines[at]) {
            return at;
        }
        if !is_contact_line(lines[at]) {
            break;
        }
    }
    lines.len()
}

fn is_sign_off(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    SIGN_OFFS.contains(&line.trim_end_matches([',', '.', '!', ' ', '-', ':', ')']))
}

#[cfg(test)]
mod tests {
    use super::body_length;

    #[test]
    fn signatures_row_by_row() {
        for (text, kept) in [
            ("Where is it?\n-- \nAnn\n555 010 4477", 1),
            ("Where is it?\nSent from my iPhone", 1),
            ("Where is it?\nGet Outlook for iOS", 1),
            ("¿Dónde está?\nEnviado desde mi iPhone", 1),
            ("Where is it?\nBest regards,\nAnn Lee\n+1 555 010 4477\n12 Main Street\nSpringfield, IL 62704", 1),
            ("Where is it?\n\nThanks!\nann", 2),
            ("Where is it?\nThanks\nOrder 12345", 3),
            ("Where is it?\nThanks\n12345", 3),
            ("Thanks for the quick reply\nWhere is it", 2),
            ("Regards to all\nbut it is broken and I want it fixed", 2),
            ("", 1),
        ] {
            let lines: Vec<&str> = text.split('\n').collect();
            assert_eq!(body_length(&lines), kept, "{text}");
        }
    }
}
