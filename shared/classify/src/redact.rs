//! Redaction of a customer text before it leaves the process: typed markers instead of personal data.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// One kind of data: its pattern, and what stands in its place (`${k}` keeps the words that introduce it).
struct Rule {
    pattern: &'static str,
    marker: &'static str,
}

/// In order: the more specific first, since a later rule sees the markers of an earlier one.
#[rustfmt::skip]
const RULES: &[Rule] = &[
    Rule { marker: "[EMAIL]", pattern: r"(?i)[a-z0-9._%+'-]+\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+" },
    Rule { marker: "[EMAIL]", pattern: r"(?i)\b[a-z0-9._%+-]+\s*(?:\(at\)|\[at\])\s*[a-z0-9-]+\s*(?:\.|\(dot\)|\[dot\])\s*[a-z]{2,}\b" },
    Rule { marker: "[URL]", pattern: r"(?i)\b(?:https?://|www\.)[^\s<>\[\]]+" },
    Rule { marker: "[URL]", pattern: r"(?i)\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|co|shop|store|us|uk|de|es|info|biz|example|app|link)\b(?:/[^\s<>\[\]]*)?" },
    Rule { marker: "[TRACKING]", pattern: r"\b(?:\d ?){19,33}\d\b" },
    Rule { marker: "[CARD]", pattern: r"\b(?:\d[ -]?){12}(?:\d[ -]?){0,2}\d{1,4}\b" },
    Rule { marker: "${k}[ADDRESS]", pattern: r"(?i)(?P<k>\b(?:address|ship(?:ped)? to|deliver(?:ed)? to|direcci[oó]n)\b(?:\s+(?:is|es|to))?\s*:?\s*)\d{1,6}\s[^\n.;\[\]]{3,80}" },
    Rule { marker: "[ADDRESS]", pattern: r"(?i)\b\d{1,6}[a-z]?\s+(?:[nsew]\.?\s+)?(?:[\p{L}0-9'.-]+\s+){1,4}(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|way|place|pl|terrace|ter|circle|cir|parkway|pkwy|highway|hwy|square|sq|trail|trl|loop|alley|row|close|crescent)\b\.?(?:[,\s]+(?:apt|apartment|unit|suite|ste|floor|fl|#)\.?\s*[a-z0-9-]+)?(?:[,\s]+[\p{L} .'-]{2,30}[,\s]+[a-z]{2}\.?[,\s]+\d{5}(?:-\d{4})?)?" },
    Rule { marker: "[ADDRESS]", pattern: r"(?i)\b(?:calle|avenida|av\.|carrera|paseo|plaza|camino|rue|stra(?:ss|ß)e)\s+[\p{L} .'-]{2,40}\s*,?\s*(?:n[uú]m(?:ero)?\.?|no\.?|#)?\s*\d{1,6}" },
    Rule { marker: "[ADDRESS]", pattern: r"(?i)\bp\.?\s?o\.?\s?box\s+\d+" },
    Rule { marker: "[ADDRESS]", pattern: r"\b[A-Z][\p{L}'.-]+(?:\s[A-Z][\p{L}'.-]+)?,?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?\b" },
    Rule { marker: "[ADDRESS]", pattern: r"(?i)\b[a-z]{1,2}\d[a-z\d]?\s\d[a-z]{2}\b" },
    Rule { marker: "${k}[ADDRESS]", pattern: r"(?i)(?P<k>\b(?:zip|zip ?code|postal ?code|postcode|c[oó]digo postal)\b(?:\s+is|\s+es)?\s*:?\s*)[a-z0-9]{3,6}(?:[- ]\d[a-z0-9]{2,3})?" },
    Rule { marker: "[TRACKING]", pattern: r"(?i)\b1z\s?[0-9a-z]{3}\s?[0-9a-z]{3}\s?[0-9a-z]{2}\s?[0-9a-z]{4}\s?[0-9a-z]{3}\s?[0-9a-z]\b" },
    Rule { marker: "[TRACKING]", pattern: r"(?i)\b[a-z]{2}\s?\d{3}\s?\d{3}\s?\d{3}\s?[a-z]{2}\b" },
    Rule { marker: "[TRACKING]", pattern: r"(?i)\b(?:tba|lp|yt|jd|gm|uus|jjd)\d{8,20}[a-z]{0,2}\b" },
    Rule { marker: "${k}[TRACKING]", pattern: r"(?i)(?P<k>\b(?:tracking|rastreo|seguimiento|gu[ií]a)\b(?:\s*(?:number|num|no\.?|code|id|#|n[uú]mero|is|es|de))*\s*[:#]?\s*)[a-z0-9-]*\d[a-z0-9-]{5,}" },
    Rule { marker: "${k}[ORDER_ID]", pattern: r"(?i)(?P<k>\b(?:order|pedido|orden|invoice|po)\b(?:\s*(?:number|num|no\.?|id|ref|n[uú]mero|n[oº°]\.?|is|was|es|de))*\s*[:#]?\s*#?\s*)(?:[a-z]{1,5}-?)?\d[\d,-]{2,19}" },
    Rule { marker: "[ORDER_ID]", pattern: r"#\s?(?:[A-Za-z]{1,5}-?)?\d[\d,-]{2,19}" },
    Rule { marker: "[PHONE]", pattern: r"(?:\+|\b00)\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s./-]?){2,5}\d{2,4}\b" },
    Rule { marker: "[PHONE]", pattern: r"\(?\b\d{3}\)?[\s./-]{0,2}\d{3}[\s./-]?\d{4}\b" },
    Rule { marker: "[PHONE]", pattern: r"\b\d{3}[-.]\d{4}\b" },
    Rule { marker: "[CARD]", pattern: r"\b\d{3}-\d{2}-\d{4}\b" },
    Rule { marker: "[CARD]", pattern: r"\b\d{13,19}\b" },
    Rule { marker: "[TRACKING]", pattern: r"\b\d{11,12}\b" },
    Rule { marker: "[ORDER_ID]", pattern: r"\b(?:[A-Za-z]{1,5}-?)?\d{4,10}\b" },
    Rule { marker: "${k}[NAME]", pattern: r"(?P<k>\b(?i:my name is|my name's|name is|name:|me llamo|mi nombre es|customer name:?|full name:?)\s+)\p{L}[\p{L}'.-]*(?:\s\p{Lu}[\p{L}'.-]*){0,3}" },
    Rule { marker: "${k}[NAME]", pattern: r"(?P<k>\b(?i:this is|i am|i'm|it's|soy)\s+)\p{Lu}[\p{Ll}'.-]+(?:\s\p{Lu}[\p{L}'.-]+){0,2}" },
    Rule { marker: "${k}[NAME]", pattern: r"(?P<k>\b(?i:hi|hello|hey|dear|hola|estimad[oa]|mr\.?|mrs\.?|ms\.?|miss|dr\.?|se[nñ]ora?)\s+)\p{Lu}[\p{L}'-]+(?:\s\p{Lu}[\p{L}'-]+){0,2}" },
    Rule { marker: "${k}[NAME]", pattern: r"(?P<k>(?i:thanks|thank you|thx|regards|wishes|sincerely|yours|cheers|best|love|saludos|gracias|atentamente|truly)(?:[,.!-]+[ \t]*|[ \t]*\n\s*|[,.!-]+\s*\n\s*))\p{Lu}[\p{L}'.-]*(?:[ \t]\p{Lu}[\p{L}'.-]*){0,2}" },
    Rule { marker: "${k}[NAME]", pattern: r"(?im)(?P<k>^(?:best regards|kind regards|warm regards|regards|sincerely|cheers|best|thanks|thank you|saludos|gracias)[,.! ]*\n\s*)[\p{L}'.-]+(?:[ \t][\p{L}'.-]+){0,2}[ \t]*$" },
];

