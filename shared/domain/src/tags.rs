//! Ticket tags. Only the tags of this file's allow-list may be written.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::taxonomy::{Intent, Team};
use crate::template::TemplateId;

/// At most this many tags are written for one event, in one call.
pub const MAX_TAGS: usize = 12;

/// A tag on the allow-list: lower case, `[a-z0-9-]`, at most 60 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Tag(String);

const FIXED: &[&str] = &[
    "mw-processed",
    "mw-routing-applied",
    "mw-needs-sales",
    "mw-needs-tech-support",
    "mw-needs-chargebacks-queue",
    "mw-uncertain",
    "mw-needs-manual-triage",
    "mw-model-failure",
    "mw-auto-replied",
    "mw-order-status-auto-v1",
    "mw-auto-closed",
    "mw-deflected",
    "mw-auto-rate-limited",
    "mw-skip-followup-after-auto-reply",
    "mw-skip-order-status-closed",
    "mw-skip-status-read-failed",
    "mw-skip-agent-active",
    "mw-skip-stale",
    "mw-outbound-blocked-allowlist",
    "mw-outbound-blocked-missing-bot-author",
    "mw-order-lookup-needed",
    "mw-order-lookup-failed",
    "mw-order-lookup-suppressed-state",
    "mw-order-status-suppressed",
    "mw-order-lookup-missing-order-id",
    "mw-order-lookup-missing-created-at",
    "mw-order-lookup-missing-tracking-or-method",
    "mw-order-lookup-missing-method-bucket",
    "mw-send-failed",
    "mw-send-message-operator-missing",
    "mw-send-message-close-failed",
    "mw-escalated-human",
    "mw-middleware-error",
    "mw-attachment-only",
    "mw-security-sensitive",
    "mw-privacy-request",
    "mw-intent-preorder",
    "mw-test",
];

impl Tag {
    /// The tag with this text, if the allow-list has it.
    pub fn new(text: &str) -> Option<Self> {
        let allowed = FIXED.contains(&text)
            || Team::ALL.iter().any(|team| team.route_tag() == text)
            || text.strip_prefix("mw-intent-").is_some_and(is_suffix)
            || text.strip_prefix("mw-secondary-").is_some_and(is_suffix)
            || text.strip_prefix("mw-template-").is_some_and(|t| TemplateId::from_name(&t.replace('-', "_")).is_some());
        (allowed && text.len() <= 60).then(|| Self(text.to_owned()))
    }

    /// `mw-intent-*` of the primary intent.
    pub fn intent(intent: Intent) -> Self {
        Self(format!("mw-intent-{}", intent.tag_suffix()))
    }

    /// `mw-secondary-*` of a secondary intent.
    pub fn secondary(intent: Intent) -> Self {
        Self(format!("mw-secondary-{}", intent.tag_suffix()))
    }

    /// The tag that routes to the team.
    pub fn route(team: Team) -> Self {
        Self(team.route_tag().to_owned())
    }

    /// `mw-template-*` of a sent template.
    pub fn template(template: TemplateId) -> Self {
        Self(format!("mw-template-{}", template.as_str().replace('_', "-")))
    }

    /// The tag's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the tag states that a reply went out or what it led to, so that it may not stand after a refused one.
    pub fn claims_reply(&self) -> bool {
        self.0.starts_with("mw-template-")
            || matches!(
                self.as_str(),
                "mw-auto-replied" | "mw-order-status-auto-v1" | "mw-auto-closed" | "mw-deflected"
            )
    }
}

fn is_suffix(suffix: &str) -> bool {
    Intent::all().any(|intent| intent.tag_suffix() == suffix)
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| serde::de::Error::custom("tag is not on the allow-list"))
    }
}

/// A fixed tag of the allow-list, checked when the program is compiled.
#[macro_export]
macro_rules! tag {
    ($text:literal) => {{
        const { assert!($crate::tags::is_fixed($text), "not a fixed tag of the allow-list") };
        $crate::tags::fixed($text)
    }};
}

#[doc(hidden)]
pub fn fixed(text: &'static str) -> Tag {
    Tag(text.to_owned())
}

#[doc(hidden)]
pub const fn is_fixed(text: &str) -> bool {
    let mut i = 0;
    while i < FIXED.len() {
        if bytes_equal(FIXED[i].as_bytes(), text.as_bytes()) {
            return true;
        }
        i += 1;
    }
    false
}

const fn bytes_equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_that_can_be_made_is_on_the_allow_list_and_short() {
        for intent in Intent::all() {
            assert!(Tag::new(Tag::intent(intent).as_str()).is_some());
            assert!(Tag::new(Tag::secondary(intent).as_str()).is_some());
        }
        for template in TemplateId::ALL {
            assert!(Tag::new(Tag::template(template).as_str()).is_some(), "{template}");
        }
        assert_eq!(tag!("mw-processed").as_str(), "mw-processed");
    }

    #[test]
    fn foreign_tags_are_refused() {
        for text in ["mw-vip", "mw-feedback-misroute", "vip", "mw-template-x", "MW-PROCESSED", "route-nowhere"] {
            assert_eq!(Tag::new(text), None, "{text}");
        }
    }
}
