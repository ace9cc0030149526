//! Dimensions of metrics and their values. Values are enums or names written in the program, so that neither ids nor
//! text can become a series.

use switchboard_domain::state::Cause;
use switchboard_domain::vendor::Vendor;
use switchboard_domain::{ChannelClass, EventClass, Reason, Team, TemplateId, Tier};

use crate::log::event::LogResult;

/// A dimension that a metric may have besides the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Dimension {
    Channel,
    Class,
    Result,
    Vendor,
    Operation,
    Tier,
    Template,
    Team,
    Reason,
    Cause,
    Job,
    Severity,
    Signal,
}

impl Dimension {
    /// The name in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Class => "class",
            Self::Result => "result",
            Self::Vendor => "vendor",
            Self::Operation => "operation",
            Self::Tier => "tier",
            Self::Template => "template",
            Self::Team => "team",
            Self::Reason => "reason",
            Self::Cause => "cause",
            Self::Job => "job",
            Self::Severity => "severity",
            Self::Signal => "signal",
        }
    }
}

/// A value of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// Channel class.
    Channel(ChannelClass),
    /// Scheduling class.
    Class(EventClass),
    /// How it ended.
    Result(LogResult),
    /// Vendor.
    Vendor(Vendor),
    /// Operation of a vendor, as the client names it.
    Operation(&'static str),
    /// Tier.
    Tier(Tier),
    /// Template.
    Template(TemplateId),
    /// Team.
    Team(Team),
    /// Reason of a decision.
    Reason(Reason),
    /// Another reason, for example an error code of ingress.
    ReasonCode(&'static str),
    /// Cause of an effect's state.
    Cause(Cause),
    /// Another cause, for example `any`.
    CauseCode(&'static str),
    /// Scheduled job.
    Job(&'static str),
    /// `warn` or `critical`.
    Severity(&'static str),
    /// Name of a drift signal.
    Signal(&'static str),
}

impl Label {
    /// Its dimension.
    pub const fn dimension(self) -> Dimension {
        match self {
            Self::Channel(_) => Dimension::Channel,
            Self::Class(_) => Dimension::Class,
            Self::Result(_) => Dimension::Result,
            Self::Vendor(_) => Dimension::Vendor,
            Self::Operation(_) => Dimension::Operation,
            Self::Tier(_) => Dimension::Tier,
            Self::Template(_) => Dimension::Template,
            Self::Team(_) => Dimension::Team,
            Self::Reason(_) | Self::ReasonCode(_) => Dimension::Reason,
            Self::Cause(_) | Self::CauseCode(_) => Dimension::Cause,
            Self::Job(_) => Dimension::Job,
            Self::Severity(_) => Dimension::Severity,
            Self::Signal(_) => Dimension::Signal,
        }
    }

    /// Its value.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Channel(channel) => channel.as_str(),
            Self::Class(class) => class.as_str(),
            Self::Result(result) => result.as_str(),
            Self::Vendor(vendor) => vendor.as_str(),
            Self::Tier(tier) => tier.as_str(),
            Self::Template(template) => template.as_str(),
            Self::Team(team) => team.key(),
            Self::Reason(reason) => reason.as_str(),
            Self::Cause(cause) => cause.as_str(),
            Self::Operation(name)
            | Self::ReasonCode(name)
            | Self::CauseCode(name)
            | Self::Job(name)
            | Self::Severity(name)
            | Self::Signal(name) => name,
        }
    }
}
