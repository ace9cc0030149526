//! The building blocks of Switchboard's infrastructure: components that cannot be put together wrongly without a sentence.
//!
//! Each is one file and starts with what you get by default. All of them take the [`Site`] that they belong to, arguments,
//! and resource options; `ResourceOptions::transform` reaches every child resource (the way out when a default does not
//! fit). Which of them an environment has, and how they are sized, is the program's business, not this crate's.
//!
//! ```no_run
//! # use pulumi::{Context, ResourceOptions};
//! # use components::{AlertTopics, Alarms, Site};
//! fn topics(ctx: &Context, site: &Site) -> Result<Alarms, components::ComponentError> {
//!     let topics = AlertTopics::new(ctx, site, "alerts", &Default::default(), ResourceOptions::new())?;
//!     Ok(Alarms::new(site.clone(), topics, "https://docs.example/runbooks"))
//! }
//! ```

#[cfg(test)]
#[path = "tests/a_tests.rs"]
mod a_tests;
mod alarm;
mod alarm_catalogue;
mod alert_topics;
mod budget;
mod composite;
mod dashboard;
mod error;
mod event_source;
mod fifo_queue;
mod function;
mod function_role;
mod kill_switch;
mod limits;
mod log_metrics;
mod schedule;
mod secret;
mod site;
mod standard_queue;
mod switch_watch;
mod table;
mod web_acl;
mod webhook_edge;

pub use alarm::{Alarm, Alarms, Comparison, Measure, MissingData, Query, Series, Severity, Statistic};
pub use alarm_catalogue::{AlarmCatalogue, CatalogueArgs, WatchedJob};
pub use alert_topics::{AlertTopics, Subscribers};
pub use budget::MonthlyBudget;
pub use composite::SystemAlarm;
pub use dashboard::{Board, DashboardArgs, Dashboards, Which};
pub use error::ComponentError;
pub use event_source::{EventSource, EventSourceArgs};
pub use fifo_queue::{FifoQueueArgs, FifoQueueWithDlq};
pub use function::{
    Architecture, CodeAsset, DurationAlarm, ErrorAlarm, FunctionAlarms, FunctionArgs, Invocation, RustFunction,
    ThrottleAlarm,
};
pub use function_role::{FunctionRole, FunctionRoleArgs};
pub use kill_switch::KillSwitch;
pub use log_metrics::{LogMetric, custom_metrics, emitted, most_custom_metrics};
pub use schedule::{Cadence, Schedules, SchedulesArgs};
pub use secret::SecretContainer;
pub use site::{Prefix, Site};
pub use standard_queue::StandardQueue;
pub use switch_watch::SwitchWatch;
pub use table::{Table, TableArgs, TableIndex};
pub use web_acl::{WebAcl, WebAclArgs};
pub use webhook_edge::{CustomDomain, EdgeArgs, EdgeKind, EdgeSeries, EdgeTarget, REST_STAGE, RestStage, WebhookEdge};
