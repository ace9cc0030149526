//! The roles of GitHub's workflows, and the policies that they share.

use pulumi::{Component, Context, Result};
use pulumi_aws::iam;

use super::account::Names;
use super::role::{ManagedPolicy, RoleSpec, attach, managed, role};
use super::settings::BaselineSettings;
use super::{boundary, deploy, oidc, preview, reads};

/// Longest session, seconds: a deployment takes minutes.
const SESSION_S: u32 = 3_600;

/// Creates identity provider, boundary and roles, and exports their ARNs.
pub(super) fn pipeline(ctx: &Context, component: &Component, names: &Names, settings: &BaselineSettings) -> Result {
    let github = oidc::provider(component);
    let boundary = managed(component, names, boundary::policy(names))?;
    let shared = Shared::create(component, names, reads::policies(names, settings))?;
    let deploy = shared.role(
        ("deploy", "Deployments of the main branch"),
        oidc::deployment(names, settings),
        deploy::policies(names, settings),
    )?;
    let preview = shared.role(
        ("preview", "Previews of pull requests: reads the state and properties of resources"),
        oidc::pull_request(names, settings),
        [preview::guard(names, settings)],
    )?;
    ctx.export("identityProviderArn", github.arn());
    ctx.export("permissionsBoundaryArn", boundary.arn());
    ctx.export("deployRoleArn", deploy.arn());
    ctx.export("previewRoleArn", preview.arn());
    Ok(())
}

/// Policies that both roles have.
struct Shared<'a> {
    component: &'a Component,
    names: &'a Names,
    policies: Vec<(&'static str, iam::Policy)>,
}

impl<'a> Shared<'a> {
    fn create(
        component: &'a Component,
        names: &'a Names,
        policies: impl IntoIterator<Item = ManagedPolicy>,
    ) -> Result<Self> {
        let create = |policy: ManagedPolicy| Ok((policy.what, managed(component, names, policy)?));
        let policies = policies.into_iter().map(create).collect::<Result<_>>()?;
        Ok(Self { component, names, policies })
    }

    /// A role with these and with policies of its own.
    fn role(
        &self,
        (what, description): (&'static str, &'static str),
        trust: pulumi_aws::policy::Statement,
        own: impl IntoIterator<Item = ManagedPolicy>,
    ) -> Result<iam::Role> {
        let Self { component, names, policies } = self;
        let spec = RoleSpec { what, description, trust, session_s: SESSION_S, retained: false };
        let role = role(component, names, spec)?;
        for (name, policy) in policies {
            attach(component, (&role, what), (policy, name));
        }
        for policy in own {
            let name = policy.what;
            attach(component, (&role, what), (&managed(component, names, policy)?, name));
        }
        Ok(role)
    }
}
