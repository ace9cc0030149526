//! What a role may do, put together from its policies.

use super::{Plan, PlannedResource};
use crate::iam::{Document, Effect, Statement};
use crate::tokens;

/// The identity policies of a role as far as the plan knows them.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    /// The documents that could be read.
    pub(crate) documents: Vec<Document>,
    /// Whether that is all: no unknown document, no policy of somebody else.
    pub(crate) complete: bool,
    /// Length of the inline policies in characters, whitespace left out as AWS counts.
    pub(crate) inline_length: usize,
}

impl Plan {
    /// The policies of a role.
    pub(crate) fn grants(&self, role: &PlannedResource) -> Grants {
        let mut grants = Grants { complete: true, ..Grants::default() };
        for one in self.of(tokens::ROLE_POLICY) {
            match self.refers(one, "role", tokens::ROLE) {
                Some(found) if std::ptr::eq(found, role) => grants.add(one),
                Some(_) => {}
                None => grants.complete &= !one.value("role").has_unknown(),
            }
        }
        let attached = |one: &PlannedResource| {
            self.refers(one, "role", tokens::ROLE).is_none_or(|found| std::ptr::eq(found, role))
        };
        for attachment in self.of(tokens::ROLE_POLICY_ATTACHMENT).filter(|one| attached(one)) {
            match self.refers(attachment, "policyArn", tokens::POLICY) {
                Some(policy) => match policy.document("policy").map(|document| Document::read(&document)) {
                    Some(Ok(document)) => grants.documents.push(document),
                    _ => grants.complete = false,
                },
                None => grants.complete = false,
            }
        }
        grants.complete &= role.absent("inlinePolicies") && role.absent("managedPolicyArns");
        grants
    }
}

impl Grants {
    fn add(&mut self, policy: &PlannedResource) {
        self.inline_length +=
            policy.text("policy").map_or(0, |text| text.chars().filter(|c| !c.is_whitespace()).count());
        match policy.document("policy").map(|document| Document::read(&document)) {
            Some(Ok(document)) => {
                self.complete &= document.statements.iter().all(|one| !one.has_unknown);
                self.documents.push(document);
            }
            _ => self.complete = false,
        }
    }

    pub(crate) fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.documents.iter().flat_map(|document| &document.statements)
    }

    /// Statements that allow an action.
    pub(crate) fn allowing<'a>(&'a self, action: &'a str) -> impl Iterator<Item = &'a Statement> {
        self.statements().filter(move |one| one.effect == Effect::Allow && one.covers_action(action))
    }
}
