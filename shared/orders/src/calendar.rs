//! Business days: Monday to Friday without the merchant's holidays.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Date;

/// Counts business days.
#[derive(Clone, Copy, Debug)]
pub struct BusinessCalendar<'a> {
    holidays: &'a BTreeSet<Date>,
}

impl<'a> BusinessCalendar<'a> {
    /// A calendar with these holidays.
    pub const fn new(holidays: &'a BTreeSet<Date>) -> Self {
        Self { holidays }
    }

    /// Whether the date is a business day.
    pub fn is_business_day(&self, date: Date) -> bool {
        is_weekday(date) && !self.holidays.contains(&date)
    }

    /// Business days after `after`, up to and including `upto`; 0 if `upto` is not later.
    pub fn between(&self, after: Date, upto: Date) -> u32 {
        let days = calendar_days(after, upto);
        if days <= 0 {
            return 0;
        }
        let first = i64::from(after.weekday().to_monday_zero_offset());
        let weekdays = days / 7 * 5 + (1..=days % 7).filter(|offset| (first + offset) % 7 < 5).count() as i64;
        let holidays = self.holidays.range(after..=upto).filter(|d| **d != after && is_weekday(**d)).count() as i64;
        u32::try_from(weekdays - holidays).unwrap_or(0)
    }

    /// The date that is `count` business days later; `None` past the end of the calendar.
    pub fn add(&self, date: Date, count: u16) -> Option<Date> {
        let mut date = date;
        let mut left = count;
        while left > 0 {
            date = date.tomorrow().ok()?;
            left -= u16::from(self.is_business_day(date));
        }
        Some(date)
    }
}

/// Calendar days from one date to another; negative if `to` is earlier.
pub fn calendar_days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The date so many calendar days later; `None` past the end of the calendar.
pub fn add_calendar_days(date: Date, days: u16) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

fn is_weekday(date: Date) -> bool {
    date.weekday().to_monday_zero_offset() < 5
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn end_of_the_calendar_is_no_panic() {
        let none = BTreeSet::new();
        assert_eq!(BusinessCalendar::new(&none).add(Date::MAX, 1), None);
        assert_eq!(add_calendar_days(Date::MAX, 1), None);
        assert!(BusinessCalendar::new(&none).between(Date::MIN, Date::MAX) > 1_000_000);
    }

    proptest! {
        #[test]
        fn counting_by_weeks_equals_counting_by_days(start in 0_u16..400, length in 0_u16..90, holiday in 0_u16..90) {
            let from = add_calendar_days(date(2026, 1, 1), start).unwrap();
            let upto = add_calendar_days(from, length).unwrap();
            let holidays: BTreeSet<Date> = [add_calendar_days(from, holiday).unwrap()].into();
            let calendar = BusinessCalendar::new(&holidays);
            let mut counted = 0;
            let mut day = from;
            while day < upto {
                day = day.tomorrow().unwrap();
                counted += u32::from(calendar.is_business_day(day));
            }
            prop_assert_eq!(calendar.between(from, upto), counted);
        }

        #[test]
        fn adding_and_counting_agree(start in 0_u16..400, count in 0_u16..60) {
            let none = BTreeSet::new();
            let calendar = BusinessCalendar::new(&none);
            let from = add_calendar_days(date(2026, 1, 1), start).unwrap();
            prop_assert_eq!(calendar.between(from, calendar.add(from, count).unwrap()), u32::from(count));
        }
    }
}
