//! Checked statements as JSON.

use std::collections::{BTreeMap, BTreeSet};

use pulumi::{Input, Join as _, Output};
use serde::Serialize;

use super::principal::Who;
use super::statement::{Effect, Statement};

/// The version of the policy language, not of the document.
const VERSION: &str = "2012-10-17";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    version: &'a str,
    statement: Vec<Rendered>,
}

/// A statement; members are written in this order.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Rendered {
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Principals>,
    #[serde(flatten)]
    actions: BTreeMap<&'static str, OneOrMore>,
    #[serde(flatten)]
    resources: BTreeMap<&'static str, OneOrMore>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    condition: BTreeMap<String, BTreeMap<String, OneOrMore>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Principals {
    Any(&'static str),
    Named(BTreeMap<&'static str, OneOrMore>),
}

#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(BTreeSet<String>),
}

impl OneOrMore {
    /// Sorted and each once; a single one without a list.
    fn of(texts: impl IntoIterator<Item = String>) -> Self {
        let mut texts: BTreeSet<String> = texts.into_iter().collect();
        if texts.len() > 1 {
            return Self::More(texts);
        }
        Self::One(texts.pop_first().unwrap_or_default())
    }
}

pub(crate) fn document(statements: &[Statement]) -> Output<String> {
    let statements: Vec<Output<Resolved>> = statements.iter().map(resolved).collect();
    statements.join().try_map(|statements| {
        let statement = statements.into_iter().map(Resolved::render).collect();
        serde_json::to_string(&Document { version: VERSION, statement })
    })
}

/// A statement with the texts that were outputs.
#[derive(Clone)]
struct Resolved {
    statement: Statement,
    principals: Vec<String>,
    resources: Vec<String>,
    conditions: Vec<Vec<String>>,
}

fn resolved(statement: &Statement) -> Output<Resolved> {
    let named = statement.principals.iter().filter_map(|principal| match &principal.0 {
        Who::Any => None,
        Who::Named(_, name) => Some(name),
    });
    let principals = texts(named);
    let resources = texts(&statement.resources.items);
    let conditions: Vec<_> = statement.conditions.iter().map(|condition| texts(&condition.values)).collect();
    let statement = statement.clone();
    (principals, resources, conditions.join()).join().map(move |(principals, resources, conditions)| Resolved {
        statement,
        principals,
        resources,
        conditions,
    })
}

fn texts<'a>(inputs: impl IntoIterator<Item = &'a Input<String>>) -> Output<Vec<String>> {
    let outputs = inputs.into_iter().map(|input| input.clone().into_property().into_output().convert());
    outputs.collect::<Vec<Output<String>>>().join()
}

impl Resolved {
    fn render(self) -> Rendered {
        let Self { statement, principals, resources, conditions } = self;
        let mut names: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        let kinds = statement.principals.iter().filter_map(|principal| match principal.0 {
            Who::Any => None,
            Who::Named(kind, _) => Some(kind),
        });
        for (kind, name) in kinds.zip(principals) {
            names.entry(kind).or_default().push(name);
        }
        let principal = match statement.principals.first().map(|principal| &principal.0) {
            None => None,
            Some(Who::Any) => Some(Principals::Any("*")),
            Some(Who::Named(..)) => {
                Some(Principals::Named(names.into_iter().map(|(kind, names)| (kind, OneOrMore::of(names))).collect()))
            }
        };
        let mut condition: BTreeMap<String, BTreeMap<String, OneOrMore>> = BTreeMap::new();
        for (it, values) in statement.conditions.into_iter().zip(conditions) {
            condition.entry(it.operator.to_string()).or_default().insert(it.key, OneOrMore::of(values));
        }
        let actions = statement.actions.items.iter().map(ToString::to_string);
        let action = if statement.actions.inverted { "NotAction" } else { "Action" };
        let resource = if statement.resources.inverted { "NotResource" } else { "Resource" };
        Rendered {
            sid: statement.sid,
            effect: match statement.effect {
                Effect::Allow => "Allow",
                Effect::Deny => "Deny",
            },
            principal,
            actions: BTreeMap::from([(action, OneOrMore::of(actions))]),
            resources: if resources.is_empty() {
                BTreeMap::new()
            } else {
                BTreeMap::from([(resource, OneOrMore::of(resources))])
            },
            condition,
        }
    }
}
