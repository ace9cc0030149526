//! Dates as customers read them.

use jiff::civil::Date;

/// `September 1`, with the year only if it differs from that of the day on which the customer asked.
///
/// ```
/// use jiff::civil::date;
/// use switchboard_replies::human_date;
/// assert_eq!(human_date(date(2026, 9, 1), date(2026, 9, 3)), "September 1");
/// assert_eq!(human_date(date(2025, 12, 31), date(2026, 1, 2)), "December 31, 2025");
/// ```
pub fn human_date(day: Date, asked_on: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month =
        usize::try_from(day.month()).ok().and_then(|m| MONTHS.get(m.wrapping_sub(1))).copied().unwrap_or_default();
    if day.year() == asked_on.year() {
        format!("{month} {}", day.day())
    } else {
        format!("{month} {}, {}", day.day(), day.year())
    }
}
