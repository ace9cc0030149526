//! Who understands messages: the built-in classifier, or a language model behind switch, breakers, budgets and memory.
//!
//! A model only advises. Whatever it says or fails to say becomes a [`ModelSource`], which the policy validates.

mod asking;
mod calls;
mod daily_spend;
mod gate;
mod refused_texts;
mod shared_row;
mod telling;

use switchboard_domain::outcome::ClassifierKind;
use switchboard_domain::state::StateRow;
use switchboard_domain::{ChannelClass, Envelope, ModelFailure, Secret, SwitchView, Tier, Timestamp, Unavailable};
use switchboard_limits::SharedBreaker;
use switchboard_openai::{ClassifierMessage, ClassifierPrompt, OpenAi, OrderLink, VerifierMessage, VerifierPrompt};
use switchboard_policy::{Assessment, Context, ModelNeed, ModelSource, ModelUse, Speaker, model_need};
use switchboard_workflow::{DecideError, DecideRequest};

use self::asking::{Asked, Unanswered};
pub(crate) use self::calls::UntoldCalls;
use self::daily_spend::DailySpend;
pub use self::gate::{ModelBuckets, TOKENS_PER_UNIT};
use self::refused_texts::RefusedTexts;
use crate::parts::Parts;

/// Who understands messages.
pub enum Advisor {
    /// The built-in classifier: no customer text leaves.
    BuiltIn,
    /// A language model.
    Model(Box<ModelAdvisor>),
}

/// A model and the breaker of its slot.
pub struct ModelSlot {
    /// Name of the model.
    pub model: String,
    /// Its breaker.
    pub breaker: SharedBreaker,
}

/// What a [`ModelAdvisor`] is made of.
pub struct ModelSetup {
    /// The client.
    pub client: OpenAi,
    /// Who classifies.
    pub classifier: ModelSlot,
    /// Who verifies.
    pub verifier: ModelSlot,
    /// Calls and tokens per minute, shared by all hosts.
    pub buckets: ModelBuckets,
    /// US dollars per day (UTC).
    pub usd_per_day: f64,
    /// Key under which refused texts are remembered.
    pub identity_key: Secret<Vec<u8>>,
}

/// A language model behind everything that limits it.
pub struct ModelAdvisor {
    client: OpenAi,
    classifier: ModelSlot,
    verifier: ModelSlot,
    buckets: ModelBuckets,
    spend: DailySpend,
    refused: RefusedTexts,
}

/// Where a message's classification comes from, and which model was asked for it.
pub(crate) struct Classification {
    pub(crate) source: ModelSource,
    pub(crate) asked: Option<ModelUse>,
}

impl From<ModelSource> for Classification {
    fn from(source: ModelSource) -> Self {
        Self { source, asked: None }
    }
}

/// The message that a call is about, for log, audit and limits.
pub(crate) struct About<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) envelope: &'a Envelope,
    pub(crate) event_key: &'a str,
    /// When the call must be over.
    pub(crate) end: Timestamp,
    /// Where the call is noted for the audit.
    pub(crate) calls: &'a UntoldCalls,
}

impl<'a> About<'a> {
    /// A call for this request that leaves the workflow its reserve before `deadline`.
    pub(crate) fn of(
        parts: &'a Parts,
        request: &'a DecideRequest,
        deadline: Timestamp,
        calls: &'a UntoldCalls,
    ) -> Self {
        let end = deadline.saturating_sub(parts.workflow.reserve);
        Self { parts, envelope: &request.envelope, event_key: &request.event_key, end, calls }
    }
}

impl Advisor {
    /// A language model.
    pub fn model(setup: ModelSetup, store: &std::sync::Arc<dyn switchboard_store::Store>) -> Self {
        let ModelSetup { client, classifier, verifier, buckets, usd_per_day, identity_key } = setup;
        Self::Model(Box::new(ModelAdvisor {
            client,
            classifier,
            verifier,
            buckets,
            spend: DailySpend::new(store, usd_per_day),
            refused: RefusedTexts::new(store, identity_key),
        }))
    }

