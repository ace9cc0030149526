//! Lines with which mail programs introduce the message that is answered or forwarded.

/// Most lines over which an attribution such as "On … wrote:" may be wrapped.
const WRAP: usize = 4;

/// Longest attribution, characters; a longer one is a sentence of the customer.
const MAX_ATTRIBUTION: usize = 300;

/// How an attribution begins and ends, lower case.
const ATTRIBUTIONS: &[(&str, &[&str])] = &[
    ("on ", &["wrote:", "writes:", "said:"]),
    ("el ", &["escribió:", "escribio:", "escribió lo siguiente:", "escribe:"]),
    ("le ", &["a écrit :", "a écrit:", "a ecrit:"]),
    ("am ", &["schrieb:", "geschrieben:"]),
    ("em ", &["escreveu:"]),
    ("il ", &["ha scritto:"]),
];

/// Lines that introduce history by themselves, after hyphens, underscores and spaces are removed.
#[rustfmt::skip]
const BANNERS: &[&str] = &[
    "original message", "mensaje original", "forwarded message", "mensaje reenviado", "begin forwarded message:",
    "reply above this line", "please type your reply above this line", "message d'origine",
    "ursprüngliche nachricht", "mensagem original",
];

/// First labels of a header block, and the labels that must follow within a few lines.
const BLOCK_START: &[&str] = &["from:", "de:", "von:", "date:", "fecha:"];
const BLOCK_NEXT: &[&str] =
    &["sent:", "date:", "to:", "subject:", "enviado:", "enviado el:", "fecha:", "para:", "asunto:", "gesendet:", "cc:"];

/// If a reply header starts at `lines[at]`, the number of lines that it takes.
pub(crate) fn header_length(lines: &[&str], at: usize) -> Option<usize> {
    let first = plain(lines[at]);
    if first.is_empty() {
        return None;
    }
    attribution(lines, at, &first).or_else(|| banner(&first)).or_else(|| block(lines, at, &first))
}

/// The line without quotation marks, emphasis and case.
fn plain(line: &str) -> String {
    line.trim_start_matches(['>', ' ', '\t', '*', '|']).trim().trim_matches('*').to_lowercase()
}

fn attribution(lines: &[&str], at: usize, first: &str) -> Option<usize> {
    let (_, ends) = ATTRIBUTIONS.iter().find(|(start, _)| first.starts_with(start))?;
    let mut joined = String::new();
    for (offset, line) in lines[at..].iter().take(WRAP).enumerate() {
        let line = plain(line);
        if line.is_empty() && offset > 0 {
            return None;
        }
        joined.push_str(&line);
        if joined.chars().count() > MAX_ATTRIBUTION {
            return None;
        }
        if ends.iter().any(|end| joined.ends_with(end)) {
            // A date, a time or an address tells an attribution from "on the box someone wrote:".
            let dated = joined.contains('@') || joined.bytes().any(|b| b.is_ascii_digit()) || joined.contains(',');
            return dated.then_some(offset + 1);
        }
        joined.push(' ');
    }
    None
}

fn banner(first: &str) -> Option<usize> {
    let bare = first.trim_matches(['-', '_', ' ', '=', '#', '*']);
    BANNERS.contains(&bare).then_some(1)
}

fn block(lines: &[&str], at: usize, first: &str) -> Option<usize> {
    BLOCK_START.iter().find(|label| first.starts_with(*label))?;
    let following = lines[at + 1..].iter().take(4).map(|line| plain(line));
    let labels = following.filter(|line| BLOCK_NEXT.iter().any(|label| line.starts_with(label))).count();
    // One line "From: a Sent: b To: c" is what remains of a header that lost its line breaks.
    let inline = BLOCK_NEXT.iter().filter(|label| first.contains(&format!(" {label}"))).count();
    (labels >= 1 && labels + inline >= 2 || inline >= 2).then_some(labels + 1)
}

#[cfg(test)]
mod tests {
    use super::header_length;

    #[test]
    fn headers_row_by_row() {
        for (text, length) in [
            ("On Mon, 2 Mar 2026 at 10:01, Shop <help@shop.example> wrote:", Some(1)),
            ("On Mon, 2 Mar 2026 at 10:01, Shop\n<help@shop.example> wrote:", Some(2)),
            ("On Mar 2, 2026, at 9:00 AM, Shop\n<help@shop.example>\nwrote:", Some(3)),
            ("El lun, 2 mar 2026 a las 10:01, Tienda (<t@shop.example>) escribió:", Some(1)),
            ("-----Original Message-----", Some(1)),
            ("-------- Mensaje original --------", Some(1)),
            ("---------- Forwarded message ---------", Some(1)),
            ("Begin forwarded message:", Some(1)),
            ("From: Shop\nSent: Monday\nTo: Ann\nSubject: Hi", Some(4)),
            ("*From:* Shop\n*Date:* Monday\n*To:* Ann", Some(3)),
            ("De: Tienda\nEnviado: lunes\nPara: Ann\nAsunto: Hola", Some(4)),
            ("From: Shop Sent: Monday To: Ann Subject: Hi", Some(1)),
            ("On Monday I wrote a mail", None),
            ("on the box someone wrote:", None),
            ("From: the very first day I was happy", None),
            ("original message was lost", None),
            ("", None),
        ] {
            let lines: Vec<&str> = text.split('\n').collect();
            assert_eq!(header_length(&lines, 0), length, "{text}");
        }
    }
}
