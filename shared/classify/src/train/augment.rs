//! From templates to messages: alternatives, slots, courtesies, context, typing errors, casing, subjects, channels.

use switchboard_domain::ChannelClass;

use super::random::Random;
use super::set::{Template, TrainingSet};
use super::{Configuration, Labelled};

/// A message to train on.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) labelled: Labelled,
    pub(crate) secondary: Option<switchboard_domain::Intent>,
    /// Number of the author; the templates are one author's.
    pub(crate) author: usize,
    /// Number of the line that it was made of.
    pub(crate) line: usize,
    /// Whether it is the line as it was written.
    pub(crate) original: bool,
}

#[rustfmt::skip]
const SLOTS: &[(&str, &[&str])] = &[
    ("scent", &["lavender", "santal", "cedarwood", "eucalyptus", "white tea", "ocean breeze", "vanilla", "citrus grove", "fig", "black orchid", "peppermint", "sandalwood", "jasmine"]),
    ("device", &["diffuser", "device", "unit", "machine", "oil diffuser", "scent machine", "mini diffuser", "car diffuser", "waterless diffuser", "diffuser pro"]),
    ("item", &["diffuser", "oil set", "starter kit", "refill oils", "travel diffuser", "gift set", "oil bottle", "room spray", "candle", "reed diffuser", "car diffuser", "sampler pack"]),
    ("order", &["10442", "#70412", "88213", "#4471", "902817", "#120558", "77310", "SB-20418"]),
    ("days", &["3 days", "5 days", "a week", "10 days", "two weeks", "3 weeks", "almost a month", "a month", "8 days", "over two weeks"]),
    ("weekday", &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
    ("date", &["March 3", "the 12th", "June 21st", "last week", "05/14", "early November", "the 2nd"]),
    ("carrier", &["UPS", "USPS", "FedEx", "DHL", "the carrier", "the post office", "the courier"]),
    ("amount", &["$49.99", "$120", "$38", "89 dollars", "$212.40", "$15", "64.50"]),
    ("parcel", &["order", "package", "parcel", "shipment", "delivery", "box"]),
    ("person", &["my mom", "my sister", "my wife", "my husband", "a friend", "my daughter", "my boss"]),
    ("number", &["two", "three", "four", "2", "3", "6"]),
    ("when", &["today", "yesterday", "this morning", "last night", "two days ago", "last week", "on <weekday>"]),
    ("place", &["kitchen", "living room", "office", "bedroom", "bathroom", "studio", "lobby"]),
    ("address", &["14 Maple Ave", "220 Oak Street apt 5", "87 Pine Rd", "3 Harbor Lane", "501 W 8th St"]),
    ("code", &["WELCOME10", "SAVE20", "SUMMER15", "FIRST15", "BF30"]),
];

const GREETINGS: &[&str] = &[
    "Hi,",
    "Hello,",
    "Hi there,",
    "Hey,",
    "Hello team,",
    "Good morning,",
    "Good afternoon,",
    "Dear support,",
    "hi",
    "hello",
    "Hi! I hope you are well.",
    "To whom it may concern,",
    "hey guys",
    "Dear Sir or Madam,",
];

const SIGN_OFFS: &[&str] = &[
    "Thanks",
    "Thank you!",
    "Thanks in advance.",
    "Please help.",
    "Please let me know.",
    "Kind regards",
    "Best, Ann",
    "Thank you for your help.",
    "Please advise.",
    "Awaiting your reply.",
    "thx",
    "Looking forward to hearing from you.",
    "Please get back to me asap.",
    "Can you help?",
    "What can I do?",
    "Regards, Mark",
    "Appreciate it.",
];

/// Sentences that say nothing about the intent.
const CONTEXT: &[&str] = &[
    "I am a long time customer.",
    "This is my first order with you.",
    "My order number is <order>.",
    "Order <order>.",
    "I love your products.",
    "I bought a <item> <when>.",
    "I placed an order on <date>.",
    "It was a gift for <person>.",
    "I already wrote to you <when>.",
    "This is the second time I write.",
    "I have been a customer for years.",
    "I am quite disappointed.",
    "I ordered the <scent> scent.",
    "The order was <amount>.",
    "I hope you can help me.",
    "Not sure if this is the right address to write to.",
    "I tried to find the answer on your website.",
    "I paid with my card.",
    "I ordered from your website.",
    "Sorry to bother you.",
    "I know you are busy.",
];

const SUBJECTS: &[&str] = &[
    "Order <order>",
    "Help",
    "Question",
    "Order",
    "Help needed",
    "My order",
    "Issue",
    "Problem with my order",
    "Re: your order <order>",
    "Order #<order> confirmed",
    "New customer message",
    "Urgent",
    "Support request",
    "Hi",
    "contact form",
    "Please help",
];

/// What the texts above contribute to the configuration hash.
pub(crate) fn description() -> String {
    format!("{SLOTS:?} {GREETINGS:?} {SIGN_OFFS:?} {CONTEXT:?} {SUBJECTS:?} augment 3")
}

/// Whether every alternative is closed and every slot is known.
pub(crate) fn is_well_formed(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '<', '>']) {
        let open = rest.as_bytes()[at];
        let inner = &rest[at + 1..];
        let end = match open {
            b'{' => inner.find('}').filter(|end| inner[..*end].contains('|') && !inner[..*end].contains('{')),
            b'<' => inner.find('>').filter(|end| SLOTS.iter().any(|(name, _)| *name == &inner[..*end])),
            _ => None,
        };
        let Some(end) = end else { return false };
        // Slots may stand inside alternatives.
        rest = if open == b'{' { inner } else { &inner[end + 1..] };
        if open == b'{' {
            if !inner[..end].split('|').all(is_well_formed) {
                return false;
            }
            rest = &rest[end + 1..];
        }
    }
    true
}

