//! Delivery times that the text of a shipping method states in figures.

use std::sync::LazyLock;

use regex::Regex;

use crate::method::Window;
use crate::pattern::pattern;

/// What a text states about days in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stated {
    /// Business days, and the kind of statement.
    Days(Window, &'static str),
    /// A range of hours, weeks or months, which is no window of business days.
    OtherUnit,
    /// No statement.
    Nothing,
}

/// The statement of a lower-case text; a range wins over a single number of days.
pub(crate) fn stated(text: &str) -> Stated {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:^|[^\w.,$€£])(\d{1,3})\s?(?:-|to)\s?(\d{1,3})(?:$|(?P<unit>\s?[a-z%°]+)|[^\w%])")
    });
    static DAYS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?:^|[^\w.,$€£-])(\d{1,3})[ -]?(?:business |working )?days?(?:$|\W)"));
    const MEASURES: [&str; 18] = [
        "%", "percent", "lb", "lbs", "pound", "pounds", "oz", "ounce", "ounces", "kg", "kgs", "kilo", "kilos",
        "kilogram", "g", "gr", "gram", "grams",
    ];
    const OTHER_TIMES: [&str; 14] =
        ["h", "hr", "hrs", "hour", "hours", "min", "mins", "minutes", "wk", "wks", "week", "weeks", "month", "months"];
    for found in RANGE.captures_iter(text) {
        let unit = found.name("unit").map_or("", |unit| unit.as_str().trim());
        let (Ok(min), Ok(max)) = (found[1].parse(), found[2].parse()) else { continue };
        if OTHER_TIMES.contains(&unit) {
            return Stated::OtherUnit;
        }
        if let Some(window) = Window::new(min, max).filter(|_| !MEASURES.contains(&unit)) {
            return Stated::Days(window, "range");
        }
    }
    DAYS.captures_iter(text)
        .filter_map(|found| found[1].parse().ok())
        .find_map(|days| Window::new(days, days).filter(|_| days > 0))
        .map_or(Stated::Nothing, |window| Stated::Days(window, "days"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_days_and_other_units() {
        let days = |min, max, key| Stated::Days(Window { min, max }, key);
        for (text, expected) in [
            ("3-5", days(3, 5, "range")),
            ("3 to 5 business days", days(3, 5, "range")),
            ("within 4 days", days(4, 4, "days")),
            ("2 business day", days(2, 2, "days")),
            ("5-10 kg, 2-4 days", days(2, 4, "range")),
            ("24-48 hours", Stated::OtherUnit),
            ("2-3 weeks", Stated::OtherUnit),
            ("0 days", Stated::Nothing),
            ("61 days", Stated::Nothing),
            ("20-61", Stated::Nothing),
            ("v1.2-3", Stated::Nothing),
        ] {
            assert_eq!(stated(text), expected, "{text}");
        }
    }
}
