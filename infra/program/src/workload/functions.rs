//! The functions and what they are told.

use std::collections::BTreeMap;

use components::{
    Architecture, CodeAsset, EdgeArgs, EdgeTarget, FunctionAlarms, FunctionArgs, Invocation, RustFunction, WebAcl,
    WebAclArgs, WebhookEdge,
};
use pulumi::{Error, Input, Result};
use pulumi_aws::policy::Statement;
use serde_json::Value;
use switchboard_domain::Environment;

use super::artifacts::Artifacts;
use super::concurrency::Reserved;
use super::jobs::JOBS;
use super::names::{self, INGRESS, JOBS_REDRIVE, JOBS_TOKEN, WORKER};
use super::{Purpose, Queues, Workload};
use crate::settings::{self, EdgeKind};

/// Seconds that ingress may take: the enqueue has three attempts of two.
const INGRESS_TIMEOUT_S: u32 = 10;
/// Seconds that a job may take.
const JOBS_TIMEOUT_S: u32 = 300;
const INGRESS_MEMORY_MB: u32 = 256;
const WORKER_MEMORY_MB: u32 = 512;
const JOBS_MEMORY_MB: u32 = 512;

/// Variables that say where the vendors are simulated, set by `scripts/local env`.
const LOCAL_VENDORS: [&str; 3] =
    ["SWITCHBOARD_RICHPANEL_BASE_URL", "SWITCHBOARD_SHOPIFY_BASE_URL", "SWITCHBOARD_SHOPIFY_API_VERSION"];

/// What all functions need.
pub(super) struct Needs<'a> {
    pub(super) artifacts: &'a Artifacts,
    pub(super) reserved: Reserved,
    pub(super) queues: &'a Queues,
}

/// The functions.
pub(super) struct Functions {
    pub(super) ingress: RustFunction,
    pub(super) worker: RustFunction,
    pub(super) jobs: JobFunctions,
}

/// Which of the job functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runner {
    /// Most jobs.
    General,
    /// Alone may read dead letters.
    Redrive,
    /// Alone may write a secret.
    Token,
}

impl Runner {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::General, Self::Redrive, Self::Token];

    /// Names of the jobs that it may run, as the function reads them.
    fn jobs(self) -> String {
        JOBS.iter().filter(|job| job.runner == self).map(|job| job.name).collect::<Vec<_>>().join(",")
    }
}

/// One archive, one function and role per privilege.
pub(super) struct JobFunctions {
    pub(super) general: RustFunction,
    pub(super) redrive: RustFunction,
    pub(super) token: RustFunction,
}

impl Functions {
    /// All of them.
    pub(super) fn all(&self) -> [&RustFunction; 5] {
        [&self.ingress, &self.worker, &self.jobs.general, &self.jobs.redrive, &self.jobs.token]
    }

    /// One that runs jobs.
    pub(super) fn runner(&self, runner: Runner) -> &RustFunction {
        match runner {
            Runner::General => &self.jobs.general,
            Runner::Redrive => &self.jobs.redrive,
            Runner::Token => &self.jobs.token,
        }
    }
}

/// What tells a function from another one.
struct Plan {
    name: &'static str,
    archive: &'static str,
    description: &'static str,
    memory_mb: u32,
    timeout_s: u32,
    reserved: Option<u32>,
    provisioned: u32,
    statements: Vec<Statement>,
    variables: Vec<(&'static str, Input<String>)>,
    invocation: Invocation,
    alarms: FunctionAlarms,
}

impl Workload<'_> {
    pub(super) fn ingress(&self, needs: &Needs<'_>) -> Result<RustFunction> {
        let plan = Plan {
            name: INGRESS,
            archive: INGRESS,
            description: "Takes webhooks: authenticates them and puts events on the queue",
            memory_mb: INGRESS_MEMORY_MB,
            timeout_s: INGRESS_TIMEOUT_S,
            reserved: needs.reserved.ingress,
            provisioned: self.settings.provisioned.ingress,
            statements: self.grants().ingress(),
            variables: queue_variables(needs.queues, QueueAccess::Send),
            invocation: Invocation::Synchronous,
            alarms: FunctionAlarms::ingress(),
        };
        self.function(plan, needs)
    }

    pub(super) fn worker(&self, needs: &Needs<'_>) -> Result<RustFunction> {
        let plan = Plan {
            name: WORKER,
            archive: WORKER,
            description: "Works on events: reads the ticket, decides, and carries out effects once",
            memory_mb: WORKER_MEMORY_MB,
            timeout_s: self.settings.product.worker.timeout_s,
            reserved: needs.reserved.worker,
            provisioned: self.settings.provisioned.worker,
            statements: self.grants().worker(),
            variables: queue_variables(needs.queues, QueueAccess::Consume),
            invocation: Invocation::Synchronous,
            alarms: FunctionAlarms::worker(),
        };
        self.function(plan, needs)
    }

    pub(super) fn job_functions(&self, needs: &Needs<'_>, edge: &WebhookEdge) -> Result<JobFunctions> {
        let plan = |runner: Runner, name, description, reserved, statements| {
            let mut variables = queue_variables(needs.queues, QueueAccess::Consume);
            variables.push(("SWITCHBOARD_JOBS", runner.jobs().into()));
            variables.push(("SWITCHBOARD_EDGE_URL", edge.url().into()));
            Plan {
                name,
                archive: names::JOBS,
                description,
                memory_mb: JOBS_MEMORY_MB,
                timeout_s: JOBS_TIMEOUT_S,
                reserved,
                provisioned: 0,
                statements,
                variables,
                invocation: Invocation::Asynchronous { on_failure_arn: needs.queues.failed.arn().into() },
                alarms: FunctionAlarms::job(),
            }
        };
        let (grants, reserved) = (self.grants(), needs.reserved);
        let general = plan(Runner::General, names::JOBS, "Runs scheduled jobs", reserved.jobs, grants.jobs());
        let redrive = plan(
            Runner::Redrive,
            JOBS_REDRIVE,
            "Re-enqueues what is due, and dead letters",
            reserved.redrive,
            grants.redrive(),
        );
        let token = plan(Runner::Token, JOBS_TOKEN, "Refreshes the store's token", reserved.token, grants.token());
        Ok(JobFunctions {
            general: self.function(general, needs)?,
            redrive: self.function(redrive, needs)?,
            token: self.function(token, needs)?,
        })
    }

