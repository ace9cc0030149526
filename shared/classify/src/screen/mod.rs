//! The deterministic Tier 0 screen and the privacy and security signals.
//!
//! Every concept is a file of pattern data: hard signals, soft signals, innocent uses (which make a hard signal soft)
//! and harmless uses (which remove it). Disguised words are undone and names of several words folded first; then one
//! compiled matcher finds all patterns in one pass, and what a hit means is decided by negation, condition and whether
//! its sentence is about another shop. Recall on real signals comes before precision.

mod chargeback;
mod contact_change;
mod disguise;
mod elsewhere;
mod exfiltration;
mod fraud;
mod harassment;
mod hazard;
mod human;
mod injection;
mod legal;
mod negation;
mod payment_data;
mod phrase;
mod preorder;
mod privacy;
mod vocabulary;

use std::sync::LazyLock;

use switchboard_domain::{Intent, Language, RiskFlag, SecuritySignal};
use switchboard_text::{Invisible, strip_invisible};

use crate::pattern::{Group, Hit, Matcher};
use crate::token::{Token, tokenize};
use vocabulary::SETS;

/// What a group of patterns is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Chargeback,
    Legal,
    Harassment,
    Fraud,
    ContactChange,
    Resend,
    Privacy,
    Injection,
    Exfiltration,
    Hazard,
    Human,
    Preorder,
    /// The sentence is about another shop or another quarrel.
    Elsewhere,
}

/// How a pattern counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// A signal, unless negated; innocent uses do not weaken it.
    Sure,
    /// A signal, unless negated or innocent.
    Hard,
    /// A weak signal.
    Soft,
    /// Makes hard signals that overlap it soft.
    Innocent,
    /// Removes every signal that overlaps it.
    Harmless,
}

pub(crate) type Key = (Topic, Weight);

/// A shorthand of the pattern files.
pub(crate) const fn group(topic: Topic, weight: Weight, patterns: &'static [&'static str]) -> Group<Key> {
    Group { key: (topic, weight), patterns }
}

/// The groups of every concept.
const CONCEPTS: [&[Group<Key>]; 12] = [
    chargeback::GROUPS,
    legal::GROUPS,
    harassment::GROUPS,
    fraud::GROUPS,
    contact_change::GROUPS,
    privacy::GROUPS,
    injection::GROUPS,
    exfiltration::GROUPS,
    hazard::GROUPS,
    human::GROUPS,
    preorder::GROUPS,
    elsewhere::GROUPS,
];

static MATCHER: LazyLock<Matcher<Key>> = LazyLock::new(|| {
    let groups: Vec<Group<Key>> =
        CONCEPTS.iter().flat_map(|groups| groups.iter().map(|g| Group { key: g.key, patterns: g.patterns })).collect();
    Matcher::new(&groups, SETS)
});

/// Result of the screen over subject and newest customer text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// Tier 0 intents with a hard signal, in the order harassment, fraud, legal, chargeback: the first is primary.
    pub hard: Vec<Intent>,
    /// Tier 0 intents with only a soft signal, in the same order.
    pub soft: Vec<Intent>,
    /// A soft signal that belongs to no Tier 0 intent: danger to life, health or property.
    pub soft_other: bool,
    /// Privacy and security signals, distinct, sorted.
    pub security: Vec<SecuritySignal>,
    /// Whether the text must be treated as an injection: such a text, an exfiltration, or deceptive characters.
    pub injection: bool,
    /// The customer asks for a human.
    pub human_requested: bool,
    /// The customer speaks of a pre-order.
    pub preorder_mentioned: bool,
    /// Language by [`crate::detect_language`] of the text.
    pub language: Language,
}

impl Screen {
    /// The primary Tier 0 intent, if a hard signal was found.
    pub fn primary(&self) -> Option<Intent> {
        self.hard.first().copied()
    }

    /// Whether any Tier 0 signal was found, hard or soft.
    pub fn has_tier0_signal(&self) -> bool {
        !self.hard.is_empty() || !self.soft.is_empty() || self.soft_other
    }

    /// Whether the privacy signal was found.
    pub fn privacy_request(&self) -> bool {
        self.security.contains(&SecuritySignal::PrivacyRequest)
    }

    /// The flags of all Tier 0 signals, at most three, hard ones first.
    pub fn risk_flags(&self) -> Vec<RiskFlag> {
        let of = |intent: &Intent| match intent {
            Intent::ChargebackDispute => Some(RiskFlag::ChargebackDispute),
            Intent::LegalThreat => Some(RiskFlag::LegalThreat),
            Intent::HarassmentThreats => Some(RiskFlag::HarassmentThreats),
            Intent::FraudSuspected => Some(RiskFlag::FraudSuspected),
            _ => None,
        };
        let other = self.soft_other.then_some(RiskFlag::OtherHighRisk);
        self.hard.iter().chain(&self.soft).filter_map(of).chain(other).take(3).collect()
    }
}