    /// Asks what the message is about.
    pub(crate) async fn classify(
        &self,
        about: &About<'_>,
        context: &Context,
        switches: &SwitchView,
        state: Option<&StateRow>,
    ) -> Result<Classification, DecideError> {
        let Self::Model(model) = self else { return Ok(ModelSource::Offline.into()) };
        if !switches.llm_enabled {
            return Ok(ModelSource::OfflineFallback(Unavailable::Disabled).into());
        }
        match model_need(context, switches, &about.parts.policy) {
            ModelNeed::Classify { channel } => model.classify(about, context, channel, state).await,
            // Whoever classifies, code has decided; or it only routes.
            ModelNeed::Nothing => Ok(ModelSource::Offline.into()),
        }
    }

    /// Asks whether order facts may be told. To be called only if an approval would send them.
    pub(crate) async fn verify(
        &self,
        about: &About<'_>,
        context: &Context,
        channel: ChannelClass,
        assessment: Assessment,
    ) -> Assessment {
        match self {
            Self::BuiltIn => assessment,
            Self::Model(model) => model.verify(about, context, channel, assessment).await,
        }
    }

    /// Whether a reply of this tier that rests on this classification has to wait until a breaker has been closed for
    /// long enough.
    pub(crate) async fn holds_replies(&self, classifier: ClassifierKind, tier: Tier) -> bool {
        let (Self::Model(model), ClassifierKind::Llm) = (self, classifier) else { return false };
        !model.classifier.breaker.status().await.allows_replies
            || (tier == Tier::Tier2Verified && !model.verifier.breaker.status().await.allows_replies)
    }
}

impl ModelAdvisor {
    async fn classify(
        &self,
        about: &About<'_>,
        context: &Context,
        channel: ChannelClass,
        state: Option<&StateRow>,
    ) -> Result<Classification, DecideError> {
        let text = context.text.expose();
        let known = self.refused.load().await?;
        if known.contains(text) {
            return Ok(ModelSource::Failed(ModelFailure::Refusal).into());
        }
        if self.spend.is_exhausted(about.parts.clock.now()).await? {
            return Ok(ModelSource::OfflineFallback(Unavailable::BudgetExhausted).into());
        }
        let older = context.history.iter().rev().filter(|message| message.from == Speaker::Customer);
        let previous = older.map(|message| message.text.expose().as_str()).next();
        let prompt = ClassifierPrompt::new(&ClassifierMessage {
            text,
            previous: previous.filter(|text| !known.contains(text)),
            channel,
            order_link: OrderLink::Unknown,
            has_attachments: context.attachments > 0,
            is_first_message: previous.is_none() && state.is_none_or(|state| state.last_intent.is_none()),
        });
        let Ok(prompt) = prompt else {
            about.parts.journal.redaction_failed(about);
            return Ok(ModelSource::Failed(ModelFailure::RedactionFailed).into());
        };
        let slot = &self.classifier;
        let gate = self.buckets.gate(about);
        let call = self.client.classify(&slot.model, &prompt, &gate, about.end);
        Ok(match self.ask(slot, about, text, call).await {
            Ok(Asked { json, model }) => {
                Classification { source: ModelSource::Recorded { decision: json, verifier: None }, asked: Some(model) }
            }
            Err(Unanswered::Failed { failure, model }) => {
                Classification { source: ModelSource::Failed(failure), asked: Some(model) }
            }
            Err(Unanswered::BreakerOpen) => ModelSource::OfflineFallback(Unavailable::BreakerOpen).into(),
            Err(Unanswered::Later(retry_at)) => return Err(DecideError::Denied { retry_at }),
        })
    }

    /// Any failure leaves the assessment without a verifier: Tier 2 is off.
    async fn verify(
        &self,
        about: &About<'_>,
        context: &Context,
        channel: ChannelClass,
        assessment: Assessment,
    ) -> Assessment {
        let text = context.text.expose();
        // The classifier may just have spent the rest.
        let spent = self.spend.is_exhausted(about.parts.clock.now()).await.unwrap_or(true);
        let prompt = VerifierPrompt::new(&VerifierMessage {
            text,
            channel,
            order_link: OrderLink::Linked,
            primary_intent: assessment.primary_intent(),
        });
        let (false, Ok(prompt)) = (spent, prompt) else { return assessment };
        let slot = &self.verifier;
        let gate = self.buckets.gate(about);
        let call = self.client.verify(&slot.model, &prompt, &gate, about.end);
        match self.ask(slot, about, text, call).await {
            Ok(asked) => assessment.with_verifier(&asked.json),
            Err(_) => assessment,
        }
    }
}
