//! Who the customer is. Identity comes from the ticket object only, never from message text.

use serde_json::Value;

use super::Findings;
use crate::loose::{first_text, text_of};

/// Objects that describe the customer, in order of precedence after the ticket's own source.
const PROFILES: [&str; 3] = ["customer_profile", "customer", "requester"];

/// Longest first name that is kept, characters.
const MAX_NAME_CHARS: usize = 60;

/// The ticket's own customer.
pub(super) struct Customer {
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) first_name: Option<String>,
}

pub(super) fn read(ticket: &Value, findings: &mut Findings) -> Customer {
    let from = ticket.pointer("/via/source/from").unwrap_or(&Value::Null);
    let profiles = || PROFILES.iter().filter_map(|key| ticket.get(key)).filter(|profile| profile.is_object());
    let mut email = from.as_str().and_then(email_of);
    let mut first = |object: &Value, keys: [&str; 2]| {
        keys.iter().filter_map(|key| object.get(key)).filter(|value| !value.is_null()).find_map(|value| {
            let text = value.as_str();
            if text.is_none() {
                findings.note();
            }
            // A text that is no mail address is fine here: phone tickets have phone ids.
            email_of(text?)
        })
    };
    email = email.or_else(|| first(from, ["address", "email"]));
    for profile in profiles() {
        email = email.or_else(|| first(profile, ["email", "address"]));
    }
    let phone = std::iter::once(from)
        .chain(profiles())
        .flat_map(|object| ["phone", "number", "address"].iter().filter_map(|key| object.get(key)))
        .chain([from])
        .find_map(|value| e164(&text_of(value)?));
    let first_name = profiles()
        .find_map(|profile| first_text(profile, &["firstName", "first_name"]))
        .filter(|name| name.chars().count() <= MAX_NAME_CHARS && !name.chars().any(char::is_control));
    Customer { email, phone, first_name }
}

/// A mail address, trimmed and lower case; of `Name <address>` the address. `None` if it is not plainly one.
fn email_of(text: &str) -> Option<String> {
    let text = text.trim();
    let address = match text.strip_suffix('>') {
        Some(rest) => rest.rsplit_once('<')?.1.trim(),
        None => text,
    };
    let (local, domain) = address.split_once('@')?;
    let plain = address.len() <= 254
        && !local.is_empty()
        && !domain.is_empty()
        && !address.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        && !domain.contains('@');
    plain.then(|| address.to_lowercase())
}

/// E.164: a number that starts with `+` (8 to 15 digits), or one that is plainly North American. Nothing is guessed.
pub(crate) fn e164(text: &str) -> Option<String> {
    let text = text.trim();
    let (international, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
    if !rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/')) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if international {
        return ((8..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("+{digits}"));
    }
    let national = if digits.len() == 11 { digits.strip_prefix('1')? } else { digits.as_str() };
    let bytes = national.as_bytes();
    // Area code and exchange of the North American plan start with 2 to 9, and no area code ends in 11.
    let plausible = bytes.len() == 10 && bytes[0] >= b'2' && bytes[3] >= b'2' && &bytes[1..3] != b"11";
    plausible.then(|| format!("+1{national}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn email_precedence() {
        let email = |ticket: Value| read(&ticket, &mut Findings::default()).email;
        let profile = json!({"email": "p@x.example"});
        for from in [
            json!({"address": " A@X.Example "}),
            json!({"address": null, "email": "a@x.example"}),
            json!("Ann B <a@x.example>"),
        ] {
            let ticket = json!({"via": {"source": {"from": from}}, "customer_profile": profile});
            assert_eq!(email(ticket).as_deref(), Some("a@x.example"));
        }
        let table = [
            (json!({"customer_profile": {"address": "1@x"}, "customer": {"email": "2@x"}}), Some("1@x")),
            (json!({"customer": {"email": "2@x"}, "requester": {"email": "3@x"}}), Some("2@x")),
            (json!({"requester": {"email": "3@x"}}), Some("3@x")),
            (json!({"customer_profile": "p@x", "requester": {"email": ["3@x"]}}), None),
            (
                json!({"via": {"source": {"from": {"address": "+15550104477"}}}, "customer": {"email": "2@x"}}),
                Some("2@x"),
            ),
            (json!({"comments": [{"body": "my mail is v@x.example"}]}), None),
        ];
        for (ticket, expected) in table {
            assert_eq!(email(ticket.clone()).as_deref(), expected, "{ticket}");
        }
    }

    #[test]
    fn the_address_of_a_mailbox_is_the_one_in_brackets() {
        assert_eq!(email_of("\"victim@x.example\" <Real@Y.example>").as_deref(), Some("real@y.example"));
        for bad in ["", "@", "a@", "@b", "a b@c", "a@b@c", "a@b>", "<a@b> c", "a,b@c", "no address"] {
            assert_eq!(email_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn phones_are_normalised_only_where_it_is_clear() {
        let table = [
            ("+1 (555) 010-4477", Some("+15550104477")),
            ("+44 20 7946 0018", Some("+442079460018")),
            ("(415) 555-0123", Some("+14155550123")),
            ("1-415-555-0123", Some("+14155550123")),
            ("415.555.0123", Some("+14155550123")),
            ("115-555-0123", None),
            ("911 555 0123", None),
            ("555 010 4477", None), // the exchange starts with 0
            ("0207 946 0018", None),
            ("555-0123", None),
            ("+0123456789", None),
            ("+123", None),
            ("+1234567890123456", None),
            ("415-555-0123 ext 4", None),
            ("a@b.example", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(e164(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn phone_and_name_come_from_source_then_profiles() {
        let ticket = json!({"via": {"source": {"from": "+442079460018"}}, "customer": {"phone": 4155550123_u64, "first_name": " Ann "}});
        let customer = read(&ticket, &mut Findings::default());
        // An object's fields win over the bare source string.
        assert_eq!(customer.phone.as_deref(), Some("+14155550123"));
        assert_eq!(customer.first_name.as_deref(), Some("Ann"));
        assert_eq!(customer.email, None);
        let mut findings = Findings::default();
        let phone_ticket = json!({"via": {"source": {"from": {"address": "+442079460018"}}}, "customer": {"email": 5}});
        assert_eq!(read(&phone_ticket, &mut findings).phone.as_deref(), Some("+442079460018"));
        assert_eq!(findings.0, 1);
    }

    proptest! {
        #[test]
        fn normalised_phones_are_e164(text in ".{0,30}") {
            if let Some(phone) = e164(&text) {
                prop_assert!(phone.starts_with('+') && (9..=16).contains(&phone.len()));
                prop_assert_eq!(e164(&phone), Some(phone));
            }
        }
    }
}