/// Screens a subject and the newest customer text. Hidden characters are removed and judged first.
pub fn screen(subject: Option<&str>, text: &str) -> Screen {
    screen_with(subject, text, &Invisible::default())
}

/// As [`screen`], with the hidden characters that were found when the message was cleaned.
pub fn screen_with(subject: Option<&str>, text: &str, invisible: &Invisible) -> Screen {
    let (text, in_text) = strip_invisible(text);
    let (subject, in_subject) = subject.map(strip_invisible).unzip();
    let hidden = invisible.merged(in_text).merged(in_subject.unwrap_or_default());
    let plain = disguise::undo(&text);
    let plain_subject = subject.as_deref().map(disguise::undo);
    let tokens = phrase::fold(tokenize(plain_subject.as_deref(), &plain));
    let hits = MATCHER.find(&tokens);
    let judged = Judged { tokens: &tokens, hits: &hits };

    let mut screen = Screen { language: crate::detect_language(&text), ..Screen::default() };
    // A new contact together with a request to send order details to it is the pattern of an account takeover.
    let takeover = judged.has(Topic::ContactChange) && judged.has(Topic::Resend);
    let pasted = payment_data::pasted(&text);
    for (topic, intent) in [
        (Topic::Harassment, Intent::HarassmentThreats),
        (Topic::Fraud, Intent::FraudSuspected),
        (Topic::Legal, Intent::LegalThreat),
        (Topic::Chargeback, Intent::ChargebackDispute),
    ] {
        let mut strength = judged.strength(topic);
        if topic == Topic::Fraud {
            strength = strength.max(if takeover { Strength::Hard } else { Strength::None });
            strength = strength.max(if pasted { Strength::Soft } else { Strength::None });
        }
        match strength {
            Strength::Hard => screen.hard.push(intent),
            Strength::Soft => screen.soft.push(intent),
            Strength::None => {}
        }
    }
    let exfiltration = judged.has(Topic::Exfiltration);
    let injection = judged.has(Topic::Injection) || injection::has_control_marks(&text);
    for (found, signal) in [
        (injection, SecuritySignal::Injection),
        (hidden.is_signal(), SecuritySignal::InvisibleCharacters),
        (takeover, SecuritySignal::ContactChangeAndResend),
        (judged.has(Topic::Privacy), SecuritySignal::PrivacyRequest),
        (exfiltration, SecuritySignal::Exfiltration),
    ] {
        if found {
            screen.security.push(signal);
        }
    }
    screen.injection = injection || exfiltration || hidden.is_deception();
    screen.soft_other = judged.strength(Topic::Hazard) != Strength::None;
    screen.human_requested = judged.has(Topic::Human);
    screen.preorder_mentioned = judged.has(Topic::Preorder);
    screen
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    None,
    Soft,
    Hard,
}

/// All hits of one message.
struct Judged<'a> {
    tokens: &'a [Token],
    hits: &'a [Hit<Key>],
}

