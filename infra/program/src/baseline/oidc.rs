//! GitHub's workflows as principals of the account: no key is stored anywhere.

use pulumi::Component;
use pulumi_aws::iam;
use pulumi_aws::policy::{Operator, Principal, Statement};

use super::account::{Names, below};
use super::settings::BaselineSettings;

/// Issuer of the tokens.
const ISSUER: &str = "token.actions.githubusercontent.com";
/// Audience of the tokens.
const AUDIENCE: &str = "sts.amazonaws.com";
/// The only branch that is deployed.
const BRANCH: &str = "refs/heads/main";

/// The identity provider. Thumbprints are left out: AWS checks this issuer's certificate against its own authorities.
pub(super) fn provider(parent: &Component) -> iam::OpenIdConnectProvider {
    let args = iam::OpenIdConnectProviderArgs::new().url(format!("https://{ISSUER}")).client_id_lists([AUDIENCE]);
    iam::OpenIdConnectProvider::new(parent.context(), "github", args, below(parent))
}

/// ARN of the identity provider.
pub(super) fn arn(names: &Names) -> String {
    names.iam(&format!("oidc-provider/{ISSUER}"))
}

/// Jobs of the environment's deployment, on the main branch. A job with `environment:` has no branch in its subject, so the
/// branch is a condition of its own.
pub(super) fn deployment(names: &Names, settings: &BaselineSettings) -> Statement {
    let subject = format!("{}:environment:{}", settings.subject_prefix(), settings.environment);
    token(names, settings, subject).condition(Operator::StringEquals, format!("{ISSUER}:ref"), [BRANCH])
}

/// Jobs of pull requests. They run what the author wrote: what this role reads, every author reads.
pub(super) fn pull_request(names: &Names, settings: &BaselineSettings) -> Statement {
    token(names, settings, format!("{}:pull_request", settings.subject_prefix()))
}

fn token(names: &Names, settings: &BaselineSettings, subject: String) -> Statement {
    let exactly = |statement: Statement, claim: &str, value: String| {
        statement.condition(Operator::StringEquals, format!("{ISSUER}:{claim}"), [value])
    };
    let statement =
        Statement::allow(["sts:AssumeRoleWithWebIdentity"]).sid("GitHub").principal(Principal::federated(arn(names)));
    let statement = exactly(statement, "aud", AUDIENCE.to_owned());
    let statement = exactly(statement, "sub", subject);
    exactly(statement, "repository_id", settings.repository_id.0.clone())
}
