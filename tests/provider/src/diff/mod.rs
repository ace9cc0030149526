//! What changed between two sets of inputs, and what a change costs.

mod changes;
mod replacement;

use std::collections::BTreeSet;

use aws_schema::ResourceType;
use pulumi_proto::DiffResponse;
use pulumi_proto::PropertyDiff;
use pulumi_proto::diff_response::DiffChanges;
use pulumi_proto::property_diff::Kind;

pub use changes::{Change, ChangeKind, changes};
pub use replacement::ForceNew;

use crate::check::{name_rule, recorded};
use crate::property::{Map, PropertyPath, present};

/// What two sets of inputs of a resource are compared with.
#[derive(Debug)]
pub struct DiffContext<'a> {
    /// The resource's type.
    pub type_token: &'a str,
    /// The type in the schema.
    pub resource: &'a ResourceType,
    /// Which properties cannot be changed in place.
    pub force_new: &'a ForceNew,
    /// Properties whose changes do not count.
    pub ignore_changes: &'a [PropertyPath],
}

/// Compares the inputs.
pub fn diff(context: &DiffContext<'_>, olds: &Map, news: &Map) -> DiffResponse {
    let mut changes = changes(olds, news);
    changes.retain(|change| !context.ignore_changes.iter().any(|ignored| ignored.covers(&change.path)));
    let step = |name: &str| Some((present(olds, name)?.as_str()?, present(news, name)?.as_str()?));
    let forces_new = |path: &PropertyPath| {
        let (table, name) = (context.force_new, path.head());
        table.forces_new(context.type_token, path)
            || step(name).is_some_and(|(old, new)| table.forces_new_by(context.type_token, name, old, new))
    };
    let mut response = respond(&changes, forces_new);
    response.delete_before_replace = !response.replaces.is_empty()
        && (replacement::only_one_at_a_time(context.type_token) || keeps_given_name(context, olds, news));
    response
}

/// The answer for these changes.
pub fn respond(changes: &[Change], forces_new: impl Fn(&PropertyPath) -> bool) -> DiffResponse {
    let heads = |replacing: bool| {
        let paths = changes.iter().map(|change| &change.path);
        let heads: BTreeSet<&str> =
            paths.filter(|path| !replacing || forces_new(path)).map(PropertyPath::head).collect();
        heads.into_iter().map(str::to_owned).collect()
    };
    let detailed = changes.iter().map(|change| {
        let kind = match (change.kind, forces_new(&change.path)) {
            (ChangeKind::Add, false) => Kind::Add,
            (ChangeKind::Add, true) => Kind::AddReplace,
            (ChangeKind::Delete, false) => Kind::Delete,
            (ChangeKind::Delete, true) => Kind::DeleteReplace,
            (ChangeKind::Update, false) => Kind::Update,
            (ChangeKind::Update, true) => Kind::UpdateReplace,
        };
        (change.path.to_string(), PropertyDiff { kind: kind.into(), input_diff: true })
    });
    let verdict = if changes.is_empty() { DiffChanges::DiffNone } else { DiffChanges::DiffSome };
    DiffResponse {
        replaces: heads(true),
        delete_before_replace: false,
        changes: verdict.into(),
        diffs: heads(false),
        detailed_diff: detailed.collect(),
        has_detailed_diff: true,
    }
}

/// A name that the program gave and that stays cannot be taken twice at the same time. A made name is made anew.
fn keeps_given_name(context: &DiffContext<'_>, olds: &Map, news: &Map) -> bool {
    let Some(rule) = name_rule(context.type_token, context.resource) else { return false };
    let (old, new) = (present(olds, rule.property), present(news, rule.property));
    recorded(news, rule.property) == Some(false) && new.is_some() && old == new
}