impl Judged<'_> {
    /// The strongest signal of a topic.
    fn strength(&self, topic: Topic) -> Strength {
        let of_topic = self.hits.iter().filter(|hit| hit.key.0 == topic);
        of_topic.map(|hit| self.weigh(hit)).max().unwrap_or(Strength::None)
    }

    /// Whether a topic without gradation is present: a signal that is neither negated nor harmless.
    fn has(&self, topic: Topic) -> bool {
        self.strength(topic) == Strength::Hard
    }

    fn weigh(&self, hit: &Hit<Key>) -> Strength {
        let (topic, weight) = hit.key;
        if matches!(weight, Weight::Innocent | Weight::Harmless) || self.overlaps(hit, topic, Weight::Harmless) {
            return Strength::None;
        }
        if topic == Topic::Legal && legal::is_name(&self.tokens[hit.start..hit.end]) {
            return Strength::None;
        }
        let weak = weight == Weight::Soft
            || weight == Weight::Hard && (self.overlaps(hit, topic, Weight::Innocent) || self.is_elsewhere(hit))
            || negation::is_negated(self.tokens, hit.start)
                && !negation::is_conditional(self.tokens, hit.start, hit.end);
        if weak { Strength::Soft } else { Strength::Hard }
    }

    /// Whether the signal stands in a story about someone else: such a sentence does not address the merchant.
    fn is_elsewhere(&self, hit: &Hit<Key>) -> bool {
        let sentence = self.tokens[hit.start].sentence;
        matches!(hit.key.0, Topic::Chargeback | Topic::Legal | Topic::Fraud)
            && self.hits.iter().any(|h| h.key.0 == Topic::Elsewhere && self.tokens[h.start].sentence == sentence)
            && !self.tokens.iter().any(|t| t.sentence == sentence && elsewhere::ADDRESS.contains(&t.text.as_str()))
    }

    fn overlaps(&self, hit: &Hit<Key>, topic: Topic, weight: Weight) -> bool {
        let mut others = self.hits.iter().filter(|other| other.key == (topic, weight));
        others.any(|other| other.start < hit.end && hit.start < other.end)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    mod adversarial;
    mod development;

    use super::*;
    use proptest::prelude::*;

    /// Checks rows of one concept: the texts of each list must be hard, soft, and without that signal.
    pub(crate) fn check(intent: Intent, hard: &[&str], soft: &[&str], none: &[&str]) {
        let mut wrong = Vec::new();
        let mut expect = |holds: bool, what: &str, text: &str| {
            if !holds {
                wrong.push(format!("{what}: {text}"));
            }
        };
        for text in hard {
            expect(screen(None, text).hard.contains(&intent), "must be hard", text);
            expect(screen(Some(text), "").hard.contains(&intent), "must be hard in the subject", text);
            expect(screen(None, &text.to_uppercase()).hard.contains(&intent), "must be hard in capitals", text);
        }
        for text in soft {
            let found = screen(None, text);
            expect(found.soft.contains(&intent) && !found.hard.contains(&intent), "must be soft", text);
        }
        for text in none {
            let found = screen(None, text);
            expect(!found.hard.contains(&intent) && !found.soft.contains(&intent), "must be nothing", text);
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn every_set_that_a_pattern_names_exists() {
        for groups in CONCEPTS {
            for pattern in groups.iter().flat_map(|g| g.patterns) {
                for name in pattern.split([' ', '|', '?']).filter_map(|word| word.strip_prefix('@')) {
                    assert!(SETS.iter().any(|(known, _)| *known == name), "{name} in {pattern}");
                }
                let first = pattern.split(' ').next().unwrap_or_default();
                assert!(!first.starts_with('~') && !first.ends_with('?'), "a pattern starts with a word: {pattern}");
            }
        }
    }

    #[test]
    fn several_concepts_are_ordered_by_danger() {
        let screen = screen(None, "I will sue you, this is fraud, I filed a chargeback and I will kill you");
        assert_eq!(
            screen.hard,
            [Intent::HarassmentThreats, Intent::FraudSuspected, Intent::LegalThreat, Intent::ChargebackDispute]
        );
        assert_eq!(screen.risk_flags().len(), 3);
    }

    #[test]
    fn illustrations_of_the_rules() {
        let soft = screen(None, "Not going to sue anyone, just tell me when it leaves the warehouse.");
        assert_eq!((soft.hard.len(), soft.soft.as_slice()), (0, &[Intent::LegalThreat][..]));
        let hard = screen(None, "I won't involve my bank unless this is fixed by Friday, then I reverse the charge.");
        assert_eq!(hard.primary(), Some(Intent::ChargebackDispute));
        let takeover =
            screen(None, "Please ship #70412 to my sister instead and text the tracking to this other number.");
        assert_eq!(takeover.primary(), Some(Intent::FraudSuspected));
        assert!(takeover.security.contains(&SecuritySignal::ContactChangeAndResend));
        let clear = screen(None, "The app finds the unit but the light stays red after the update.");
        assert!(!clear.has_tier0_signal() && clear.security.is_empty());
    }

    #[test]
    fn hidden_characters_are_removed_before_matching_and_reported() {
        let screen = screen(None, "char\u{200b}ge\u{200b}ba\u{200b}ck");
        assert_eq!(screen.hard, [Intent::ChargebackDispute]);
        assert_eq!(screen.security, [SecuritySignal::InvisibleCharacters]);
        assert!(!screen.injection);
        let overridden = screen_with(None, "hello there", &Invisible { bidi_overrides: true, ..Invisible::default() });
        assert!(overridden.injection);
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(subject in "\\PC{0,40}", text in "\\PC{0,300}") {
            let _ = screen(Some(&subject), &text);
        }

        #[test]
        fn a_hard_signal_survives_a_neutral_introduction(intro in "[b-m]{2,9}( [b-m]{2,9}){0,20}") {
            let text = format!("{intro}. I have opened a dispute with my bank.");
            prop_assert!(screen(None, &text).hard.contains(&Intent::ChargebackDispute));
        }
    }
}
