//! An alarm that somebody acts on.
//!
//! What you get by default:
//! - an action on the topic of its severity, when it goes off and when it is over;
//! - a description with the runbook to open first;
//! - missing data written out: not breaching, unless the absence is the failure.

use std::sync::{Arc, Mutex, PoisonError};

use pulumi::{Context, Input, ResourceOptions};
use pulumi_aws::cloudwatch::{
    MetricAlarm, MetricAlarmArgs, MetricAlarmMetricQueryArgs, MetricAlarmMetricQueryMetricArgs,
};

use crate::alert_topics::AlertTopics;
use crate::site::Site;

/// Who is told, and how urgently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Somebody looks at it during the day.
    Warn,
    /// Somebody looks at it now.
    Critical,
    /// Replies must stop now.
    Page,
}

impl Severity {
    /// In names and tags.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Critical => "critical",
            Self::Page => "page",
        }
    }
}

/// How the values of a period become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Their sum.
    Sum,
    /// The largest.
    Maximum,
    /// The smallest.
    Minimum,
    /// How many there are.
    SampleCount,
    /// The value that so many per cent of them do not exceed.
    Percentile(u8),
}

impl Statistic {
    /// As CloudWatch writes it.
    pub fn text(self) -> String {
        match self {
            Self::Sum => "Sum".to_owned(),
            Self::Maximum => "Maximum".to_owned(),
            Self::Minimum => "Minimum".to_owned(),
            Self::SampleCount => "SampleCount".to_owned(),
            Self::Percentile(n) => format!("p{n}"),
        }
    }
}

/// A metric with exactly the dimensions under which it is published: CloudWatch adds nothing up over dimensions.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Namespace: `AWS/SQS`, or the site's own.
    pub namespace: String,
    /// Name of the metric.
    pub name: String,
    /// All dimensions.
    pub dimensions: Vec<(String, Input<String>)>,
    /// How a period's values become one.
    pub statistic: Statistic,
}

impl Measure {
    /// A metric without dimensions yet.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>, statistic: Statistic) -> Self {
        Self { namespace: namespace.into(), name: name.into(), dimensions: Vec::new(), statistic }
    }

    /// With a dimension.
    pub fn dimension(mut self, name: &str, value: impl Into<Input<String>>) -> Self {
        self.dimensions.push((name.to_owned(), value.into()));
        self
    }
}

/// A metric of an expression.
#[derive(Clone, Debug)]
pub struct Query {
    /// Its name in the expression: a lower-case letter first.
    pub id: &'static str,
    /// The metric.
    pub measure: Measure,
}

/// What is watched.
#[derive(Clone, Debug)]
pub enum Series {
    /// A metric.
    Metric(Measure),
    /// An expression over metrics.
    Math {
        /// The expression, `100*e/MAX([c,1])`.
        expression: String,
        /// Its metrics.
        of: Vec<Query>,
    },
}

/// On which side of the threshold it goes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Value > threshold.
    Above,
    /// Value >= threshold.
    AtLeast,
    /// Value < threshold.
    Below,
}

/// What a period without values means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingData {
    /// All is well: what counts failures is silent without one.
    #[default]
    NotBreaching,
    /// It fails: what proves life is silent when there is none.
    Breaching,
}

/// An alarm.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// Its id in the table of alarms, `Q3`.
    pub id: &'static str,
    /// What tells it apart from others of the same id, `events-dlq`.
    pub subject: String,
    /// Who is told.
    pub severity: Severity,
    /// Runbook, `R005`.
    pub runbook: &'static str,
    /// One sentence: what has happened when it goes off.
    pub summary: String,
    /// What is watched.
    pub series: Series,
    /// Seconds of a period.
    pub period_s: u32,
    /// Datapoints that must breach, of how many.
    pub datapoints: (u32, u32),
    /// Side of the threshold.
    pub comparison: Comparison,
    /// The threshold, in the metric's unit.
    pub threshold: f64,
    /// What silence means.
    pub missing: MissingData,
}

