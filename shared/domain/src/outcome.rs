//! `outcome.v1`: what code decided about one message. Checked on construction; stored without free text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::advice::ClarifyingQuestion;
use crate::reason::Reason;
use crate::tags::{MAX_TAGS, Tag};
use crate::taxonomy::{Intent, Language, RiskFlag, SecuritySignal, Team, Tier};
use crate::template::{TemplateId, Variant};

/// Version marker of [`Outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OutcomeSchema {
    /// Version 1.
    #[serde(rename = "outcome.v1")]
    V1,
}

/// What happens to the ticket besides tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Tags only.
    RouteOnly,
    /// One templated reply, and tags.
    SendTemplate,
}

impl Action {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RouteOnly => "route_only",
            Self::SendTemplate => "send_template",
        }
    }
}

/// How an order was tied to the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The helpdesk links the order to the conversation.
    Linked,
    /// The customer named the number and the ticket's own identity is the order's.
    NumberAndIdentity,
    /// No deterministic match.
    None,
}

/// Why the match is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchReason {
    /// The linked order was used.
    Linked,
    /// Number and identity agree.
    NumberAndIdentity,
    /// The primary intent needs no order.
    NotEvaluated,
    /// A lookup failed, or the store does not know the linked order.
    LookupFailed,
    /// Two orders compete.
    Ambiguous,
    /// The linked order belongs to another address.
    LinkedConflict,
    /// No link, and matching by number is off.
    NoLink,
    /// No order number found.
    NoNumber,
    /// No order has exactly that number.
    NoMatch,
    /// An order has that number but the identity does not agree; told apart from `no_match` to nobody outside.
    Unverified,
}

impl MatchReason {
    /// Whether the customer is asked for the order number for this reason.
    pub const fn asks_for_number(self) -> bool {
        matches!(self, Self::NoLink | Self::NoNumber | Self::NoMatch | Self::Unverified)
    }

    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::NumberAndIdentity => "number_and_identity",
            Self::NotEvaluated => "not_evaluated",
            Self::LookupFailed => "lookup_failed",
            Self::Ambiguous => "ambiguous",
            Self::LinkedConflict => "linked_conflict",
            Self::NoLink => "no_link",
            Self::NoNumber => "no_number",
            Self::NoMatch => "no_match",
            Self::Unverified => "unverified",
        }
    }
}

/// The match as recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderMatch {
    /// How.
    pub by: MatchedBy,
    /// Why.
    pub reason: MatchReason,
}

impl OrderMatch {
    /// The primary intent needs no order.
    pub const NOT_EVALUATED: Self = Self { by: MatchedBy::None, reason: MatchReason::NotEvaluated };
}

/// A delivery estimate in business days counted from the inquiry date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EstimateRecord {
    /// Business days since the order date.
    pub elapsed: u32,
    /// Fewest business days left.
    pub remaining_min: u32,
    /// Most business days left.
    pub remaining_max: u32,
    /// `Priority`, `Standard` or `Pre-Order`.
    pub bucket: String,
    /// The window has passed.
    pub late: bool,
    /// Which rule: `window`, `preorder_field`, `preorder_tag`.
    pub rule: String,
    /// The text told to the customer; `None` when late.
    pub text: Option<String>,
}

/// Where the classification came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClassifierKind {
    /// A language model.
    Llm,
    /// The built-in classifier by configuration.
    Offline,
    /// The built-in classifier because no model is available; never leads to a reply.
    OfflineFallback,
    /// The deterministic screen decided before any classifier.
    Screen,
    /// Nothing classified the message.
    None,
}

impl ClassifierKind {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Llm => "llm",
            Self::Offline => "offline",
            Self::OfflineFallback => "offline_fallback",
            Self::Screen => "screen",
            Self::None => "none",
        }
    }
}

/// Where it goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Routing {
    /// The team.
    pub team: Team,
    /// Routing confidence, 0 to 1.
    pub confidence: f64,
    /// A person must sort it.
    pub needs_manual_triage: bool,
    /// Every tag to write if the reply succeeds; 1 to 12, sorted.
    pub tags: Vec<Tag>,
}

/// What is automated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Automation {
    /// Tier of the decision.
    pub tier: Tier,
    /// Reply or not.
    pub action: Action,
    /// The template of a reply.
    pub template_id: Option<TemplateId>,
    /// Its variant.
    pub variant: Option<Variant>,
    /// Automation confidence, 0 to 1.
    pub confidence: f64,
    /// Whether the tier needs a matched order.
    pub requires_deterministic_match: bool,
    /// Close after a confirmed reply.
    pub close: bool,
}

