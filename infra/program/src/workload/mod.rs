//! One environment: edge, ingress, queue, worker, tables, secrets, switches, jobs, and what watches them.

mod artifacts;
mod concurrency;
mod functions;
mod jobs;
mod names;
mod observe;
mod permissions;
mod state;

pub use artifacts::Purpose;

use components::{
    Alarms, AlertTopics, EventSource, EventSourceArgs, FifoQueueArgs, FifoQueueWithDlq, Prefix, Site, StandardQueue,
    Subscribers, WebhookEdge,
};
use pulumi::{Component, Context, ResourceOptions, Result, inputs};
use pulumi_aws::{Provider, ProviderArgs, ProviderDefaultTagsArgs};
use switchboard_domain::Environment;

use crate::settings::{EdgeKind, EnvironmentSettings};
use artifacts::Artifacts;
use concurrency::Reserved;
use functions::{Functions, Needs};
use names::Lane;
use permissions::Grants;

/// What the parts of an environment are made with.
struct Workload<'a> {
    ctx: &'a Context,
    settings: &'a EnvironmentSettings,
    site: Site,
    alarms: Alarms,
    root: Component,
    purpose: Purpose,
}

impl Workload<'_> {
    /// Options of what belongs to the environment.
    fn below(&self) -> ResourceOptions {
        ResourceOptions::new().parent(&self.root)
    }

    fn grants(&self) -> Grants<'_> {
        Grants { site: &self.site, lane: self.lane(), shipstation: self.settings.product.shipstation.enabled }
    }

    fn lane(&self) -> Lane {
        if self.settings.product.queue.livechat_lane { Lane::Own } else { Lane::Shared }
    }
}

/// Queues of events, in the order of their names.
pub(crate) struct Queues {
    pub(crate) events: FifoQueueWithDlq,
    pub(crate) live: Option<FifoQueueWithDlq>,
    pub(crate) failed: StandardQueue,
}

/// The program of the stacks `dev`, `staging`, `prod` and `local`.
///
/// # Errors
/// A setting that cannot be used, or a combination that AWS would refuse.
pub async fn program(ctx: Context, environment: Environment, purpose: Purpose) -> Result {
    let settings = EnvironmentSettings::read(&ctx, environment)?;
    let region = region(&ctx)?;
    let site = Site::new(Prefix::new(&settings.prefix)?, environment, &region, &settings.account)?;
    let provider = provider(&ctx, &site, &settings);
    let artifacts = Artifacts::obtain(&ctx, &settings, purpose).await?;
    let queue = &settings.product.queue;
    let live = if queue.livechat_lane { queue.livechat_max_concurrency } else { 0 };
    let concurrency = queue.max_concurrency + live;
    let reserved = Reserved::within(&ctx, &site, &provider, settings.account_concurrency, concurrency).await?;

    let options = ResourceOptions::new().providers([&*provider]);
    let root = ctx.component("switchboard:index:Environment", environment.as_str(), inputs! {}, options);
    let mails = Subscribers {
        critical: settings.alerts.critical.clone(),
        warn: settings.alerts.warn.clone(),
        info: settings.alerts.info.clone(),
    };
    let topics = AlertTopics::new(&ctx, &site, "alerts", &mails, ResourceOptions::new().parent(&root))?;
    let alarms = Alarms::new(site.clone(), topics, &settings.runbooks);
    let workload = Workload { ctx: &ctx, settings: &settings, site, alarms, root, purpose };

    workload.secrets()?;
    workload.switches()?;
    let tables = workload.tables()?;
    let queues = workload.queues()?;
    let needs = Needs { artifacts: &artifacts, reserved, queues: &queues };
    let ingress = workload.ingress(&needs)?;
    let edge = workload.edge(&ingress)?;
    let functions =
        Functions { worker: workload.worker(&needs)?, jobs: workload.job_functions(&needs, &edge)?, ingress };
    workload.event_sources(&queues, &functions)?;
    workload.schedules(&queues, &functions)?;
    let dashboard = workload.observe(&queues, &functions, &edge, &tables)?;

    workload.export(&queues, &edge, &dashboard);
    workload.root.register_outputs(inputs! { "url" => edge.url() });
    Ok(())
}

/// Every call of the program goes to one account, and to no other.
fn provider(ctx: &Context, site: &Site, settings: &EnvironmentSettings) -> Provider {
    let mut args = ProviderArgs::new()
        .region(site.region())
        .allowed_account_ids([site.account()])
        .default_tags(ProviderDefaultTagsArgs::new().tags(settings.tags()));
    if site.environment() == Environment::Local {
        // There is no AWS to ask.
        args = args.skip_credentials_validation(true).skip_metadata_api_check(true).skip_region_validation(true);
    }
    Provider::new(ctx, "aws", args, ResourceOptions::new())
}

fn region(ctx: &Context) -> Result<String> {
    Ok(ctx.config_of("aws").get("region")?.unwrap_or_else(|| "us-east-2".to_owned()))
}

impl Workload<'_> {
    fn queues(&self) -> Result<Queues> {
        let product = &self.settings.product;
        let args = || FifoQueueArgs {
            consumer_timeout_s: product.worker.timeout_s,
            delay_s: product.queue.delay_s,
            ..FifoQueueArgs::default()
        };
        let queue = |name: &str| FifoQueueWithDlq::new(self.ctx, &self.alarms, name, args(), self.below());
        let live = match self.lane() {
            Lane::Own => Some(queue(Lane::LIVE)?),
            Lane::Shared => None,
        };
        let failed = StandardQueue::new(self.ctx, &self.alarms, names::ASYNC_QUEUE, self.below())?;
        Ok(Queues { events: queue("events")?, live, failed })
    }

    fn event_sources(&self, queues: &Queues, functions: &Functions) -> Result<()> {
        let product = &self.settings.product.queue;
        let lanes = [
            Some(("events", &queues.events, product.max_concurrency)),
            queues.live.as_ref().map(|live| (Lane::LIVE, live, product.livechat_max_concurrency)),
        ];
        for (name, queue, maximum_concurrency) in lanes.into_iter().flatten() {
            let args = EventSourceArgs {
                queue,
                function: &functions.worker,
                batch_size: product.batch_size,
                maximum_concurrency,
                enabled: true,
            };
            EventSource::new(self.ctx, name, args, self.below())?;
        }
        Ok(())
    }

    fn export(&self, queues: &Queues, edge: &WebhookEdge, dashboard: &str) {
        let (ctx, site) = (self.ctx, &self.site);
        let topics = self.alarms.topics();
        ctx.export("url", edge.url());
        ctx.export("webhookUrl", pulumi::format!("{}/webhooks/richpanel", edge.url()));
        ctx.export("edge", if self.settings.edge == EdgeKind::Http { "http" } else { "rest-waf" });
        ctx.export("prefix", site.base());
        ctx.export("queueName", queues.events.queue_name());
        ctx.export("queueUrl", queues.events.queue().url());
        ctx.export("deadLetterQueueUrl", queues.events.dead_letters().url());
        if let Some(live) = &queues.live {
            ctx.export("liveQueueUrl", live.queue().url());
            ctx.export("liveDeadLetterQueueUrl", live.dead_letters().url());
        }
        ctx.export("tables", state::TABLES.map(|table| site.name(table.name)).to_vec());
        ctx.export("secrets", site.secret("*"));
        ctx.export("switches", format!("{}/*", site.parameters()));
        ctx.export("dashboardUrl", dashboard);
        ctx.export("alarmTopic", topics.of(components::Severity::Critical).arn());
    }
}
