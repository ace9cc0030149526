//! What the stand-in takes from the data of a prompt.

use serde_json::{Map, Value};

use super::topics::{ENGLISH, INTENTS, SIGNS, SPANISH};

/// Certainties of the first, second and third intent found.
const CERTAINTIES: [f64; 3] = [0.95, 0.5, 0.3];
/// Certainty of whatever else is found.
const SIGN_FOUND: f64 = 0.9;
/// Certainty when no intent is found.
const NOTHING_FOUND: f64 = 0.45;

/// Intents about one order.
const ABOUT_AN_ORDER: [&str; 8] = [
    "order_status_tracking",
    "shipping_delay_not_shipped",
    "delivered_not_received",
    "missing_items_in_shipment",
    "wrong_item_received",
    "damaged_item",
    "cancel_order",
    "address_change_order_edit",
];
/// Intents that a picture helps with.
const VISIBLE: [&str; 3] = ["missing_items_in_shipment", "wrong_item_received", "damaged_item"];
/// Intents whose questions are answered with facts of the order.
const ORDER_FACTS: [&str; 2] = ["order_status_tracking", "shipping_delay_not_shipped"];
/// Intents that only people handle.
const ESCALATIONS: [&str; 4] = ["chargeback_dispute", "legal_threat", "harassment_threats", "fraud_suspected"];

/// Names found, the best first, in lower case, with their certainties.
#[derive(Clone, Debug)]
pub(super) struct Understanding {
    names: Vec<(String, f64)>,
    /// The text, in words between single spaces.
    words: String,
}

impl Understanding {
    /// Reads the question of a prompt: the first JSON object in it is its data; without one it is all text.
    pub(super) fn of(question: &str) -> Self {
        let data = first_object(question).unwrap_or_default();
        let words = words(newest_text(&data).unwrap_or(question));
        let intents = intents(&words);
        let certainty = intents.first().map_or(NOTHING_FOUND, |(_, certainty)| *certainty);
        let signs = SIGNS.iter().filter(|sign| sign.occurs(&words)).map(|sign| (sign.name, SIGN_FOUND));
        let names = intents.into_iter().chain(signs).map(|(name, certainty)| (name.to_owned(), certainty)).collect();
        let mut found = Self { names, words };
        for name in tiers(&found).into_iter().chain(questions(&found, &data)).chain(verdict(&found, &data)) {
            found.add(name, certainty);
        }
        found.add(language(&found.words), SIGN_FOUND);
        found
    }

    /// The best name and its certainty.
    pub(super) fn first(&self) -> (&str, f64) {
        self.names.first().map_or(("unknown", NOTHING_FOUND), |(name, certainty)| (name, *certainty))
    }

    /// The best names among these values of an enum, best first, with their certainties.
    pub(super) fn ranked<'v>(&self, values: &[&'v str]) -> Vec<(&'v str, f64)> {
        let value = |name: &str| values.iter().copied().find(|value| value.eq_ignore_ascii_case(name));
        let known: Vec<_> =
            self.names.iter().filter_map(|(name, certainty)| value(name).map(|value| (value, *certainty))).collect();
        if !known.is_empty() {
            return known;
        }
        // A schema of another world: its names are taken by their words.
        values.iter().filter(|value| self.mentions(value)).map(|value| (*value, 0.6)).collect()
    }

    /// Whether a boolean of this name is true.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.names.iter().any(|(found, _)| found.eq_ignore_ascii_case(name)) || self.mentions(name)
    }

    /// What it is about, in a sentence.
    pub(super) fn sentence(&self) -> String {
        format!("Keywords of {}.", self.first().0.replace('_', " "))
    }

    fn add(&mut self, name: &str, certainty: f64) {
        self.names.push((name.to_owned(), certainty));
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|(found, _)| found == name)
    }

    fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// Whether every word of the name occurs in the text.
    fn mentions(&self, name: &str) -> bool {
        words(name).split_whitespace().all(|word| self.words.contains(&format!(" {word} ")))
    }
}

/// The first object in a text.
fn first_object(text: &str) -> Option<Map<String, Value>> {
    text.match_indices('{').find_map(|(start, _)| {
        serde_json::Deserializer::from_str(&text[start..]).into_iter::<Map<String, Value>>().next()?.ok()
    })
}

/// The newest text of the customer: the data's field for untrusted text that is not the previous one, else its longest.
fn newest_text(data: &Map<String, Value>) -> Option<&str> {
    let texts = || data.iter().filter_map(|(key, value)| Some((key, value.as_str()?)));
    let newest = |key: &str| (key.contains("untrusted") || key.contains("text")) && !key.contains("previous");
    let named = texts().find(|(key, _)| newest(key));
    named.or_else(|| texts().max_by_key(|(_, text)| text.len())).map(|(_, text)| text)
}

/// Lower case, markers of redaction left out, one space between words and around them.
fn words(text: &str) -> String {
    let mut plain = String::from(" ");
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        let marker = rest[start + 1..].find(|c: char| !c.is_ascii_uppercase() && c != '_');
        let end = marker.map(|length| start + 1 + length).filter(|end| rest[*end..].starts_with(']'));
        plain.push_str(&rest[..start]);
        plain.push(' ');
        rest = end.map_or(&rest[start + 1..], |end| &rest[end + 1..]);
    }
    plain.push_str(rest);
    let lower = plain.to_lowercase().replace('\u{2019}', "'");
    let spaced: String = lower.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    format!(" {} ", words.join(" "))
}