static COMPILED: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    // A pattern that did not compile would be missing; a test counts them.
    RULES.iter().filter_map(|rule| Regex::new(rule.pattern).ok().map(|regex| (regex, rule.marker))).collect()
});

/// The text with every email, URL, card-like number, street address, tracking number, order number, phone and name
/// after a greeting, introduction or sign-off replaced by `[EMAIL]`, `[URL]`, `[CARD]`, `[ADDRESS]`, `[TRACKING]`,
/// `[ORDER_ID]`, `[PHONE]` or `[NAME]`.
///
/// It removes too much rather than too little: any number of four or more digits is replaced.
pub fn redact(text: &str) -> String {
    COMPILED
        .iter()
        .fold(Cow::Borrowed(text), |text, (regex, marker)| match regex.replace_all(&text, *marker) {
            Cow::Borrowed(_) => text,
            Cow::Owned(changed) => Cow::Owned(changed),
        })
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_rule_compiles() {
        assert_eq!(COMPILED.len(), RULES.len());
    }

    #[test]
    fn markers_row_by_row() {
        for (text, redacted) in [
            ("write to ann.lee+x@mail.example now", "write to [EMAIL] now"),
            ("see https://shop.example/o/123?x=1 please", "see [URL] please"),
            ("see shop.example/track", "see [URL]"),
            ("card 4111 1111 1111 1111 ok", "card [CARD] ok"),
            ("ssn 078-05-1121", "ssn [CARD]"),
            ("call +1 (555) 010-4477", "call [PHONE]"),
            ("call 555 010 4477 today", "call [PHONE] today"),
            ("send to 12 Main Street, Apt 4, Springfield, IL 62704 please", "send to [ADDRESS] please"),
            ("PO Box 77", "[ADDRESS]"),
            ("my zip is 62704", "my zip is [ADDRESS]"),
            ("vivo en Calle Mayor 12", "vivo en [ADDRESS]"),
            ("tracking 1Z999AA10123456784", "tracking [TRACKING]"),
            ("9400 1000 0000 0000 0000 00", "[TRACKING]"),
            ("tracking number: 77123498765", "tracking number: [TRACKING]"),
            ("order #70412 and order no. 10,442", "order #[ORDER_ID] and order no. [ORDER_ID]"),
            ("#88213", "[ORDER_ID]"),
            ("number 90417", "number [ORDER_ID]"),
            ("Hi Ann, my name is Bob Ray", "Hi [NAME], my name is [NAME]"),
            ("Thanks,\nAnn Lee", "Thanks,\n[NAME]"),
            ("thanks\nann", "thanks\n[NAME]"),
            ("I want 2 bottles in 30 days", "I want 2 bottles in 30 days"),
            ("", ""),
        ] {
            assert_eq!(redact(text), redacted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn long_digit_runs_never_survive(head in "[a-z ]{0,10}", digits in "[0-9]{5,22}", tail in "[a-z ]{0,10}") {
            let text = format!("{head} {digits} {tail}");
            prop_assert!(!redact(&text).contains(&digits), "{}", redact(&text));
        }

        #[test]
        fn emails_never_survive(user in "[a-z][a-z0-9.]{0,8}[a-z]", text in "\\PC{0,40}") {
            let mail = format!("{user}@mail.example");
            let whole = format!("{text} {mail} {text}");
            prop_assert!(!redact(&whole).contains(&mail));
        }
    }
}
