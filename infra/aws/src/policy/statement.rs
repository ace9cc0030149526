//! Statements.

use pulumi::Input;

use super::action::Action;
use super::condition::ConditionOperator;
use super::principal::Principal;

/// What a statement does with what it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Allowed, unless denied elsewhere.
    Allow,
    /// Denied, whatever allows it.
    Deny,
}

/// One statement of a document.
#[derive(Clone, Debug)]
#[must_use]
pub struct Statement {
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) principals: Vec<Principal>,
    pub(crate) actions: Matched<Action>,
    pub(crate) resources: Matched<Input<String>>,
    pub(crate) conditions: Vec<Condition>,
}

/// What is listed, or everything but that.
#[derive(Clone, Debug)]
pub(crate) struct Matched<T> {
    pub(crate) items: Vec<T>,
    /// The list is of what does not fit.
    pub(crate) inverted: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) operator: ConditionOperator,
    pub(crate) key: String,
    pub(crate) values: Vec<Input<String>>,
}

impl Statement {
    /// Allows these actions.
    pub fn allow<A: Into<Action>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::of(Effect::Allow, actions, false)
    }

    /// Denies these actions.
    pub fn deny<A: Into<Action>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::of(Effect::Deny, actions, false)
    }

    /// Denies all actions but these (`NotAction`). There is no such allowance: it would grow with every new service.
    pub fn deny_all_but<A: Into<Action>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::of(Effect::Deny, actions, true)
    }

    fn of<A: Into<Action>>(effect: Effect, actions: impl IntoIterator<Item = A>, inverted: bool) -> Self {
        Self {
            sid: None,
            effect,
            principals: Vec::new(),
            actions: Matched { items: actions.into_iter().map(Into::into).collect(), inverted },
            resources: Matched { items: Vec::new(), inverted: false },
            conditions: Vec::new(),
        }
    }

    /// A name, unique in the document: letters and digits.
    pub fn sid(mut self, sid: impl Into<String>) -> Self {
        self.sid = Some(sid.into());
        self
    }

    /// About this principal, too.
    pub fn principal(mut self, principal: Principal) -> Self {
        self.principals.push(principal);
        self
    }

    /// On this resource, too: an ARN, a pattern of ARNs, or `*`.
    pub fn resource(mut self, arn: impl Into<Input<String>>) -> Self {
        self.resources.items.push(arn.into());
        self
    }

    /// On these resources, too.
    pub fn resources<R: Into<Input<String>>>(mut self, arns: impl IntoIterator<Item = R>) -> Self {
        self.resources.items.extend(arns.into_iter().map(Into::into));
        self
    }

    /// The resources named are those it is *not* about (`NotResource`).
    pub fn all_resources_but_these(mut self) -> Self {
        self.resources.inverted = true;
        self
    }

    /// Only where the key compares like this with one of the values. All conditions of a statement must hold.
    pub fn condition<V: Into<Input<String>>>(
        mut self,
        operator: impl Into<ConditionOperator>,
        key: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        self.conditions.push(Condition { operator: operator.into(), key: key.into(), values });
        self
    }
}
