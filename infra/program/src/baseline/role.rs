//! Roles that an administrator creates, with what they may do.

use pulumi::{Component, Context, ResourceOptions, Result};
use pulumi_aws::iam;
use pulumi_aws::policy::{Action, Document, Operator, Principal, Statement};

use super::account::{Names, below};

/// Oldest sign-in with a second factor that still counts, seconds.
const MFA_AGE_S: u32 = 3_600;

/// A role.
pub(super) struct RoleSpec {
    /// In its name, `<prefix>-<what>-<env>`.
    pub(super) what: &'static str,
    pub(super) description: &'static str,
    /// Who may take it on.
    pub(super) trust: Statement,
    /// Longest session, seconds: 3,600 to 43,200.
    pub(super) session_s: u32,
    /// It stays where it is when the stack is destroyed.
    pub(super) retained: bool,
}

/// Allows actions of one service.
pub(super) fn allow<const N: usize>(service: &str, names: [&str; N]) -> Statement {
    Statement::allow(Action::of(service, names))
}

/// Denies actions of one service.
pub(super) fn deny<const N: usize>(service: &str, names: [&str; N]) -> Statement {
    Statement::deny(Action::of(service, names))
}

/// Creates it.
pub(super) fn role(parent: &Component, names: &Names, spec: RoleSpec) -> Result<iam::Role> {
    let args = iam::RoleArgs::new()
        .name(names.own(spec.what))
        .description(spec.description)
        .assume_role_policy(Document::trust().statement(spec.trust).render()?)
        .max_session_duration(spec.session_s);
    let options = below(parent);
    let options = if spec.retained { options.retain_on_delete(true) } else { options };
    Ok(iam::Role::new(parent.context(), spec.what, args, options))
}

/// Lets it do this by a policy of its own.
pub(super) fn inline(
    ctx: &Context,
    (role, what): (&iam::Role, &str),
    statements: Vec<Statement>,
    options: ResourceOptions,
) -> Result<iam::RolePolicy> {
    let args = iam::RolePolicyArgs::new()
        .name("permissions")
        .role(role.name())
        .policy(Document::identity().statements(statements).render()?);
    Ok(iam::RolePolicy::new(ctx, what, args, options))
}

/// A managed policy: 6,144 characters at most, ten of them at most for a role.
pub(super) struct ManagedPolicy {
    /// In its name, `<prefix>-<what>-<env>`.
    pub(super) what: &'static str,
    pub(super) description: &'static str,
    pub(super) statements: Vec<Statement>,
}

/// Creates it.
pub(super) fn managed(parent: &Component, names: &Names, policy: ManagedPolicy) -> Result<iam::Policy> {
    let ManagedPolicy { what, description, statements } = policy;
    let args = iam::PolicyArgs::new()
        .name(names.own(what))
        .description(description)
        .policy(Document::identity().statements(statements).render()?);
    Ok(iam::Policy::new(parent.context(), what, args, below(parent)))
}

/// Attaches a managed policy.
pub(super) fn attach(parent: &Component, (role, role_name): (&iam::Role, &str), (policy, name): (&iam::Policy, &str)) {
    let args = iam::RolePolicyAttachmentArgs::new().role(role.name()).policy_arn(policy.arn());
    iam::RolePolicyAttachment::new(parent.context(), &format!("{role_name}-{name}"), args, below(parent));
}

/// People of an account who have signed in with a second factor lately. Which people is the business of that account: its
/// root stands for all of them, and grants nothing by itself.
pub(super) fn with_second_factor(account: &str) -> Statement {
    Statement::allow(["sts:AssumeRole"])
        .sid("SecondFactor")
        .principal(Principal::aws(format!("arn:aws:iam::{account}:root")))
        .condition(Operator::Bool, "aws:MultiFactorAuthPresent", ["true"])
        .condition(Operator::NumericLessThan, "aws:MultiFactorAuthAge", [MFA_AGE_S.to_string()])
}
