//! The values of one reply.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use switchboard_domain::HttpsUrl;

use crate::pattern::pattern;
use crate::sanitise::sanitise;
use crate::variable::Variable;

/// Values by name. A value that does not have the form of its variable is left out, like one that is blank; `Debug`
/// names what is set and shows no value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Variables {
    texts: BTreeMap<Variable, String>,
    links: BTreeMap<Variable, HttpsUrl>,
}

impl Variables {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// First name of the customer: 1 to 40 letters, marks, spaces, hyphens or apostrophes, one of them a letter.
    #[must_use]
    pub fn first_name(self, value: &str) -> Self {
        static NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\p{L}\p{M} '’-]{1,40}$"));
        let value = value.trim();
        if NAME.is_match(value) && value.chars().any(char::is_alphabetic) {
            self.text(Variable::FirstName, value)
        } else {
            self
        }
    }

    /// Customer-facing name of the order, for example `#10442`; never a database id. At most 20 letters, digits,
    /// hyphens and underscores after the `#`, one of them a digit.
    #[must_use]
    pub fn order_id(self, value: &str) -> Self {
        static ORDER_NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^#?[A-Za-z0-9_-]{1,20}$"));
        let has_digit = value.bytes().any(|b| b.is_ascii_digit());
        if has_digit && ORDER_NAME.is_match(value) { self.text(Variable::OrderId, value) } else { self }
    }

    /// State of the order in words.
    #[must_use]
    pub fn order_status(self, value: &str) -> Self {
        self.text(Variable::OrderStatus, value)
    }

    /// How much of the order shipped, in words.
    #[must_use]
    pub fn fulfillment_status(self, value: &str) -> Self {
        self.text(Variable::FulfillmentStatus, value)
    }

    /// Tracking number: 6 to 40 letters, digits, spaces or hyphens, one of them a digit.
    #[must_use]
    pub fn tracking_number(self, value: &str) -> Self {
        static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[A-Za-z0-9 -]{6,40}$"));
        let value = value.trim();
        let has_digit = value.bytes().any(|b| b.is_ascii_digit());
        if has_digit && NUMBER.is_match(value) { self.text(Variable::TrackingNumber, value) } else { self }
    }

    /// Carrier.
    #[must_use]
    pub fn tracking_company(self, value: &str) -> Self {
        self.text(Variable::TrackingCompany, value)
    }

    /// Where the parcel can be followed.
    #[must_use]
    pub fn tracking_url(self, value: HttpsUrl) -> Self {
        self.link(Variable::TrackingUrl, value)
    }

    /// Status page of the order. The link grants access by itself.
    #[must_use]
    pub fn status_url(self, value: HttpsUrl) -> Self {
        self.link(Variable::StatusUrl, value)
    }

    /// Name of the delivery window.
    #[must_use]
    pub fn shipping_bucket(self, value: &str) -> Self {
        self.text(Variable::ShippingBucket, value)
    }

    /// Business days left, for example `3-5 business days`.
    #[must_use]
    pub fn eta_remaining_human(self, value: &str) -> Self {
        self.text(Variable::EtaRemainingHuman, value)
    }

    /// Order date as [`crate::human_date`] writes it; serves both names that templates have for it.
    #[must_use]
    pub fn order_date(self, value: &str) -> Self {
        self.text(Variable::OrderCreatedDateHuman, value).text(Variable::OrderCreatedAt, value)
    }

    fn text(mut self, variable: Variable, value: &str) -> Self {
        let value = sanitise(value);
        if !value.is_empty() {
            self.texts.insert(variable, value);
        }
        self
    }

    fn link(mut self, variable: Variable, value: HttpsUrl) -> Self {
        self.links.insert(variable, value);
        self
    }

    /// The sanitised text of a variable.
    pub(crate) fn get_text(&self, variable: Variable) -> Option<&str> {
        self.texts.get(&variable).map(String::as_str)
    }

    /// The link of a variable.
    pub(crate) fn get_link(&self, variable: Variable) -> Option<&HttpsUrl> {
        self.links.get(&variable)
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.texts.keys().chain(self.links.keys()).map(|v| v.as_str())).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_names_are_names() {
        for good in ["Anna", "Jean-Luc", "O’Brien", "Mary Ann", "José", "Zoe\u{301}", "李", "'t Hooft"] {
            assert!(Variables::new().first_name(good).get_text(Variable::FirstName).is_some(), "{good}");
        }
        for bad in ["", " ", "-", "Anna1", "a.example", "{{x}}", "Anna\nHi", &"a".repeat(41), "a@b", "<b>"] {
            assert_eq!(Variables::new().first_name(bad), Variables::new(), "{bad}");
        }
    }

    #[test]
    fn order_names_and_tracking_numbers_have_their_form() {
        for bad in ["", "#", "abc", "#10442 http://x.example", "#10442\u{202e}", "#104421044210442104421"] {
            assert_eq!(Variables::new().order_id(bad), Variables::new(), "{bad}");
        }
        for bad in ["", "12345", "nothing", "1Z/99/9999", "1Z999999@x"] {
            assert_eq!(Variables::new().tracking_number(bad), Variables::new(), "{bad}");
        }
        let set = Variables::new().order_id("#10442").tracking_number(" 1Z999999 ").tracking_company("\n{}");
        assert_eq!(format!("{set:?}"), r#"{"order_id", "tracking_number"}"#);
    }
}
