//! Settings of the stacks `dev`, `staging`, `prod` and `local`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use switchboard_domain::Environment;
use switchboard_settings::Settings;

use super::read::SettingsProblem;
use super::text::Text;

/// Retentions that CloudWatch Logs takes, in days.
const RETENTIONS: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
/// Most provisioned concurrency of a function: a slip of a digit is a bill.
const MOST_PROVISIONED: u32 = 100;

/// How the webhook comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// HTTP API: cheapest, no WAF possible.
    Http,
    /// Regional REST API with a web ACL.
    RestWaf,
}

/// Who takes the events from the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorkerKind {
    /// The Lambda function.
    Lambda,
    /// Containers on Fargate.
    Fargate,
    /// The single binary on a virtual machine.
    Vm,
}

/// Directory cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cache {
    /// None.
    None,
    /// ElastiCache.
    Redis,
}

/// Whose keys encrypt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kms {
    /// Keys of AWS: no cost, no key policy.
    Aws,
    /// A key of the account.
    Cmk,
}

/// Processor of the functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Architecture {
    /// x86-64.
    #[default]
    #[serde(rename = "x86_64")]
    X86,
    /// Graviton.
    #[serde(rename = "arm64")]
    Arm,
}

/// How many dashboards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DashboardSet {
    /// One for everything.
    One,
    /// One per subject.
    All,
}

/// Mail addresses of alarms by severity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertMails {
    /// Critical alarms and pages.
    #[serde(default)]
    pub critical: Vec<String>,
    /// Warnings and the budget.
    #[serde(default)]
    pub warn: Vec<String>,
    /// Switch changes.
    #[serde(default)]
    pub info: Vec<String>,
}

/// Provisioned concurrency; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provisioned {
    /// Of the ingress.
    #[serde(default)]
    pub ingress: u32,
    /// Of the worker.
    #[serde(default)]
    pub worker: u32,
}

/// A domain of one's own before the edge.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CustomDomain {
    /// The name, `hooks.example.com`.
    pub name: String,
    /// ARN of its certificate in the same region.
    pub certificate_arn: String,
}

/// The keys `switchboard:*` of an environment's stack file. README explains each.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Raw {
    account: Text,
    #[serde(default = "default_prefix")]
    prefix: String,
    owner: String,
    cost_center: Text,
    edge: Option<EdgeKind>,
    #[serde(default = "default_worker")]
    worker: WorkerKind,
    #[serde(default = "default_cache")]
    cache: Cache,
    #[serde(default = "default_kms")]
    kms: Kms,
    #[serde(default)]
    architecture: Architecture,
    account_concurrency: Option<u32>,
    artifacts: Option<String>,
    #[serde(default)]
    alerts: AlertMails,
    budget_usd: Option<u32>,
    log_retention_days: Option<u32>,
    #[serde(default)]
    provisioned_concurrency: Provisioned,
    custom_domain: Option<CustomDomain>,
    runbooks: String,
    dashboards: Option<DashboardSet>,
    permissions_boundary: Option<String>,
    #[serde(default)]
    settings: Map<String, Value>,
}

fn default_prefix() -> String {
    "rp-mw".to_owned()
}

fn default_worker() -> WorkerKind {
    WorkerKind::Lambda
}

fn default_cache() -> Cache {
    Cache::None
}

fn default_kms() -> Kms {
    Kms::Aws
}

/// The settings of an environment, checked.
#[derive(Clone, Debug)]
pub struct EnvironmentSettings {
    /// The environment.
    pub environment: Environment,
    /// Account, 12 digits.
    pub account: String,
    /// First part of all names.
    pub prefix: String,
    /// Who answers for it: a tag.
    pub owner: String,
    /// Who pays: a tag.
    pub cost_center: String,
    /// The edge; `rest-waf` in prod, `http` elsewhere.
    pub edge: EdgeKind,
    /// Processor of the functions.
    pub architecture: Architecture,
    /// Applied quota of concurrent executions; `None`: reservations are left off.
    pub account_concurrency: Option<u32>,
    /// Folder of finished function archives; `None`: they are built.
    pub artifacts: Option<String>,
    /// Mail addresses.
    pub alerts: AlertMails,
    /// Monthly budget in US dollars; `None`: none.
    pub budget_usd: Option<u32>,
    /// Days that logs are kept: 14 in dev and local, 30 elsewhere.
    pub log_retention_days: u32,
    /// Provisioned concurrency.
    pub provisioned: Provisioned,
    /// A domain before the edge.
    pub custom_domain: Option<CustomDomain>,
    /// Address of the folder of runbooks.
    pub runbooks: String,
    /// How many dashboards: all in prod, one elsewhere.
    pub dashboards: DashboardSet,
    /// ARN of the boundary of all roles; `None` in local.
    pub permissions_boundary: Option<String>,
    /// Overrides of the product's settings, as the functions get them.
    pub overrides: Map<String, Value>,
    /// The product's settings with these overrides.
    pub product: Settings,
}

