//! First step: what the message is about, where it goes, and how much automation is still possible.

use switchboard_classify::{MODEL_NAME, model_version};
use switchboard_domain::outcome::ClassifierKind;
use switchboard_domain::{
    Advice, Intent, Language, Reason, RiskFlag, SecuritySignal, SwitchView, Tag, Team, Tier, tag,
};

use crate::cap::{ReplyCap, reply_cap};
use crate::classification::{Classified, Verifier, answer, classify, is_built_in, weigh};
use crate::confidence::{Band, Confidence};
use crate::config::PolicyConfig;
use crate::context::Context;
use crate::intents::{Basis, Chosen};
use crate::message::Message;
use crate::source::{ModelFailure, ModelSource, Unavailable};
use crate::tags::tags_of;
use crate::team::{TeamQuestion, choose_team};

/// Which order facts the decision needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderNeed {
    /// None: the intent needs no order, or lookups are off (safe mode).
    None,
    /// The linked order; and if there is none and matching by number is on, the orders with this number.
    Lookup {
        /// Digits to search by name; `None`: there is nothing to search for.
        number: Option<String>,
    },
}

/// Result of the first step. Holds the customer's text, in memory only; `Debug` leaves it out.
#[derive(Clone)]
pub struct Assessment {
    pub(crate) message: Message,
    pub(crate) chosen: Chosen,
    pub(crate) confidence: Confidence,
    pub(crate) classifier: ClassifierKind,
    pub(crate) model_name: Option<String>,
    pub(crate) model_version: Option<String>,
    pub(crate) prompt_version: Option<String>,
    pub(crate) language: Language,
    pub(crate) security: Vec<SecuritySignal>,
    pub(crate) risks: Vec<RiskFlag>,
    pub(crate) soft: bool,
    pub(crate) privacy: bool,
    pub(crate) sensitive: bool,
    pub(crate) force_human: bool,
    pub(crate) preorder: bool,
    pub(crate) cap: ReplyCap,
    pub(crate) advice: Option<Advice>,
    pub(crate) verifier: Verifier,
    /// The model failed or is unavailable: nothing is answered.
    pub(crate) unclassified: bool,
    pub(crate) failure: Option<ModelFailure>,
    pub(crate) team: Team,
    /// Routing codes in firing order.
    pub(crate) reasons: Vec<Reason>,
    /// Tags beyond processed, intent and route.
    pub(crate) tags: Vec<Tag>,
    need: OrderNeed,
}

impl std::fmt::Debug for Assessment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Assessment")
            .field("primary", &self.chosen.primary)
            .field("confidence", &self.confidence)
            .field("classifier", &self.classifier)
            .field("team", &self.team)
            .field("reasons", &self.reasons)
            .finish_non_exhaustive()
    }
}

impl Assessment {
    /// Which order facts [`crate::decide`] needs.
    pub const fn order_need(&self) -> &OrderNeed {
        &self.need
    }

    /// What the message is about, after policy.
    pub const fn primary_intent(&self) -> Intent {
        self.chosen.primary
    }

    /// Class of the model's failure, if it failed or its answer was invalid.
    pub const fn model_failure(&self) -> Option<ModelFailure> {
        self.failure
    }

    /// The escalation screen or the chosen intent says: humans only.
    pub(crate) fn is_escalation(&self) -> bool {
        self.chosen.basis == Basis::Hard
    }
}

/// Reads, screens and classifies the message; chooses intents, team and the highest tier still possible.
pub fn assess(context: &Context, switches: &SwitchView, config: &PolicyConfig, source: &ModelSource) -> Assessment {
    let message = Message::read(context, config);
    let screened = Chosen::screened(&message.screen.hard);
    // Neither an escalation nor an empty message is shown to a classifier.
    let classified = if screened.is_some() {
        Classified::nothing(ClassifierKind::Screen)
    } else if !message.usable {
        Classified::nothing(ClassifierKind::None)
    } else {
        classify(&message, source)
    };
    let advice = classified.advice.as_ref();
    // The built-in classifier repeats what the screen found, soft signals included; only a model sees more.
    let by_model = classified.kind == ClassifierKind::Llm;
    let flags = advice.filter(|_| by_model).map(|a| a.risk_flags.as_slice()).unwrap_or_default();
    let (chosen, confidence) = screened
        .map(|chosen| (chosen, Confidence::certain(1.0)))
        .or_else(|| answer(&message, &classified, flags))
        .or_else(|| advice.and_then(|a| weigh(a, flags, &message)))
        .unwrap_or_else(|| (Chosen::only(Intent::UnknownOther, 0.0), Confidence::certain(0.0)));

    let mut security = message.security.clone();
    let privacy = security.contains(&SecuritySignal::PrivacyRequest) || advice.is_some_and(|a| a.privacy_request);
    let injected = advice.is_some_and(|a| a.injection_suspected);
    security.extend(privacy.then_some(SecuritySignal::PrivacyRequest));
    security.extend(injected.then_some(SecuritySignal::Injection));
    security.sort_unstable();
    security.dedup();
    let mut risks = message.risks();
    risks.extend_from_slice(flags);
    risks.sort_unstable();
    risks.dedup();

    let escalates = chosen.basis == Basis::Hard;
    let wants_human = advice.is_some_and(|a| {
        a.force_human
            || a.proposed_tier == Tier::Tier3AutoAction
            || (a.proposed_tier == Tier::Tier0Escalation && !escalates)
    });
    let failed = classified.failure.is_some();
    let mut assessment = Assessment {
        language: language(&message, advice, classified.kind),
        soft: !escalates && (message.has_soft_signal() || flags.contains(&RiskFlag::OtherHighRisk)),
        sensitive: message.sensitive || injected,
        preorder: advice.is_some_and(|a| a.preorder_mentioned) && chosen.primary != Intent::PrePurchaseQuestion,
        cap: reply_cap(chosen.primary, advice, classified.kind, config),
        model_name: is_built_in(classified.kind).then(|| MODEL_NAME.to_owned()),
        model_version: is_built_in(classified.kind).then(model_version),
        prompt_version: None,
        classifier: classified.kind,
        unclassified: failed || classified.unavailable.is_some(),
        failure: classified.failure,
        force_human: wants_human || escalates,
        verifier: classified.verifier,
        team: Team::EmailSupport,
        reasons: Vec::new(),
        tags: Vec::new(),
        need: OrderNeed::None,
        advice: classified.advice,
        message,
        chosen,
        confidence,
        security,
        risks,
        privacy,
    };
    route(&mut assessment, context, classified.unavailable, config);
    assessment.need = order_need(&assessment, switches, config);
    assessment
}

