//! Settings of a baseline stack.

use components::Site;
use serde::Deserialize;
use switchboard_domain::Environment;

use super::problem::{self, Problem};
use crate::settings::Text;

/// The keys `baseline:*` of the file of a stack `baseline-<env>`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BaselineSettings {
    /// First part of every name; 1 to 24 characters. Default `rp-mw`; the same as in the workload's stack.
    #[serde(default = "default_prefix")]
    pub prefix: String,
    /// `dev`, `staging` or `prod`: the account's only environment.
    pub environment: Environment,
    /// The account, 12 digits. Credentials of any other are refused before the first write.
    pub account_id: Text,
    /// Region. Default `us-east-2`.
    #[serde(default = "default_region")]
    pub region: String,
    /// Role that the administrator takes on in the account; in a member account of an organization this is
    /// `OrganizationAccountAccessRole`. Default: none, the credentials are of the account itself.
    pub assume_role_arn: Option<String>,
    /// Who answers for it: a tag.
    pub owner: String,
    /// Who pays: a tag.
    pub cost_center: Text,
    /// Repository on GitHub whose workflows deploy, `OWNER/NAME`.
    pub repository: String,
    /// Its numeric id, which stays when it is renamed and which nobody else gets.
    pub repository_id: Text,
    /// How the subject of its tokens begins. Default `repo:<repository>`; repositories with ids in their subjects show it
    /// in their OIDC settings.
    pub subject_prefix: Option<String>,
    /// Bucket of the state.
    pub state_bucket: String,
    /// ARN of the key that encrypts the state and its secrets.
    pub state_key_arn: String,
    /// Account whose users, with a second factor, may take the operator and break-glass roles on. Default: this account.
    pub operator_account_id: Option<Text>,
    /// Monthly budget of the account, 1 to 100,000 US dollars.
    pub budget_usd: u32,
    /// Who gets mail about the budget; at least one address.
    pub alert_mails: Vec<String>,
}

/// Default of `prefix`.
pub(crate) fn default_prefix() -> String {
    "rp-mw".to_owned()
}

/// Default of `region`.
pub(crate) fn default_region() -> String {
    "us-east-2".to_owned()
}

impl BaselineSettings {
    /// Whether all of it can be used.
    ///
    /// # Errors
    /// The first [`Problem`], with field and reason.
    pub fn check(&self) -> Result<(), Problem> {
        problem::prefix(&self.prefix)?;
        let remote = self.environment != Environment::Local;
        Problem::unless(remote, "environment", "must be dev, staging or prod: local has no account")?;
        problem::account("accountId", &self.account_id.0)?;
        problem::region(&self.region)?;
        problem::role_arn("assumeRoleArn", self.assume_role_arn.as_deref())?;
        problem::present("owner", &self.owner)?;
        problem::present("costCenter", &self.cost_center.0)?;
        let named = self.repository.split_once('/').is_some_and(|(owner, name)| {
            !owner.is_empty() && !name.is_empty() && !name.contains('/') && !self.repository.contains(['*', '?', ':'])
        });
        Problem::unless(named, "repository", "must be OWNER/NAME of a repository on GitHub")?;
        let id = &self.repository_id.0;
        let numeric = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        Problem::unless(numeric, "repositoryId", "must be the repository's numeric id, from GitHub's API")?;
        let subject = self.subject_prefix();
        let exact = subject.starts_with("repo:") && subject.len() > "repo:".len() && !subject.contains(['*', '?']);
        Problem::unless(
            exact,
            "subjectPrefix",
            "must begin with `repo:` and have no wildcard: it would let others in",
        )?;
        let bucket = self.state_bucket.len() >= 3 && !self.state_bucket.contains(['*', '?', '/', ':']);
        Problem::unless(bucket, "stateBucket", "must be the name of the bucket, without s3:// and path")?;
        let key = self.state_key_arn.starts_with("arn:aws:kms:") && self.state_key_arn.contains(":key/");
        Problem::unless(
            key,
            "stateKeyArn",
            "must be the ARN of a key (no alias), arn:aws:kms:<region>:<account>:key/<id>",
        )?;
        if let Some(account) = &self.operator_account_id {
            problem::account("operatorAccountId", &account.0)?;
        }
        problem::budget("budgetUsd", self.budget_usd)?;
        problem::mails("alertMails", &self.alert_mails)
    }

    /// How the subject of the repository's tokens begins.
    pub fn subject_prefix(&self) -> String {
        self.subject_prefix.clone().unwrap_or_else(|| format!("repo:{}", self.repository))
    }

    /// Account whose users may take the operator roles on.
    pub fn operator_account(&self) -> &str {
        self.operator_account_id.as_ref().map_or(&self.account_id.0, |account| &account.0)
    }

    /// Where the workload of this account is.
    pub(super) fn site(&self) -> Result<Site, Problem> {
        let prefix = problem::prefix(&self.prefix)?;
        Site::new(prefix, self.environment, &self.region, &self.account_id.0)
            .map_err(|error| Problem::new("accountId", error.to_string()))
    }
}
