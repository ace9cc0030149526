//! Documents and what must hold in them.

use std::collections::BTreeSet;
use std::fmt;

use pulumi::Output;

use super::error::PolicyError;
use super::principal::Who;
use super::render;
use super::statement::Statement;

/// What a document is attached to, which decides what its statements name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// To a role, user or group, or as a service control policy: resources, no principals.
    Identity,
    /// To a resource, as a queue: principals and resources.
    Resource,
    /// To a role, saying who may take it on: principals, no resources.
    Trust,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity => "an identity policy",
            Self::Resource => "a resource policy",
            Self::Trust => "a trust policy",
        })
    }
}

/// A policy document.
#[derive(Clone, Debug)]
#[must_use]
pub struct Document {
    kind: Kind,
    statements: Vec<Statement>,
}

impl Document {
    /// What its holder may do: a role's policy, a permissions boundary, a service control policy.
    pub fn identity() -> Self {
        Self::of(Kind::Identity)
    }

    /// Who may do what with a resource.
    pub fn resource() -> Self {
        Self::of(Kind::Resource)
    }

    /// Who may take a role on.
    pub fn trust() -> Self {
        Self::of(Kind::Trust)
    }

    fn of(kind: Kind) -> Self {
        Self { kind, statements: Vec::new() }
    }

    /// What it is attached to.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// With this statement after the others.
    pub fn statement(mut self, statement: Statement) -> Self {
        self.statements.push(statement);
        self
    }

    /// With these statements after the others.
    pub fn statements(mut self, statements: impl IntoIterator<Item = Statement>) -> Self {
        self.statements.extend(statements);
        self
    }

    /// The document as JSON.
    ///
    /// # Errors
    /// [`PolicyError`] for what IAM would refuse, or read differently than written.
    pub fn render(&self) -> Result<Output<String>, PolicyError> {
        if self.statements.is_empty() {
            return Err(PolicyError::NoStatements);
        }
        let mut sids = BTreeSet::new();
        for (index, statement) in self.statements.iter().enumerate() {
            let name = statement.sid.clone().unwrap_or_else(|| format!("#{}", index + 1));
            self.check(name, statement)?;
            if let Some(sid) = &statement.sid {
                if sid.is_empty() || !sid.chars().all(|letter| letter.is_ascii_alphanumeric()) {
                    return Err(PolicyError::MalformedSid { sid: sid.clone() });
                }
                if !sids.insert(sid) {
                    return Err(PolicyError::DuplicateSid { sid: sid.clone() });
                }
            }
        }
        Ok(render::document(&self.statements))
    }

    fn check(&self, statement: String, it: &Statement) -> Result<(), PolicyError> {
        let kind = self.kind;
        if it.actions.items.is_empty() {
            return Err(PolicyError::NoActions { statement });
        }
        if let Some(action) = it.actions.items.iter().find(|action| !action.is_well_formed()) {
            return Err(PolicyError::MalformedAction { statement, action: action.to_string() });
        }
        match (kind, it.principals.is_empty()) {
            (Kind::Identity, false) => return Err(PolicyError::PrincipalNotAllowed { statement, kind }),
            (Kind::Resource | Kind::Trust, true) => return Err(PolicyError::NoPrincipal { statement, kind }),
            _ => {}
        }
        if it.principals.len() > 1 && it.principals.iter().any(|principal| matches!(principal.0, Who::Any)) {
            return Err(PolicyError::MixedPrincipals { statement });
        }
        match (kind, it.resources.items.is_empty()) {
            (Kind::Trust, false) => return Err(PolicyError::ResourceNotAllowed { statement, kind }),
            (Kind::Identity | Kind::Resource, true) => return Err(PolicyError::NoResources { statement, kind }),
            _ => {}
        }
        let mut seen = BTreeSet::new();
        for condition in &it.conditions {
            let key = condition.key.clone();
            if condition.values.is_empty() {
                return Err(PolicyError::NoValues { statement, key });
            }
            // Keys of conditions are the same in upper and lower case.
            if !seen.insert((condition.operator, key.to_ascii_lowercase())) {
                return Err(PolicyError::DuplicateCondition {
                    statement,
                    operator: condition.operator.to_string(),
                    key,
                });
            }
        }
        Ok(())
    }
}
