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

mod alarm;
mod alert_topics;
mod error;
mod site;

pub use alarm::{Alarm, Alarms, Comparison, Measure, MissingData, Query, Series, Severity, Statistic};
pub use alert_topics::{AlertTopics, Subscribers};
pub use error::ComponentError;
pub use site::{Prefix, Site};
