//! The decision in steps, for hosts that ask a language model: is a call worth it, what did it say, could a second call
//! still change anything. Every step is pure; what a model says is validated here, whoever fetched it.

use serde_json::Value;
use switchboard_domain::advice::{VerifierDowngrade, VerifierSchema};
use switchboard_domain::outcome::ClassifierKind;
use switchboard_domain::{
    ChannelClass, Intent, Mode, SwitchView, Tier, VerifierAdvice, VerifierReason, parse_verifier,
};
use switchboard_orders::OrderFacts;

use crate::assess::Assessment;
use crate::classification::Verifier;
use crate::config::PolicyConfig;
use crate::context::{Context, MessageReply};
use crate::decision::{Decision, decide};
use crate::gates::has_auto_reply;
use crate::message::Message;
use crate::team::{TeamQuestion, choose_team};

/// Whether a message needs a model to understand it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelNeed {
    /// A model may see more than code does.
    Classify {
        /// Class of the channel, one of the few facts that a prompt may hold.
        channel: ChannelClass,
    },
    /// Code alone knows what happens, whatever a model would say.
    Nothing,
}

/// Which model was asked, for the record of the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelUse {
    /// The model named in the request.
    pub name: String,
    /// The model that says it answered.
    pub snapshot: Option<String>,
    /// Fingerprint of the prompt.
    pub prompt_version: String,
}

/// First step: no model is asked about escalations that the screen found, messages without usable text, bare answers to
/// our question, messages that are answered already, and channels without replies whose team is always the same.
pub fn model_need(context: &Context, switches: &SwitchView, config: &PolicyConfig) -> ModelNeed {
    let message = Message::read(context, config);
    let settled = switches.mode == Mode::Drain
        || context.known.this_message == MessageReply::InLedger
        || !message.screen.hard.is_empty()
        || !message.usable
        || message.answered_question.is_some()
        || goes_to_one_team(message.channel, config);
    if settled { ModelNeed::Nothing } else { ModelNeed::Classify { channel: message.channel } }
}

/// A channel without replies where every intent leads to the same team.
fn goes_to_one_team(channel: ChannelClass, config: &PolicyConfig) -> bool {
    let team = |primary| {
        let question = TeamQuestion { primary, candidates: &[], channel, privacy: false, trusted: true };
        choose_team(&question, &config.teams).team
    };
    let first = team(Intent::UnknownOther);
    !has_auto_reply(channel) && Intent::all().all(|intent| team(intent) == first)
}

/// Second step, after the classification and the order facts: the decision that an approving verifier would lead to, if
/// that is a Tier 2 reply and no verifier has answered yet. `None`: nothing that a verifier says could matter.
pub fn if_verified(
    assessment: &Assessment,
    context: &Context,
    switches: &SwitchView,
    config: &PolicyConfig,
    facts: &OrderFacts,
) -> Option<Decision> {
    if assessment.classifier != ClassifierKind::Llm || assessment.verifier != Verifier::Absent {
        return None;
    }
    let mut approved = assessment.clone();
    approved.verifier = Verifier::Given(Box::new(approval()));
    let decision = decide(approved, context, switches, config, facts).ok()?;
    let sends = decision.reply.is_some() && decision.outcome.automation.tier == Tier::Tier2Verified;
    sends.then_some(decision)
}

/// The answer of a verifier that has no doubt.
const fn approval() -> VerifierAdvice {
    VerifierAdvice {
        schema_version: VerifierSchema::V1,
        allow_tier2: true,
        confidence: 1.0,
        downgrade_to_tier: VerifierDowngrade::RouteOnly,
        reason_code: VerifierReason::Ok,
        notes: String::new(),
    }
}

impl Assessment {
    /// The assessment with what the verifier answered (`verifier.v1`), validated here. Without a valid answer Tier 2
    /// stays off.
    #[must_use]
    pub fn with_verifier(mut self, answer: &Value) -> Self {
        self.verifier = parse_verifier(answer).map_or(Verifier::Absent, |advice| Verifier::Given(Box::new(advice)));
        self
    }

    /// The assessment with the model on record that was asked about the message, whether it gave an answer or not.
    #[must_use]
    pub fn asked(mut self, model: ModelUse) -> Self {
        self.model_name = Some(model.name);
        self.model_version = model.snapshot;
        self.prompt_version = Some(model.prompt_version);
        self
    }
}