/// The messages of a training: expanded templates, the written messages, and noisy copies of these.
pub(crate) fn expand(set: &TrainingSet, configuration: &Configuration) -> Vec<Message> {
    let mut messages = expand_templates(set, configuration);
    let mut line = set.templates.len();
    for (number, author) in set.authors.iter().enumerate() {
        let mut random = Random::new(configuration.seed ^ (number as u64 + 101).wrapping_mul(0x9E37_79B9));
        for written in &author.messages {
            let labelled = Labelled {
                intent: written.intent,
                subject: written.subject.clone(),
                text: written.text.clone(),
                channel: written.channel,
            };
            let original = Message { labelled, secondary: written.secondary, author: number + 1, line, original: true };
            for _ in 0..configuration.copies {
                messages.push(noisy_copy(&original, &mut random));
            }
            messages.push(original);
            line += 1;
        }
    }
    messages
}

/// The same matter as another writer might have typed it.
fn noisy_copy(original: &Message, random: &mut Random) -> Message {
    let mut copy = Message { original: false, ..original.clone() };
    let text = disturb(original.labelled.text.clone(), random);
    copy.labelled.text = if random.chance(30) { surround(text, random) } else { text };
    if random.chance(40) {
        copy.labelled.subject = random.chance(30).then(|| fill(random.pick(SUBJECTS), random));
    }
    if copy.labelled.channel == ChannelClass::Email && random.chance(20) {
        copy.labelled.channel = any_channel(random);
    }
    copy
}

/// The templates of an intent take turns.
fn expand_templates(set: &TrainingSet, configuration: &Configuration) -> Vec<Message> {
    let mut messages = Vec::new();
    for intent in switchboard_domain::Intent::all() {
        let mut own: Vec<(usize, &Template)> =
            set.templates.iter().enumerate().filter(|(_, t)| t.intent == intent).collect();
        let mut random = Random::new(configuration.seed ^ (intent as u64 + 1).wrapping_mul(0x9E37_79B9));
        random.shuffle(&mut own);
        for turn in 0..if own.is_empty() { 0 } else { configuration.per_intent } {
            let (number, template) = own[turn % own.len()];
            // The first turn shows every template nearly as it is written.
            messages.push(message(number, template, turn >= own.len(), &mut random));
        }
    }
    messages
}

fn message(number: usize, template: &Template, noisy: bool, random: &mut Random) -> Message {
    let core = fill(&template.text, random);
    let mut text = core;
    if noisy {
        text = surround(text, random);
        text = disturb(text, random);
    }
    let subject = random.chance(45).then(|| fill(random.pick(SUBJECTS), random));
    // Some customers write the point into the subject, too.
    let subject = if random.chance(8) { text.split(['.', '?', '!']).next().map(str::to_owned) } else { subject };
    let channel = template.channel.filter(|_| random.chance(60)).unwrap_or_else(|| any_channel(random));
    Message {
        labelled: Labelled { intent: template.intent, subject, text, channel },
        secondary: template.secondary,
        author: 0,
        line: number,
        original: !noisy,
    }
}

