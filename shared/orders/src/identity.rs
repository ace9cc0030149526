//! Normal forms of identities, so that equal ones compare equal.

/// Trimmed, lower case; none unless it has the form of an address.
pub fn normalise_email(text: &str) -> Option<String> {
    let email = text.trim().to_lowercase();
    let (local, domain) = email.split_once('@')?;
    let plausible = !local.is_empty() && domain.contains('.') && !email.contains(char::is_whitespace);
    plausible.then_some(email)
}

/// E.164: `+` and 8 to 15 digits. A number without its country code is unknown, not guessed.
pub fn normalise_phone(text: &str) -> Option<String> {
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let formatting = text.chars().all(|c| c.is_ascii_digit() || " ()-.+/".contains(c));
    let digits = if text.starts_with('+') { digits.as_str() } else { digits.strip_prefix("00")? };
    (formatting && (8..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("+{digits}"))
}

/// Lower case without white space and hyphens; a US ZIP+4 is reduced to its five digits.
pub fn normalise_zip(text: &str) -> String {
    let zip: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect();
    if zip.len() == 9 && zip.bytes().all(|b| b.is_ascii_digit()) { zip[..5].to_owned() } else { zip }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        assert_eq!(normalise_email(" Anna@Mail.Example ").as_deref(), Some("anna@mail.example"));
        for bad in ["", "anna", "@mail.example", "anna@mail", "an na@mail.example"] {
            assert_eq!(normalise_email(bad), None, "{bad}");
        }
        assert_eq!(normalise_phone("+1 (555) 010-4477").as_deref(), Some("+15550104477"));
        assert_eq!(normalise_phone("0049 30 5550104").as_deref(), Some("+49305550104"));
        for bad in ["5550104477", "+1 555", "call me", "", "+0155501044", "+1 555 010 4477 ext 3"] {
            assert_eq!(normalise_phone(bad), None, "{bad}");
        }
        assert_eq!(normalise_zip(" 90210-1234"), "90210");
        assert_eq!(normalise_zip("SW1A 1AA"), "sw1a1aa");
    }
}
