//! The alarms that belong to no single resource: those over the metrics that the middleware itself publishes.
//!
//! What you get by default:
//! - intake: events that the queue did not take, slow acknowledgement, rejected tokens; with a probe, its silence;
//! - work: failed events (count and rate), lost conditional writes;
//! - effects: replies with an unknown result, replies left to people, replies sent while automation was off (pages);
//! - vendors: refused credentials, rate limits, failing model; with the store's token refresh, a token that ends, and silence;
//! - safety: failed redaction, unreadable switches; drift of tenant and quality;
//! - jobs: each that failed twice in a row, and any that missed two runs;
//! - cost: model spend over 80 % of a day's budget, long prompts.
//!
//! Every metric comes from the registry with a dimension set under which it is published. Alarms of queues, functions, tables
//! and schedules are made by those components, alarms of the edge by [`crate::WebhookEdge`].
//!
//! Refused: a daily budget that is no positive number, a token baseline of 0, a job with a cadence that is not whole minutes, a
//! job or a signal that is named twice.

mod cost;
mod effects;
mod intake;
mod jobs;
pub(crate) mod rule;
mod safety;
mod vendors;
mod work;

use std::collections::BTreeSet;

use pulumi::{Component, Context, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::cloudwatch::MetricAlarm;
use switchboard_telemetry::{Dimension, Metric};

use crate::alarm::{Alarm, Alarms, Query, Series, Severity, Statistic};
use crate::error::ComponentError;
use crate::log_metrics::emitted;
use crate::site::Site;

/// A scheduled job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedJob {
    /// Its name, the value of the dimension `job`.
    pub name: String,
    /// Seconds between two runs, whole minutes.
    pub every_s: u32,
}

/// What is watched besides what always is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CatalogueArgs {
    /// Whether the store is asked for orders. Its alarms are left out otherwise: the gauge of its token would be silent.
    pub shopify: bool,
    /// Scheduled jobs. The silence of `probe` is an alarm, and with the store that of `token-refresh`.
    pub jobs: Vec<WatchedJob>,
    /// Quality signals, values of the dimension `signal`.
    pub signals: Vec<String>,
    /// Most that the model may cost in a day, US dollars.
    pub model_daily_budget_usd: Option<f64>,
    /// 95th percentile of tokens into the model per call as it is when all is well; twice as many alarm.
    pub model_tokens_baseline: Option<u32>,
}

impl CatalogueArgs {
    /// Seconds between two runs of a job; `None` if it is not scheduled.
    fn cadence_s(&self, job: &str) -> Option<u32> {
        self.jobs.iter().find(|it| it.name == job).map(|it| it.every_s)
    }
}

/// The alarms.
#[derive(Clone)]
pub struct AlarmCatalogue {
    component: Component,
    alarms: Vec<(Severity, MetricAlarm)>,
}

impl AlarmCatalogue {
    /// Creates them.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] for what the head of this file lists as refused.
    pub fn new(
        ctx: &Context,
        alarms: &Alarms,
        name: &str,
        args: CatalogueArgs,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let all = catalogue(&format!("AlarmCatalogue {name}"), alarms.site(), &args)?;
        let component = ctx.component("switchboard:index:AlarmCatalogue", name, inputs! {}, options);
        let create =
            |alarm: Alarm| (alarm.severity, alarms.create(ctx, alarm, ResourceOptions::new().parent(&component)));
        let alarms: Vec<_> = all.into_iter().map(create).collect();
        component.register_outputs(inputs! {});
        Ok(Self { component, alarms })
    }

    /// The critical ones, pages included.
    pub fn critical(&self) -> Vec<MetricAlarm> {
        crate::composite::critical(&self.alarms)
    }
}

impl Resource for AlarmCatalogue {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

fn catalogue(component: &str, site: &Site, args: &CatalogueArgs) -> Result<Vec<Alarm>, ComponentError> {
    let invalid = |field, reason: String| Err(ComponentError::invalid(component, field, reason));
    if args.model_daily_budget_usd.is_some_and(|usd| !usd.is_finite() || usd <= 0.0) {
        return invalid("model_daily_budget_usd", "must be a positive number of US dollars, or left out".to_owned());
    }
    if args.model_tokens_baseline == Some(0) {
        return invalid("model_tokens_baseline", "must be at least 1, or left out".to_owned());
    }
    if let Some(job) = args.jobs.iter().find(|job| job.every_s == 0 || job.every_s % 60 != 0) {
        let reason = format!("{} runs every {} s; alarms know whole minutes only", job.name, job.every_s);
        return invalid("jobs", reason);
    }
    let mut seen = BTreeSet::new();
    if let Some(job) = args.jobs.iter().find(|job| !seen.insert(&job.name)) {
        return invalid("jobs", format!("{} stands twice; name it once", job.name));
    }
    let mut seen = BTreeSet::new();
    if let Some(signal) = args.signals.iter().find(|signal| !seen.insert(*signal)) {
        return invalid("signals", format!("{signal} stands twice; name it once"));
    }
    let own = Own(site);
    let mut all = intake::rules(own, args.cadence_s("probe"))?;
    all.extend(work::rules(own)?);
    all.extend(effects::rules(own)?);
    all.extend(vendors::rules(own, args)?);
    all.extend(safety::rules(own, &args.signals)?);
    all.extend(jobs::rules(own, &args.jobs)?);
    all.extend(cost::rules(own, args)?);
    Ok(all)
}

/// Metrics of the site's own namespace.
#[derive(Clone, Copy)]
struct Own<'a>(&'a Site);

impl Own<'_> {
    /// A metric as what is watched.
    fn series(
        self,
        metric: Metric,
        statistic: Statistic,
        labels: &[(Dimension, &str)],
    ) -> Result<Series, ComponentError> {
        emitted(self.0, metric, statistic, labels).map(Series::Metric)
    }

    /// The sum of a counter without dimensions.
    fn sum(self, metric: Metric) -> Result<Series, ComponentError> {
        self.series(metric, Statistic::Sum, &[])
    }

    /// Per cent of `of` that are `part`, 0 where there are fewer than `least` of them.
    fn per_cent(self, part: Metric, of: Metric, least: u32) -> Result<Series, ComponentError> {
        let sum = |metric| emitted(self.0, metric, Statistic::Sum, &[]);
        let of = vec![Query { id: "part", measure: sum(part)? }, Query { id: "total", measure: sum(of)? }];
        Ok(Series::Math { expression: format!("IF(total>={least},100*FILL(part,0)/total,0)"), of })
    }
}

#[cfg(test)]
mod tests;
