//! The conditions of a release, and whether a run meets them.

mod list;

use serde::Serialize;

pub use list::gates;

use crate::statistics::Proportion;

/// A gate on fewer examples tells nothing.
pub const ENOUGH: usize = 30;

/// Cases that a gate names; the report's files list all.
const NAMED: usize = 5;

/// What a failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// No release.
    Hard,
    /// A release needs a written reason.
    Soft,
}

/// What came of a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Met.
    Pass,
    /// Not met.
    Fail,
    /// Too few examples to tell; not passed.
    InsufficientData,
    /// Nothing of this kind was run: no recording, or no baseline.
    NotApplicable,
}

/// What a release is for: some gates are only hard for some.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// Routing and intake replies.
    #[default]
    Routing,
    /// Order facts are told without a person.
    OrderFacts,
}

/// What a run was made for, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// What the release will do.
    pub release: Release,
    /// Texts of training and prompts that held-out examples were compared with; 0: they were not.
    pub compared_texts: usize,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gate {
    /// Stable name.
    pub id: String,
    /// For people.
    pub title: String,
    /// What must hold.
    pub limit: String,
    /// What a failure means.
    pub kind: Kind,
    /// What came of it.
    pub status: Status,
    /// Observations.
    pub n: usize,
    /// The measured value, four decimals.
    pub value: Option<f64>,
    /// Lower bound of its 95 % interval.
    pub low: Option<f64>,
    /// Upper bound of its 95 % interval.
    pub high: Option<f64>,
    /// Why it did not pass, and whatever else is worth knowing.
    pub detail: String,
}

/// The whole result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every gate passed.
    Pass,
    /// No gate failed that could be judged, but some could not.
    Incomplete,
    /// No hard gate failed; a soft one did.
    PassWithReasons,
    /// A hard gate failed.
    Fail,
}

impl Verdict {
    /// The verdict over all gates.
    pub fn of(gates: &[Gate]) -> Self {
        let failed = |kind| gates.iter().any(|gate| gate.kind == kind && gate.status == Status::Fail);
        if failed(Kind::Hard) {
            Self::Fail
        } else if gates.iter().any(|gate| gate.kind == Kind::Hard && gate.status == Status::InsufficientData) {
            Self::Incomplete
        } else if failed(Kind::Soft) {
            Self::PassWithReasons
        } else {
            Self::Pass
        }
    }

    /// In words.
    pub const fn as_text(self) -> &'static str {
        match self {
            Self::Pass => "every gate passed",
            Self::Incomplete => "no hard gate failed, but some have too little data",
            Self::PassWithReasons => "no hard gate failed; soft failures need a written reason",
            Self::Fail => "a hard gate failed: no release",
        }
    }
}

impl Gate {
    fn new(id: &str, title: &str, limit: &str, kind: Kind) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            limit: limit.to_owned(),
            kind,
            status: Status::NotApplicable,
            n: 0,
            value: None,
            low: None,
            high: None,
            detail: String::new(),
        }
    }

    /// Judges by a rule, unless there are too few observations.
    fn judged(mut self, n: usize, needed: usize, holds: bool) -> Self {
        self.n = n;
        self.status = if n < needed {
            self.detail = match n {
                0 => "no such data was given".to_owned(),
                _ => format!("insufficient data: n = {n}, needed {needed}"),
            };
            Status::InsufficientData
        } else if holds {
            Status::Pass
        } else {
            Status::Fail
        };
        self
    }

    fn measured(self, value: f64, (low, high): (f64, f64)) -> Self {
        let round = crate::statistics::round4;
        Self { value: Some(round(value)), low: Some(round(low)), high: Some(round(high)), ..self }
    }

    /// A count that must be 0. One case is enough to fail, however few were looked at.
    fn zero(self, counted: Proportion, needed: usize) -> Self {
        let hits = counted.hits;
        let mut gate = self.judged(counted.n, if hits > 0 { 0 } else { needed }, hits == 0).shares(counted);
        if counted.n == 0 {
            return gate;
        }
        let bound = gate.high.map_or_else(|| "none".to_owned(), |high| format!("{high}"));
        let told = format!("{hits} of {}, upper bound {bound}", counted.n);
        gate.detail = if gate.detail.is_empty() { told } else { format!("{told}; {}", gate.detail) };
        gate
    }

    /// Names the first of the cases behind a failure.
    fn naming<'a>(mut self, ids: impl Iterator<Item = &'a str>) -> Self {
        let ids: Vec<&str> = ids.take(NAMED + 1).collect();
        if self.status == Status::Fail && !ids.is_empty() {
            let more = if ids.len() > NAMED { ", …" } else { "" };
            let colon = if self.detail.is_empty() { "" } else { ": " };
            let named = ids[..ids.len().min(NAMED)].join(", ");
            self.detail = format!("{}{colon}{named}{more}", self.detail);
        }
        self
    }

    /// A share that must be 1: no case may break the rule.
    fn all(self, held: Proportion) -> Self {
        let broken = Proportion { hits: held.n - held.hits, n: held.n };
        let gate = self.zero(broken, ENOUGH);
        let detail = if held.n == 0 { gate.detail.clone() } else { format!("broken by {}", gate.detail) };
        Self { detail, ..gate.shares(held) }
    }

    fn shares(self, counted: Proportion) -> Self {
        match (counted.share(), counted.interval()) {
            (Some(share), Some(interval)) => self.measured(share, interval),
            _ => self,
        }
    }
}