/// Channels in about their real shares; live chat a little more often than it is.
fn any_channel(random: &mut Random) -> ChannelClass {
    match random.below(100) {
        0..80 => ChannelClass::Email,
        80..92 => ChannelClass::Livechat,
        92..96 => ChannelClass::Social,
        96..98 => ChannelClass::Tiktok,
        _ => ChannelClass::Unknown,
    }
}

/// Chooses alternatives and fills slots.
fn fill(text: &str, random: &mut Random) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(['{', '<']) {
        out.push_str(&rest[..at]);
        let (close, inner) = (if rest.as_bytes()[at] == b'{' { '}' } else { '>' }, &rest[at + 1..]);
        let Some(end) = inner.find(close) else { break };
        let chosen = if close == '}' {
            let alternatives: Vec<&str> = inner[..end].split('|').collect();
            random.pick(&alternatives)
        } else {
            let values = SLOTS.iter().find(|(name, _)| *name == &inner[..end]).map_or(&[][..], |(_, values)| values);
            random.pick(values)
        };
        out.push_str(&fill(chosen, random));
        rest = &inner[end + 1..];
    }
    out.push_str(rest);
    out
}

fn surround(core: String, random: &mut Random) -> String {
    let mut parts = Vec::new();
    if random.chance(35) {
        parts.push(random.pick(GREETINGS).to_owned());
    }
    if random.chance(18) {
        parts.push(fill(random.pick(CONTEXT), random));
    }
    parts.push(core);
    if random.chance(12) {
        parts.push(fill(random.pick(CONTEXT), random));
    }
    if random.chance(35) {
        parts.push(random.pick(SIGN_OFFS).to_owned());
    }
    let separator = if random.chance(25) { "\n" } else { " " };
    parts.join(separator)
}

fn disturb(mut text: String, random: &mut Random) -> String {
    if random.chance(18) {
        text = text.replace('\'', "");
    }
    if random.chance(30) {
        text = text.to_lowercase();
    } else if random.chance(5) {
        text = text.to_uppercase();
    }
    if random.chance(18) {
        text = text.replace(['.', ',', '?'], "");
    }
    if random.chance(35) {
        for _ in 0..=random.below(1 + text.len() / 60) {
            text = typing_error(&text, random);
        }
    }
    text
}

/// Swaps, drops or doubles one letter inside a longer word.
fn typing_error(text: &str, random: &mut Random) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let long: Vec<usize> = (0..words.len()).filter(|i| words[*i].len() >= 5 && words[*i].is_ascii()).collect();
    if long.is_empty() {
        return text.to_owned();
    }
    let word = &mut words[long[random.below(long.len())]];
    let at = 1 + random.below(word.len() - 2);
    let mut bytes: Vec<char> = word.chars().collect();
    match random.below(3) {
        0 => bytes.swap(at, at + 1),
        1 => {
            bytes.remove(at);
        }
        _ => bytes.insert(at, bytes[at]),
    }
    *word = bytes.into_iter().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_row_by_row() {
        for yes in ["plain", "a {b|c} d", "<scent> oil", "{<scent>|x} y", "{a|}"] {
            assert!(is_well_formed(yes), "{yes}");
        }
        for no in ["{a", "a}", "{a}", "<nothing>", "<", "{a|{b|c}}"] {
            assert!(!is_well_formed(no), "{no}");
        }
    }

    #[test]
    fn filling_leaves_no_mark() {
        let mut random = Random::new(1);
        for _ in 0..200 {
            let text = fill("{<scent>|the <device>} {came|did not come} <when>", &mut random);
            assert!(!text.contains(['{', '}', '<', '>', '|']), "{text}");
        }
    }

    #[test]
    fn noise_keeps_short_and_odd_text_alive() {
        let mut random = Random::new(2);
        for text in ["", "a", "ab cd", "¿Dónde está?"] {
            for _ in 0..50 {
                let _ = disturb(surround(text.to_owned(), &mut random), &mut random);
            }
        }
    }
}