/// Which versions made the decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// Source of the classification.
    pub classifier: ClassifierKind,
    /// Model name, for example `switchboard-linear`.
    pub model_name: Option<String>,
    /// Model version or dated snapshot.
    pub model_snapshot: Option<String>,
    /// Fingerprint of the prompt.
    pub prompt_version: Option<String>,
    /// Schema of the advice.
    pub decision_schema: String,
    /// Schema of the verifier's advice.
    pub verifier_schema: String,
    /// Taxonomy version.
    pub taxonomy_version: String,
    /// Version of intent to team.
    pub routing_mapping_version: String,
    /// Version of thresholds and gates.
    pub policy_version: String,
    /// Version of the texts.
    pub template_catalogue_version: String,
    /// Active config snapshot; `None` for the compiled-in one.
    pub config_snapshot_id: Option<String>,
}

/// What code decided (`outcome.v1`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "outcome.v1")]
pub struct Outcome {
    /// Version marker.
    pub schema_version: OutcomeSchema,
    /// Fingerprint of the event key and the decision; stable for equal decisions.
    pub outcome_id: String,
    /// Language after the stricter of detection and model.
    pub language: Language,
    /// After policy.
    pub primary_intent: Intent,
    /// At most two.
    #[schemars(length(max = 2))]
    pub secondary_intents: Vec<Intent>,
    /// Codes in firing order.
    pub reasons: Vec<Reason>,
    /// Where it goes.
    pub routing: Routing,
    /// What is automated.
    pub automation: Automation,
    /// The order match.
    pub order_match: OrderMatch,
    /// The estimate behind a reply.
    pub estimate: Option<EstimateRecord>,
    /// Risks of screen and model.
    pub risk_flags: Vec<RiskFlag>,
    /// A human must handle it.
    pub force_human: bool,
    /// Privacy and security signals.
    pub security: Vec<SecuritySignal>,
    /// Hints for the handoff note.
    pub clarifying_questions: Vec<ClarifyingQuestion>,
    /// Versions.
    pub provenance: Provenance,
}

/// Which construction rule an outcome breaks; always a defect of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutcomeError {
    /// A reply without a template, or a template without a reply.
    #[error("a reply needs a template and a variant, and only a reply has them")]
    TemplateMismatch,
    /// Tier 2 without a match.
    #[error("tier 2 needs a deterministic order match")]
    Tier2WithoutMatch,
    /// Tier 0 with a reply.
    #[error("tier 0 is route only")]
    Tier0Reply,
    /// The fourth tier exists only in advice.
    #[error("automatic actions are not decided")]
    Tier3,
    /// Close outside Tier 2.
    #[error("close needs tier 2")]
    CloseOutsideTier2,
    /// Not 1 to 12 sorted distinct tags with exactly one route tag.
    #[error("tags must be 1 to 12, sorted, distinct, with one route tag")]
    Tags,
    /// More than two secondaries, or one equal to the primary.
    #[error("at most two secondary intents, none of them the primary")]
    Secondaries,
}

impl Outcome {
    /// Checks the construction rules.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn validate(&self) -> Result<(), OutcomeError> {
        let automation = &self.automation;
        let sends = automation.action == Action::SendTemplate;
        let matched = self.order_match.by != MatchedBy::None;
        let tags = &self.routing.tags;
        let routes = tags.iter().filter(|t| t.as_str().starts_with("route-")).count();
        if automation.template_id.is_some() != sends || automation.variant.is_some() != sends {
            Err(OutcomeError::TemplateMismatch)
        } else if automation.tier == Tier::Tier3AutoAction {
            Err(OutcomeError::Tier3)
        } else if automation.tier == Tier::Tier2Verified && !(matched && sends) {
            Err(OutcomeError::Tier2WithoutMatch)
        } else if automation.tier == Tier::Tier0Escalation && sends {
            Err(OutcomeError::Tier0Reply)
        } else if automation.close && automation.tier != Tier::Tier2Verified {
            Err(OutcomeError::CloseOutsideTier2)
        } else if tags.len() > MAX_TAGS || routes != 1 || !tags.windows(2).all(|pair| pair[0] < pair[1]) {
            Err(OutcomeError::Tags)
        } else if self.secondary_intents.len() > 2 || self.secondary_intents.contains(&self.primary_intent) {
            Err(OutcomeError::Secondaries)
        } else {
            Ok(())
        }
    }
}
