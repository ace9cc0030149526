//! Pre-orders: how one is recognised, and the dates of its delivery.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{BusinessCalendar, add_calendar_days};
use crate::method::Window;
use crate::order::Order;

/// How pre-orders are handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreorderRules {
    /// Name of the order field that holds the business days after the order date. Unset: no such field.
    pub eta_field: Option<String>,
    /// Whether an order tag may stand for a shipping date.
    pub tag_rule_enabled: bool,
    /// Calendar days from the order date to the shipping date, for the tag rule.
    pub ship_offset_days: u16,
}

impl Default for PreorderRules {
    fn default() -> Self {
        Self { eta_field: None, tag_rule_enabled: false, ship_offset_days: 45 }
    }
}

impl PreorderRules {
    /// The configured field's business days, 1 to 120.
    pub fn field_days(&self, order: &Order) -> Option<u16> {
        order.day_fields.get(self.eta_field.as_deref()?).copied()
    }

    /// Whether the order is a pre-order by field or tag.
    pub fn is_preorder(&self, order: &Order) -> bool {
        self.field_days(order).is_some() || has_tag(order)
    }
}

/// Whether a tag marks the order as a pre-order, whatever the rules make of it.
pub fn has_tag(order: &Order) -> bool {
    order.tags.iter().any(|tag| matches!(tag.as_str(), "pre-order" | "preorder" | "pre order"))
}

/// Shipping date and delivery window of a pre-order by tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreorderDates {
    /// When it ships.
    pub ships_on: Date,
    /// First day of the window.
    pub window_start: Date,
    /// Last day of the window.
    pub window_end: Date,
}

impl PreorderDates {
    /// Shipping `offset` calendar days after the order date, then the method's business days. `None` past the end of
    /// the calendar.
    pub fn of(ordered_on: Date, offset: u16, window: Window, calendar: &BusinessCalendar<'_>) -> Option<Self> {
        let ships_on = add_calendar_days(ordered_on, offset)?;
        Some(Self {
            ships_on,
            window_start: calendar.add(ships_on, window.min)?,
            window_end: calendar.add(ships_on, window.max)?,
        })
    }
}
