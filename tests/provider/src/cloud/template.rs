//! Texts with places in braces.
//!
//! | place | stands for |
//! | --- | --- |
//! | `{account}` `{region}` `{partition}` `{time}` | where and when |
//! | `{dns-suffix}` `{reverse-dns-suffix}` | the domain of the partition's services, forwards and backwards |
//! | `{id}` | the id, in outputs |
//! | `{sequence}` | how many times the resource was created or updated, this time included |
//! | `{hex 17}` `{alnum 10}` `{upper 17}` `{digits 12}` `{uuid}` | made characters, the same for the same resource |
//! | `{name}` | a property, empty if absent |
//!
//! After the name of a property may follow one of `|after X` (what follows the last X, or all), `|default X` (instead of
//! nothing), `|drop X` (nothing instead of X), `|trim X` (without X at the start), `|lower`.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{ACCOUNT, Place, TIME};
use crate::property::{Map, Value, present, to_json};

/// What places in a template are filled from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    /// Where the resource is.
    pub(super) place: &'a Place,
    /// What made characters are made from.
    pub(super) seed: &'a str,
    /// How many times the resource was created or updated.
    pub(super) sequence: u64,
    /// The id, once known.
    pub(super) id: &'a str,
    /// The resource's properties.
    pub(super) properties: &'a Map,
}

/// The text with its places filled.
pub(super) fn render(template: &str, facts: &Facts<'_>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(&fill(place, facts));
        rest = after;
    }
    text.push_str(rest);
    text
}

fn fill(place: &str, facts: &Facts<'_>) -> String {
    if let Some((alphabet, length)) = place.split_once(' ').and_then(|(kind, length)| Some((alphabet(kind)?, length))) {
        return made(facts.seed, alphabet, length.parse().unwrap_or_default());
    }
    match place {
        "account" => return ACCOUNT.to_owned(),
        "region" => return region(facts),
        "partition" => return facts.place.partition().to_string(),
        "dns-suffix" => return facts.place.partition().dns_suffix().to_owned(),
        "reverse-dns-suffix" => return reversed(facts.place.partition().dns_suffix()),
        "time" => return TIME.to_owned(),
        "sequence" => return facts.sequence.to_string(),
        "id" => return facts.id.to_owned(),
        "uuid" => return uuid(facts.seed),
        _ => {}
    }
    let (name, filter) = place.split_once('|').unwrap_or((place, ""));
    let value = match present(facts.properties, name) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => to_json(value).to_string(),
        None => String::new(),
    };
    let (filter, argument) = filter.split_once(' ').unwrap_or((filter, ""));
    match filter {
        "after" => value.rsplit(argument).next().unwrap_or_default().to_owned(),
        "default" if value.is_empty() => argument.to_owned(),
        "drop" if value == argument => String::new(),
        "trim" => value.trim_start_matches(argument).to_owned(),
        "lower" => value.to_lowercase(),
        _ => value,
    }
}

fn reversed(domain: &str) -> String {
    domain.rsplit('.').collect::<Vec<_>>().join(".")
}

/// A resource may be in another region than its provider.
fn region(facts: &Facts<'_>) -> String {
    match present(facts.properties, "region") {
        Some(Value::String(region)) => region.clone(),
        _ => facts.place.region().as_str().to_owned(),
    }
}

fn alphabet(kind: &str) -> Option<&'static [u8]> {
    match kind {
        "hex" => Some(b"0123456789abcdef"),
        "alnum" => Some(b"abcdefghijklmnopqrstuvwxyz0123456789"),
        "upper" => Some(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
        "digits" => Some(b"123456789"),
        _ => None,
    }
}

fn made(seed: &str, alphabet: &[u8], length: usize) -> String {
    let digest = Sha256::digest(seed);
    let indexes = digest.iter().cycle().take(length).map(|byte| usize::from(*byte) % alphabet.len());
    indexes.map(|index| char::from(alphabet[index])).collect()
}

fn uuid(seed: &str) -> String {
    let digits = HEXLOWER.encode(&Sha256::digest(seed));
    format!("{}-{}-4{}-a{}-{}", &digits[..8], &digits[8..12], &digits[12..15], &digits[15..18], &digits[18..30])
}

/// Names of the properties that a template refers to.
#[cfg(test)]
pub(super) fn references(template: &str) -> Vec<&str> {
    const OTHERS: [&str; 9] =
        ["dns-suffix", "reverse-dns-suffix", "account", "region", "partition", "time", "sequence", "id", "uuid"];
    let places = template.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(place, _)| place));
    let made = |place: &&str| place.split_once(' ').is_some_and(|(kind, _)| alphabet(kind).is_some());
    let places = places.filter(|place| !OTHERS.contains(place) && !made(place));
    places.map(|place| place.split('|').next().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Region;

    fn rendered(template: &str) -> String {
        let place = Place::new(Region::parse("us-gov-west-1").unwrap());
        let properties = Map::from([
            ("name".to_owned(), Value::String("/a/b".into())),
            ("scope".to_owned(), Value::String("REGIONAL".into())),
            ("count".to_owned(), Value::Number(3.0)),
        ]);
        let facts = Facts { place: &place, seed: "s", sequence: 7, id: "i", properties: &properties };
        render(template, &facts)
    }

    #[test]
    fn places_are_filled() {
        assert_eq!(
            rendered("arn:{partition}:x:{region}:{account}:{id}#{sequence}"),
            "arn:aws-us-gov:x:us-gov-west-1:000000000000:i#7"
        );
        assert_eq!(rendered("{name|after /}{name|trim /}{scope|lower}{none|default d}"), "ba/bregionald");
        assert_eq!(rendered("{scope|drop REGIONAL}-{none}-{count}"), "--3");
    }

    #[test]
    fn made_characters_are_stable_and_of_their_alphabet() {
        let text = rendered("{alnum 40}");
        assert_eq!(text, rendered("{alnum 40}"));
        assert_eq!(text.len(), 40);
        assert!(rendered("{digits 12}").chars().all(|digit| digit.is_ascii_digit()));
        assert_eq!(rendered("{uuid}").len(), 36);
    }
}