impl EnvironmentSettings {
    /// Reads and checks the settings of the stack.
    ///
    /// # Errors
    /// [`SettingsProblem`] naming file, key and reason.
    pub fn read(ctx: &pulumi::Context, environment: Environment) -> Result<Self, SettingsProblem> {
        let raw: Raw = super::read(ctx, "switchboard")?;
        Self::check(raw, environment).map_err(|(key, reason)| SettingsProblem {
            stack: ctx.stack().to_owned(),
            key: format!("switchboard:{key}"),
            reason,
        })
    }

    fn check(raw: Raw, environment: Environment) -> Result<Self, (String, String)> {
        let refuse = |key: &str, reason: &str| Err((key.to_owned(), reason.to_owned()));
        let account = raw.account.0;
        if account.len() != 12 || !account.bytes().all(|c| c.is_ascii_digit()) {
            return refuse("account", "must be the 12 digits of an AWS account, in quotes");
        }
        match raw.worker {
            WorkerKind::Lambda => {}
            WorkerKind::Fargate | WorkerKind::Vm => {
                return refuse("worker", "only `lambda` is there yet; docs/limits.md says what comes with the others");
            }
        }
        if raw.cache == Cache::Redis {
            return refuse("cache", "`redis` needs the worker in a VPC, and a Lambda function there would need NAT");
        }
        if raw.kms == Kms::Cmk {
            return refuse("kms", "only `aws` is there yet; docs/limits.md says what comes with `cmk`");
        }
        let log_retention_days = raw.log_retention_days.unwrap_or(match environment {
            Environment::Local | Environment::Dev => 14,
            Environment::Staging | Environment::Prod => 30,
        });
        if !RETENTIONS.contains(&log_retention_days) {
            return refuse("logRetentionDays", "is no retention of CloudWatch Logs; 14, 30, 90 or 365, for example");
        }
        if raw.budget_usd == Some(0) {
            return refuse("budgetUsd", "must be at least 1; leave it out for no budget");
        }
        let provisioned = raw.provisioned_concurrency;
        if provisioned.ingress.max(provisioned.worker) > MOST_PROVISIONED {
            return refuse("provisionedConcurrency", "must be at most 100 for each function");
        }
        if let Some(mail) = raw.alerts.critical.iter().chain(&raw.alerts.warn).chain(&raw.alerts.info).find(no_mail) {
            return refuse("alerts", &format!("`{mail}` is no mail address"));
        }
        if environment.is_strict() && raw.alerts.critical.is_empty() {
            return refuse("alerts", "needs at least one address under `critical`: an alarm that nobody reads is none");
        }
        if !raw.runbooks.starts_with("https://") || raw.runbooks.ends_with('/') {
            return refuse("runbooks", "must be an https address without a slash at its end");
        }
        let product = Settings::defaults(environment)
            .and_then(|settings| settings.with_overrides(&raw.settings))
            .map_err(|error| ("settings".to_owned(), error.to_string()))?;
        if product.shopify.refresh.enabled {
            return refuse(
                "settings",
                "shopify.refresh.enabled: there is no job that refreshes the token yet (docs/limits.md); put a token that \
                 does not end with `switchboard secrets put shopify/admin_api_token`",
            );
        }
        let boundary = match environment {
            Environment::Local => None,
            _ => Some(
                raw.permissions_boundary
                    .unwrap_or_else(|| format!("arn:aws:iam::{account}:policy/{}-boundary-{environment}", raw.prefix)),
            ),
        };
        Ok(Self {
            environment,
            prefix: raw.prefix,
            owner: raw.owner,
            cost_center: raw.cost_center.0,
            edge: raw.edge.unwrap_or(if environment == Environment::Prod { EdgeKind::RestWaf } else { EdgeKind::Http }),
            architecture: raw.architecture,
            account_concurrency: raw.account_concurrency,
            artifacts: raw.artifacts,
            alerts: raw.alerts,
            budget_usd: raw.budget_usd,
            log_retention_days,
            provisioned,
            custom_domain: raw.custom_domain,
            runbooks: raw.runbooks,
            dashboards: raw.dashboards.unwrap_or(match environment {
                Environment::Prod => DashboardSet::All,
                _ => DashboardSet::One,
            }),
            permissions_boundary: boundary,
            overrides: raw.settings,
            product,
            account,
        })
    }

    /// Tags of every resource.
    pub fn tags(&self) -> BTreeMap<String, String> {
        let tier = if self.environment.is_strict() { "critical" } else { "standard" };
        let environment = self.environment.to_string();
        let all = [
            ("env", environment.as_str()),
            ("service", "richpanel-middleware"),
            ("owner", &self.owner),
            ("cost-center", &self.cost_center),
            ("tier", tier),
            ("managed-by", "pulumi"),
        ];
        all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape that `find` wants")]
fn no_mail(text: &&String) -> bool {
    text.split_once('@').is_none_or(|(local, domain)| local.is_empty() || !domain.contains('.'))
}