/// Codes, tags and team, in the documented order of the codes.
fn route(assessment: &mut Assessment, context: &Context, unavailable: Option<Unavailable>, config: &PolicyConfig) {
    let primary = assessment.chosen.primary;
    let escalates = assessment.is_escalation();
    let usable = assessment.message.usable;
    let failed = assessment.failure.is_some();
    let band = if unavailable.is_some() {
        let enough = assessment.confidence.routing >= config.thresholds.fallback_route;
        if enough { Band::Normal } else { Band::Triage }
    } else {
        config.thresholds.band(primary, assessment.confidence)
    };
    // Where another rule already sends it to people, the band says nothing.
    let doubted = !escalates && !assessment.privacy && usable && !failed;
    let question = TeamQuestion {
        primary,
        candidates: &assessment.chosen.considered,
        channel: assessment.message.channel,
        privacy: assessment.privacy,
        trusted: usable && !failed && band == Band::Normal,
    };
    let destination = choose_team(&question, &config.teams);
    let failure_seen = failed || unavailable.is_some_and(Unavailable::is_failure);
    #[rustfmt::skip]
    let fired = [
        (Reason::Tier0Hard, escalates),
        (Reason::Tier0Soft, assessment.soft),
        (Reason::PrivacyRequest, assessment.privacy),
        (Reason::SecuritySensitive, assessment.sensitive),
        (Reason::NoText, !usable && !escalates),
        (Reason::ModelFailure, failure_seen),
        (Reason::MultiIntentPriority, assessment.chosen.basis == Basis::Priority),
        (Reason::Uncertain, doubted && band == Band::Uncertain),
        (Reason::ManualTriage, doubted && band == Band::Triage),
        (Reason::ChannelTeam, destination.by_channel),
        (Reason::TeamFallback, destination.fell_back),
        (Reason::LanguageRoute, usable && !escalates && assessment.language != Language::En),
    ];
    assessment.reasons = fired.into_iter().filter(|(_, fires)| *fires).map(|(reason, _)| reason).collect();
    assessment.tags = assessment.reasons.iter().filter_map(|reason| tags_of(*reason)).collect();
    if failure_seen {
        assessment.tags.push(tag!("mw-model-failure"));
    }
    if failed {
        assessment.tags.push(tag!("mw-needs-manual-triage"));
    }
    if !usable && !escalates {
        let seen = context.attachments > 0;
        assessment.tags.push(if seen { tag!("mw-attachment-only") } else { tag!("mw-needs-manual-triage") });
    }
    assessment.tags.extend(destination.tags);
    assessment.team = destination.team;
}

/// The stricter of detection and model. The built-in classifier has no language of its own, and a bare number says
/// nothing about its language.
fn language(message: &Message, advice: Option<&Advice>, kind: ClassifierKind) -> Language {
    match advice {
        Some(advice)
            if kind == ClassifierKind::Llm
                && message.language == Language::En
                && message.answered_question.is_none() =>
        {
            advice.language
        }
        _ => message.language,
    }
}

fn order_need(assessment: &Assessment, switches: &SwitchView, config: &PolicyConfig) -> OrderNeed {
    if !assessment.chosen.primary.allows_tier2() || switches.safe_mode {
        return OrderNeed::None;
    }
    let number = &assessment.message.number;
    let searchable = config.orders.matching.path_b_enabled && !number.ambiguous;
    OrderNeed::Lookup { number: number.best.as_ref().filter(|_| searchable).map(|n| n.digits.clone()) }
}
