//! The delivery estimate: business days left, counted from the day on which the customer asked.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use switchboard_domain::Timestamp;
use switchboard_domain::outcome::EstimateRecord;

use crate::calendar::BusinessCalendar;
use crate::method::{MethodWindow, TransitMap, Window};
use crate::order::Order;
use crate::preorder::{self, PreorderDates, PreorderRules};

/// What the estimate depends on besides the order.
#[derive(Clone, Debug)]
pub struct EstimateRules {
    /// Store time zone; decides which calendar date an instant has.
    pub timezone: TimeZone,
    /// Days on which nothing moves.
    pub holidays: BTreeSet<Date>,
    /// Windows of the shipping methods.
    pub transit_map: TransitMap,
    /// Orders placed at or after this local time count as placed on the next calendar date. Unset: no cut-off.
    pub cutoff: Option<Time>,
    /// Pre-orders.
    pub preorder: PreorderRules,
}

/// Name of the default store time zone.
pub const DEFAULT_TIMEZONE: &str = "America/New_York";

impl Default for EstimateRules {
    fn default() -> Self {
        Self {
            timezone: TimeZone::get(DEFAULT_TIMEZONE).unwrap_or(TimeZone::UTC),
            holidays: BTreeSet::new(),
            transit_map: TransitMap::default(),
            cutoff: None,
            preorder: PreorderRules::default(),
        }
    }
}

impl EstimateRules {
    /// The calendar date of an instant in the store time zone.
    pub fn local_date(&self, at: Timestamp) -> Date {
        self.timezone.to_datetime(at.to_jiff()).date()
    }

    /// The date from which an order's days are counted: its calendar date, or the next one after the cut-off.
    pub fn counting_date(&self, placed: Timestamp) -> Date {
        let local = self.timezone.to_datetime(placed.to_jiff());
        let late_in_the_day = self.cutoff.is_some_and(|cutoff| local.time() >= cutoff);
        if late_in_the_day { local.date().tomorrow().unwrap_or(local.date()) } else { local.date() }
    }
}

/// Name of a window, as customers know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Bucket {
    /// At most two business days.
    Priority,
    /// Longer.
    Standard,
    /// A pre-order.
    #[serde(rename = "Pre-Order")]
    PreOrder,
}

impl Bucket {
    /// The bucket of a plain window.
    pub const fn of(window: Window) -> Self {
        if window.max <= 2 { Self::Priority } else { Self::Standard }
    }

    /// The label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Priority => "Priority",
            Self::Standard => "Standard",
            Self::PreOrder => "Pre-Order",
        }
    }
}

/// Which rule made an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EstimateRule {
    /// The shipping method's window after the order date.
    Window,
    /// The pre-order field: business days after the order date.
    PreorderField,
    /// A pre-order tag: the shipping method's window after the shipping date.
    PreorderTag,
}

impl EstimateRule {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::PreorderField => "preorder_field",
            Self::PreorderTag => "preorder_tag",
        }
    }
}

/// Why there is no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoEstimate {
    /// The order has no creation date.
    NoOrderDate,
    /// The customer asked before the order was placed.
    AskedBeforeOrder,
    /// No method, or one without a known window.
    UnknownMethod,
    /// A pre-order by its tag, which must not get the plain window while the tag rule is off.
    PreorderWithoutRule,
}

/// A delivery estimate with the facts behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Rule.
    pub rule: EstimateRule,
    /// Bucket.
    pub bucket: Bucket,
    /// The window used, business days.
    pub window: Window,
    /// Shipping method as written, if there is one.
    pub method_raw: Option<String>,
    /// What the window was read from, see [`MethodWindow::key`].
    pub method_key: Option<String>,
    /// Order date in the store time zone.
    pub ordered_on: Date,
    /// Inquiry date in the store time zone.
    pub asked_on: Date,
    /// Business days since the order date.
    pub elapsed: u32,
    /// Fewest business days left.
    pub remaining_min: u32,
    /// Most business days left.
    pub remaining_max: u32,
    /// The window has passed; nothing is told.
    pub late: bool,
    /// Dates of a pre-order by tag.
    pub preorder_dates: Option<PreorderDates>,
}

impl Estimate {
    /// The text for the customer, for example `3-5 business days`; none when late.
    pub fn text(&self) -> Option<String> {
        (!self.late).then(|| remaining_text(self.remaining_min, self.remaining_max))
    }

    /// The part that an outcome records.
    pub fn record(&self) -> EstimateRecord {
        EstimateRecord {
            elapsed: self.elapsed,
            remaining_min: self.remaining_min,
            remaining_max: self.remaining_max,
            bucket: self.bucket.as_str().to_owned(),
            late: self.late,
            rule: self.rule.as_str().to_owned(),
            text: self.text(),
        }
    }
}

/// `N business day(s)` for equal bounds, else `A-B business days`.
pub fn remaining_text(min: u32, max: u32) -> String {
    match (min, max) {
        (1, 1) => "1 business day".to_owned(),
        (min, max) if min == max => format!("{max} business days"),
        (min, max) => format!("{min}-{max} business days"),
    }
}

/// The estimate of an order for a question asked at `asked_at`.
///
/// # Errors
/// Why there is none.
pub fn estimate(order: &Order, asked_at: Timestamp, rules: &EstimateRules) -> Result<Estimate, NoEstimate> {
    let placed = order.created_at.ok_or(NoEstimate::NoOrderDate)?;
    let (ordered_on, asked_on) = (rules.local_date(placed), rules.local_date(asked_at));
    if asked_on < ordered_on {
        return Err(NoEstimate::AskedBeforeOrder);
    }
    let calendar = BusinessCalendar::new(&rules.holidays);
    let counted_from = rules.counting_date(placed);
    let elapsed = calendar.between(counted_from, asked_on);
    let method = order.shipping_method.as_deref().and_then(|method| rules.transit_map.window(method));
    let facts = |rule, bucket, window: Window, method: Option<MethodWindow>| Estimate {
        rule,
        bucket,
        window,
        method_raw: order.shipping_method.clone(),
        method_key: method.map(|m| m.key),
        ordered_on,
        asked_on,
        elapsed,
        remaining_min: u32::from(window.min).saturating_sub(elapsed),
        remaining_max: u32::from(window.max).saturating_sub(elapsed),
        late: elapsed >= u32::from(window.max),
        preorder_dates: None,
    };
    if let Some(days) = rules.preorder.field_days(order) {
        let window = Window { min: days, max: days };
        return Ok(facts(EstimateRule::PreorderField, Bucket::PreOrder, window, None));
    }
    if preorder::has_tag(order) {
        if !rules.preorder.tag_rule_enabled {
            return Err(NoEstimate::PreorderWithoutRule);
        }
        let method = method.ok_or(NoEstimate::UnknownMethod)?;
        let dates = PreorderDates::of(counted_from, rules.preorder.ship_offset_days, method.window, &calendar)
            .ok_or(NoEstimate::NoOrderDate)?;
        let remaining_max = calendar.between(asked_on, dates.window_end);
        return Ok(Estimate {
            remaining_min: calendar.between(asked_on, dates.window_start),
            remaining_max,
            late: remaining_max == 0,
            preorder_dates: Some(dates),
            ..facts(EstimateRule::PreorderTag, Bucket::PreOrder, method.window, Some(method))
        });
    }
    let method = method.ok_or(NoEstimate::UnknownMethod)?;
    Ok(facts(EstimateRule::Window, Bucket::of(method.window), method.window, Some(method)))
}

#[cfg(test)]
#[path = "estimate_tests.rs"]
mod tests;