    fn function(&self, plan: Plan, needs: &Needs<'_>) -> Result<RustFunction> {
        let mut environment: BTreeMap<String, Input<String>> = self.common_variables()?;
        environment.extend(plan.variables.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let args = FunctionArgs {
            description: plan.description.to_owned(),
            architecture: match self.settings.architecture {
                settings::Architecture::X86 => Architecture::X86_64,
                settings::Architecture::Arm => Architecture::Arm64,
            },
            memory_mb: plan.memory_mb,
            timeout_s: plan.timeout_s,
            reserved_concurrency: plan.reserved,
            provisioned_concurrency: Some(plan.provisioned).filter(|n| *n > 0),
            environment,
            statements: plan.statements,
            permissions_boundary: self.settings.permissions_boundary.clone(),
            log_retention_days: self.settings.log_retention_days,
            invocation: plan.invocation,
            alarms: plan.alarms,
            ..FunctionArgs::new(CodeAsset::Zip(needs.artifacts.zip(plan.archive)))
        };
        Ok(RustFunction::new(self.ctx, &self.alarms, plan.name, args, self.below())?)
    }

    /// What every function is told. No secret is among it.
    fn common_variables(&self) -> Result<BTreeMap<String, Input<String>>> {
        let mut variables = BTreeMap::from([
            ("SWITCHBOARD_ENV".to_owned(), Input::from(self.site.environment().as_str())),
            ("SWITCHBOARD_PREFIX".to_owned(), Input::from(self.settings.prefix.as_str())),
        ]);
        if !self.settings.overrides.is_empty() {
            let overrides = Value::Object(self.settings.overrides.clone()).to_string();
            variables.insert("SWITCHBOARD_CONFIG".to_owned(), overrides.into());
        }
        if self.site.environment() == Environment::Local {
            for name in LOCAL_VENDORS {
                variables.insert(name.to_owned(), self.local_variable(name)?.into());
            }
        }
        Ok(variables)
    }

    fn local_variable(&self, name: &str) -> Result<String> {
        if self.purpose == Purpose::Plan {
            return Ok(format!("${{{name}}}"));
        }
        std::env::var(name).map_err(|_| {
            Error::new(format!(
                "the variable {name} is not set: the stack `local` needs its simulators; start them with \
                 `./scripts/local up`, then type `eval \"$(./scripts/local env)\"`"
            ))
        })
    }

    pub(super) fn edge(&self, ingress: &RustFunction) -> Result<WebhookEdge> {
        let product = &self.settings.product.ingress;
        let mut paths = ["/webhooks/richpanel", "/health", "/ready", "/openapi.json"].map(str::to_owned).to_vec();
        paths.extend(product.path_aliases.iter().cloned());
        let target = EdgeTarget {
            function_name: self.site.name(INGRESS),
            qualifier: "live".to_owned(),
            invoke_arn: ingress.invoke_arn().into(),
            timeout_s: INGRESS_TIMEOUT_S,
        };
        let args = EdgeArgs {
            log_retention_days: self.settings.log_retention_days,
            custom_domain: self.settings.custom_domain.as_ref().map(|domain| components::CustomDomain {
                name: domain.name.clone(),
                certificate_arn: domain.certificate_arn.clone(),
            }),
            ..EdgeArgs::new(target, paths)
        };
        match self.settings.edge {
            EdgeKind::Http => Ok(WebhookEdge::http(self.ctx, &self.alarms, "edge", args, self.below())?),
            EdgeKind::RestWaf => {
                let edge = WebhookEdge::rest(self.ctx, &self.alarms, "edge", args, self.below())?;
                let mut token_headers = vec!["x-richpanel-webhook-token".to_owned()];
                token_headers.extend(product.token_header_aliases.iter().cloned());
                if let Some(stage) = edge.stage() {
                    let acl = WebAclArgs {
                        log_retention_days: self.settings.log_retention_days,
                        sampled_requests: !self.site.protects(),
                        ..WebAclArgs::new(stage, token_headers)
                    };
                    WebAcl::new(self.ctx, &self.alarms, "edge", acl, self.below())?;
                }
                Ok(edge)
            }
        }
    }
}

/// Whether a function only sends, or also takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum QueueAccess {
    Send,
    Consume,
}

fn queue_variables(queues: &Queues, access: QueueAccess) -> Vec<(&'static str, Input<String>)> {
    let mut variables = vec![("SWITCHBOARD_QUEUE_URL", queues.events.queue().url().into())];
    if access == QueueAccess::Consume {
        variables.push(("SWITCHBOARD_DLQ_URL", queues.events.dead_letters().url().into()));
    }
    if let Some(live) = &queues.live {
        variables.push(("SWITCHBOARD_LIVE_QUEUE_URL", live.queue().url().into()));
        if access == QueueAccess::Consume {
            variables.push(("SWITCHBOARD_LIVE_DLQ_URL", live.dead_letters().url().into()));
        }
    }
    variables
}