/// Creates alarms of a site.
#[derive(Clone)]
pub struct Alarms {
    site: Site,
    topics: AlertTopics,
    runbooks: String,
    /// Critical alarms and pages that were made, for the alarm over all of them.
    critical: Arc<Mutex<Vec<MetricAlarm>>>,
}

impl Alarms {
    /// Alarms that go to these topics; `runbooks` is the address of the folder of runbooks, without a slash at its end.
    pub fn new(site: Site, topics: AlertTopics, runbooks: impl Into<String>) -> Self {
        Self { site, topics, runbooks: runbooks.into(), critical: Arc::default() }
    }

    /// Where they belong.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Where they go.
    pub fn topics(&self) -> &AlertTopics {
        &self.topics
    }

    /// Creates one. Its name is `<prefix>-<env>-<id>-<subject>-<severity>`.
    pub fn create(&self, ctx: &Context, alarm: Alarm, options: ResourceOptions) -> MetricAlarm {
        let name = format!("{}-{}-{}", alarm.id.to_lowercase(), alarm.subject, alarm.severity.as_str());
        let action = self.topics.of(alarm.severity).arn();
        let runbook = format!("{}/{}.md", self.runbooks, alarm.runbook);
        let mut args = MetricAlarmArgs::new()
            .name(self.site.name(&name))
            .alarm_description(format!("{} {}. First step: {runbook}", alarm.id, alarm.summary))
            .actions_enabled(true)
            .alarm_actions([action.clone()])
            .ok_actions([action])
            .comparison_operator(match alarm.comparison {
                Comparison::Above => "GreaterThanThreshold",
                Comparison::AtLeast => "GreaterThanOrEqualToThreshold",
                Comparison::Below => "LessThanThreshold",
            })
            .threshold(alarm.threshold)
            .datapoints_to_alarm(alarm.datapoints.0)
            .evaluation_periods(alarm.datapoints.1)
            .treat_missing_data(match alarm.missing {
                MissingData::NotBreaching => "notBreaching",
                MissingData::Breaching => "breaching",
            });
        args = match alarm.series {
            Series::Metric(measure) => metric(args, measure).period(alarm.period_s),
            Series::Math { expression, of } => args.metric_queries(queries(expression, of, alarm.period_s)),
        };
        let created = MetricAlarm::new(ctx, &name, args, options);
        if alarm.severity >= Severity::Critical {
            self.critical.lock().unwrap_or_else(PoisonError::into_inner).push(created.clone());
        }
        created
    }

    /// The critical alarms and pages made so far.
    pub fn critical(&self) -> Vec<MetricAlarm> {
        self.critical.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn metric(args: MetricAlarmArgs, measure: Measure) -> MetricAlarmArgs {
    let args = args.namespace(measure.namespace).metric_name(measure.name).dimensions(measure.dimensions);
    match measure.statistic {
        // A handful of samples says nothing about a percentile.
        Statistic::Percentile(_) => {
            args.extended_statistic(measure.statistic.text()).evaluate_low_sample_count_percentiles("ignore")
        }
        plain => args.statistic(plain.text()),
    }
}

fn queries(expression: String, of: Vec<Query>, period_s: u32) -> Vec<MetricAlarmMetricQueryArgs<pulumi_aws::Given>> {
    let result = MetricAlarmMetricQueryArgs::new().id("result").expression(expression).return_data(true);
    let metrics = of.into_iter().map(|Query { id, measure }| {
        let metric = MetricAlarmMetricQueryMetricArgs::new()
            .namespace(measure.namespace)
            .metric_name(measure.name)
            .dimensions(measure.dimensions)
            .stat(measure.statistic.text())
            .period(period_s);
        MetricAlarmMetricQueryArgs::new().id(id).metric(metric).return_data(false)
    });
    std::iter::once(result).chain(metrics).collect()
}
