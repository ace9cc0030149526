//! Reading the newest message: cleaning, screens, language, order number. Everything here happens before any model.

use switchboard_classify::{Screen, detect_language, screen_with};
use switchboard_domain::{ChannelClass, Intent, Language, RiskFlag, SecuritySignal};
use switchboard_orders::{Extraction, NumberSources, extract_number, is_pending_answer};
use switchboard_text::{clean_message, has_usable_text, strip_invisible, word_count};

use crate::config::PolicyConfig;
use crate::context::Context;
use crate::intents::ESCALATION_ORDER;

/// A text with fewer words says too little about its language.
const WORDS_FOR_LANGUAGE: usize = 3;

/// Older messages of the customer that are read.
const OLDER_TEXTS: usize = switchboard_orders::number::MAX_OLDER;

/// What code alone can tell about the newest message.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) channel: ChannelClass,
    /// Clean subject.
    pub(crate) subject: Option<String>,
    /// Clean newest text.
    pub(crate) text: String,
    pub(crate) words: usize,
    /// There is something to act on.
    pub(crate) usable: bool,
    pub(crate) screen: Screen,
    /// Signals found by code, sorted.
    pub(crate) security: Vec<SecuritySignal>,
    /// The text addresses the system or hides text: no reply.
    pub(crate) sensitive: bool,
    /// By detection and the conversation's past; a model may still lower it.
    pub(crate) language: Language,
    /// The intent of our question if the message is mainly the number asked for.
    pub(crate) answered_question: Option<Intent>,
    pub(crate) number: Extraction,
}

impl Message {
    pub(crate) fn read(context: &Context, config: &PolicyConfig) -> Self {
        let cleaned = clean_message(context.text.expose());
        let subject = context.subject.as_ref().map(|s| strip_invisible(s.expose()));
        let hidden_subject = subject.as_ref().map(|(_, found)| *found).unwrap_or_default();
        let hidden = cleaned.invisible.merged(hidden_subject);
        let subject = subject.map(|(text, _)| text).filter(|text| !text.trim().is_empty());
        let text = cleaned.text;

        let screen = screen_with(subject.as_deref(), &text, &hidden);
        let mut security = screen.security.clone();
        if hidden.is_signal() {
            security.push(SecuritySignal::InvisibleCharacters);
        }
        security.sort_unstable();
        security.dedup();
        let addresses_system =
            |s: &SecuritySignal| matches!(s, SecuritySignal::Injection | SecuritySignal::Exfiltration);
        let sensitive = hidden.is_deception() || security.iter().any(addresses_system);

        let usable = has_usable_text(&text);
        let words = word_count(&text);
        let question = context.open_question(config.pending_max_age);
        let answered_question = question.filter(|_| usable && is_pending_answer(&text)).map(|q| q.intent);
        let older: Vec<String> =
            context.older_customer_texts().take(OLDER_TEXTS).map(|t| clean_message(t).text).collect();
        let older_refs: Vec<&str> = older.iter().map(String::as_str).collect();
        let number = extract_number(
            &NumberSources {
                structured: context.order_number.as_ref().map(|n| n.expose().as_str()),
                subject: subject.as_deref(),
                newest: &text,
                older: &older_refs,
                pending_answer: answered_question.is_some(),
            },
            &config.orders.numbers,
        );
        Self {
            channel: config.channel_class(&context.channel),
            language: language(&text, words, answered_question.is_some(), context, &older),
            subject,
            words,
            usable,
            screen,
            security,
            sensitive,
            answered_question,
            number,
            text,
        }
    }

    /// Whether code found a signal that forbids replies without escalating.
    pub(crate) fn has_soft_signal(&self) -> bool {
        !self.screen.soft.is_empty() || self.screen.soft_other
    }

    /// Risks that code found, hard and soft.
    pub(crate) fn risks(&self) -> Vec<RiskFlag> {
        let found = |intent| self.screen.hard.contains(&intent) || self.screen.soft.contains(&intent);
        let mut flags: Vec<_> =
            ESCALATION_ORDER.into_iter().filter(|(intent, _)| found(*intent)).map(|(_, flag)| flag).collect();
        if self.screen.soft_other {
            flags.push(RiskFlag::OtherHighRisk);
        }
        flags
    }
}

/// Detection, or for very short texts what the conversation spoke before. We ask for order numbers in English only,
/// so a bare number that answers us is taken as English unless something says otherwise.
fn language(text: &str, words: usize, answers_question: bool, context: &Context, older: &[String]) -> Language {
    let known = |language: Language| (language != Language::Unknown).then_some(language);
    let earlier = || {
        known(context.known.language).or_else(|| {
            older.iter().find_map(|t| (word_count(t) >= WORDS_FOR_LANGUAGE).then(|| detect_language(t)).and_then(known))
        })
    };
    let detected = if words >= WORDS_FOR_LANGUAGE { detect_language(text) } else { Language::Unknown };
    if answers_question {
        match detected {
            Language::Es => Language::Es,
            _ => earlier().unwrap_or(Language::En),
        }
    } else if words >= WORDS_FOR_LANGUAGE {
        detected
    } else {
        earlier().unwrap_or_default()
    }
}