fn intents(words: &str) -> Vec<(&'static str, f64)> {
    let found: Vec<_> = INTENTS.iter().filter(|topic| topic.occurs(words)).collect();
    let covered = |name: &str| found.iter().any(|topic| topic.covers.contains(&name));
    let names: Vec<&str> = found.iter().map(|topic| topic.name).filter(|name| !covered(name)).collect();
    if names.is_empty() {
        return vec![("unknown_other", NOTHING_FOUND)];
    }
    names.into_iter().zip(CERTAINTIES).collect()
}

fn tiers(found: &Understanding) -> Vec<&'static str> {
    if found.has_any(&ESCALATIONS) || found.has("other_high_risk") {
        vec!["tier_0_escalation"]
    } else if ORDER_FACTS.contains(&found.first().0) {
        vec!["tier_2_verified", "tier_1_safe_assist"]
    } else {
        vec!["tier_1_safe_assist"]
    }
}

fn questions(found: &Understanding, data: &Map<String, Value>) -> Vec<&'static str> {
    let known = |key: &str| data.get(key) == Some(&Value::Bool(true));
    let candidates = [
        ("ask_order_number", found.has_any(&ABOUT_AN_ORDER) && !known("has_order_number")),
        ("ask_photo_or_video", found.has_any(&VISIBLE) && !known("has_attachments")),
        ("ask_product_model", found.has("technical_support")),
        ("ask_troubleshooting_details", found.has("technical_support")),
    ];
    candidates.into_iter().filter(|(_, wanted)| *wanted).map(|(name, _)| name).take(3).collect()
}

/// Whether facts of the order may be told, and why not.
fn verdict(found: &Understanding, data: &Map<String, Value>) -> Vec<&'static str> {
    let field = |key: &str| data.get(key).and_then(Value::as_str);
    let primary = field("proposed_intent").unwrap_or(found.first().0);
    let others = found.names.iter().filter(|(name, _)| INTENTS.iter().any(|topic| topic.name == name)).count();
    if found.has_any(&ESCALATIONS) || found.has_any(&["other_high_risk", "force_human"]) {
        vec!["escalation_present"]
    } else if field("deterministic_order_link") == Some("false") {
        vec!["deterministic_match_false"]
    } else if others > 1 {
        vec!["conflicting_intent"]
    } else if found.has("injection_suspected") || found.has("unknown_other") {
        vec!["too_ambiguous"]
    } else if !ORDER_FACTS.contains(&primary) || !ORDER_FACTS.contains(&found.first().0) {
        vec!["not_order_status"]
    } else {
        vec!["ok", "allow_tier2"]
    }
}

fn language(words: &str) -> &'static str {
    let count = |list: &[&str]| list.iter().filter(|word| words.contains(&format!(" {word} "))).count();
    let (spanish, english) = (count(&SPANISH), count(&ENGLISH));
    if spanish > english {
        "es"
    } else if english > 0 {
        "en"
    } else {
        "unknown"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classifier(text: &str) -> String {
        let data = serde_json::json!({"channel": "email", "deterministic_order_link": "unknown",
            "untrusted_previous_text": "cancel", "untrusted_customer_text": text});
        format!("Data of one message {{not JSON}}:\n{data}")
    }

    #[test]
    fn messages_and_their_first_intent() {
        for (text, name, certainty) in [
            ("Where is my order [ORDER_ID]?", "order_status_tracking", 0.95),
            ("Hola, ¿dónde está mi pedido?", "order_status_tracking", 0.95),
            ("It hasn’t shipped yet, where is my order?", "shipping_delay_not_shipped", 0.95),
            ("It says delivered, where is it?", "delivered_not_received", 0.95),
            ("I want to return the damaged lamp", "damaged_item", 0.95),
            ("My lawyer will call", "legal_threat", 0.95),
            ("[NAME] xyz", "unknown_other", 0.45),
        ] {
            assert_eq!(Understanding::of(&classifier(text)).first(), (name, certainty), "{text}");
        }
        assert_eq!(Understanding::of("cancel it please").first().0, "cancel_order");
    }

    #[test]
    fn languages() {
        for (text, expected) in [("where is it", "en"), ("dónde está mi pedido", "es"), ("где мой заказ", "unknown")]
        {
            let understanding = Understanding::of(&classifier(text));
            assert_eq!(understanding.ranked(&["en", "es", "unknown"])[0].0, expected, "{text}");
        }
    }

    #[test]
    fn verdicts() {
        for (text, link, verdict) in [
            ("Where is my order?", "true", "ok"),
            ("Where is my order?", "false", "deterministic_match_false"),
            ("Where is my order? Cancel it.", "true", "conflicting_intent"),
            ("Where is my order? My lawyer asks.", "true", "escalation_present"),
            ("Do you sell lamps?", "true", "not_order_status"),
            ("hm", "true", "too_ambiguous"),
        ] {
            let data = serde_json::json!({"deterministic_order_link": link, "untrusted_customer_text": text});
            let understanding = Understanding::of(&data.to_string());
            assert!(understanding.has(verdict), "{text}: {:?}", understanding.names);
            assert_eq!(understanding.holds("allow_tier2"), verdict == "ok");
        }
    }

    #[test]
    fn a_schema_of_another_world_is_taken_by_its_words() {
        let understanding = Understanding::of("My BLUE bicycle squeaks");
        assert_eq!(understanding.ranked(&["red_bicycle", "blue_bicycle"]), [("blue_bicycle", 0.6)]);
        assert!(understanding.holds("bicycle") && !understanding.holds("red"));
    }
}
