//! Roles and identity policies.

mod arn_shape;
mod document;
mod escalation;
mod oidc;
mod order;
mod wildcard;

use crate::iam::Document;
use crate::plan::{Plan, PlannedResource};
use crate::rule::Rule;
use crate::tokens;

pub(super) const RULES: &[Rule] = &[
    arn_shape::ARN_SHAPE,
    document::DOCUMENT,
    document::EXCLUSIVE,
    escalation::ESCALATION,
    oidc::TRUST,
    order::POLICY_FIRST,
    wildcard::WILDCARD,
];

/// What has an identity policy, and the property that holds it.
const IDENTITY: [(&str, &str); 3] = [
    (tokens::ROLE_POLICY, "policy"),
    (tokens::POLICY, "policy"),
    ("aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", "inlinePolicy"),
];

/// The identity policies of a plan that can be read.
fn identity_policies(plan: &Plan) -> impl Iterator<Item = (&PlannedResource, Document)> {
    let of_kind = move |(type_token, property): (&'static str, &'static str)| {
        plan.of(type_token).filter_map(move |one| {
            let document = Document::read(&one.document(property)?).ok()?;
            Some((one, document))
        })
    };
    IDENTITY.into_iter().flat_map(of_kind)
}
