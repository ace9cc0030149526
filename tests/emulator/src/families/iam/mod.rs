//! Roles and policies of IAM.

mod attachment;
mod document;
mod permissions;
mod policy;
mod role;
mod role_policy;

pub(super) use document::{fits, statements, texts};
pub(super) use permissions::{Permissions, role_name, trust};

const SERVICE: &str = "iam";

pub(crate) const KINDS: super::Family = &[
    ("aws:iam/policy:Policy", &policy::Policy),
    ("aws:iam/role:Role", &role::Role),
    ("aws:iam/rolePolicy:RolePolicy", &role_policy::RolePolicy),
    ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", &attachment::RolePolicyAttachment),
];
