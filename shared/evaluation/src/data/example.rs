//! `example.v1`: one labelled message.

use std::fmt;

use serde::{Deserialize, Serialize};
use switchboard_domain::{Intent, Language, Redacted, Team, TemplateId};

use super::fields::{Fields, WrongField, wrong};

const KNOWN: &str = "example_id, group_id, channel, subject, text, primary_intent, secondary_intents, \
destination_team, tier_max, template_id, deterministic_match_possible, language, tags, expected_order_number and notes";

/// The most automation that the label allows; also how far a decision went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reach {
    /// People at once, no reply.
    #[serde(rename = "TIER_0_ESCALATION")]
    Escalation,
    /// No reply.
    #[serde(rename = "ROUTE_ONLY")]
    RouteOnly,
    /// An intake question or general information.
    #[serde(rename = "TIER_1_SAFE_ASSIST")]
    SafeAssist,
    /// Facts about the customer's order.
    #[serde(rename = "TIER_2_VERIFIED")]
    Verified,
}

impl Reach {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Escalation => "TIER_0_ESCALATION",
            Self::RouteOnly => "ROUTE_ONLY",
            Self::SafeAssist => "TIER_1_SAFE_ASSIST",
            Self::Verified => "TIER_2_VERIFIED",
        }
    }

    /// Whether any reply is possible.
    pub const fn allows_reply(self) -> bool {
        matches!(self, Self::SafeAssist | Self::Verified)
    }
}

/// Whether an order could be matched to the message without guessing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MatchPossible {
    /// It could.
    Yes,
    /// It could not.
    No,
    /// The labeller could not tell.
    Unknown,
}

/// What is special about an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum ExampleTag {
    Tier0,
    MultiIntent,
    Injection,
    Noisy,
    Short,
    Long,
    AttachmentOnly,
    OutOfScope,
    Privacy,
    Negated,
    Adversarial,
}

impl ExampleTag {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tier0 => "tier0",
            Self::MultiIntent => "multi_intent",
            Self::Injection => "injection",
            Self::Noisy => "noisy",
            Self::Short => "short",
            Self::Long => "long",
            Self::AttachmentOnly => "attachment_only",
            Self::OutOfScope => "out_of_scope",
            Self::Privacy => "privacy",
            Self::Negated => "negated",
            Self::Adversarial => "adversarial",
        }
    }
}

/// One labelled message. `Debug` leaves out what the customer wrote.
#[derive(Clone, PartialEq)]
pub struct Example {
    /// Unique over all files of a run.
    pub id: String,
    /// Examples of one conversation or template share it.
    pub group_id: Option<String>,
    /// Index of its file in [`super::DataSet::files`].
    pub file: usize,
    /// As the vendor names it.
    pub channel: String,
    /// Subject of the ticket.
    pub subject: Option<Redacted<String>>,
    /// Newest message; redaction marks are allowed.
    pub text: Redacted<String>,
    /// What it is about first.
    pub primary: Intent,
    /// What else it is about, at most two.
    pub secondaries: Vec<Intent>,
    /// Where it belongs; `None`: not scored.
    pub team: Option<Team>,
    /// The most automation allowed.
    pub tier_max: Reach,
    /// The reply that fits.
    pub template: Option<TemplateId>,
    /// Whether an order could be matched.
    pub match_possible: MatchPossible,
    /// Language of the text.
    pub language: Language,
    /// What is special about it.
    pub tags: Vec<ExampleTag>,
    /// The order number that must be found; `None`: none may be.
    pub order_number: Option<Redacted<String>>,
}

impl fmt::Debug for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Example").field("id", &self.id).field("primary", &self.primary).finish_non_exhaustive()
    }
}

impl Example {
    pub(crate) fn parse(line: &str, file: usize) -> Result<Self, WrongField> {
        let mut fields = Fields::parse(line)?;
        let example = Self {
            id: fields.required("example_id", "a string")?,
            group_id: fields.optional("group_id", "a string or null")?,
            file,
            channel: fields.required("channel", "a string")?,
            subject: fields.optional("subject", "a string or null")?.map(Redacted::new),
            text: Redacted::new(fields.required("text", "a string")?),
            primary: fields.required("primary_intent", "the name of an intent")?,
            secondaries: fields.required("secondary_intents", "a list of names of intents")?,
            team: fields.nullable("destination_team", "the name of a team or null")?,
            tier_max: fields
                .required("tier_max", "TIER_0_ESCALATION, TIER_1_SAFE_ASSIST, TIER_2_VERIFIED or ROUTE_ONLY")?,
            template: fields.nullable("template_id", "the id of a template or null")?,
            match_possible: fields.required("deterministic_match_possible", "YES, NO or UNKNOWN")?,
            language: fields.required("language", "en, es or unknown")?,
            tags: fields.required("tags", "a list of the documented tags")?,
            order_number: fields.nullable("expected_order_number", "a string or null")?.map(Redacted::new),
        };
        // Read and dropped: for people only.
        fields.optional::<String>("notes", "a string")?;
        fields.end(KNOWN)?;
        if example.id.trim().is_empty() {
            return Err(wrong("example_id", "must not be empty"));
        }
        let repeated = example.secondaries.iter().enumerate().any(|(i, s)| example.secondaries[..i].contains(s));
        if example.secondaries.len() > 2 || repeated || example.secondaries.contains(&example.primary) {
            return Err(wrong("secondary_intents", "at most two, each once, none of them the primary intent"));
        }
        Ok(example)
    }

    /// Whether the example carries the tag.
    pub fn is(&self, tag: ExampleTag) -> bool {
        self.tags.contains(&tag)
    }

    /// Whether it looks like an escalation and is none: labelled below Tier 0 and tagged as look-alike, without being
    /// a case of another safety rule.
    pub fn is_look_alike(&self) -> bool {
        let looks = [ExampleTag::Tier0, ExampleTag::Negated, ExampleTag::Adversarial];
        let other = [ExampleTag::Injection, ExampleTag::Privacy, ExampleTag::OutOfScope];
        self.tier_max != Reach::Escalation && looks.iter().any(|t| self.is(*t)) && !other.iter().any(|t| self.is(*t))
    }
}
