//! Cron expressions as EventBridge Scheduler reads them: six fields, and a question mark in one of the two fields of days.

/// A field of an expression.
struct Field {
    name: &'static str,
    from: u32,
    to: u32,
    /// Names that stand for numbers from `from` on.
    names: &'static [&'static str],
    /// Whether `?`, `L`, `W` and `#` have a meaning.
    days: bool,
}

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: [Field; 6] = [
    Field { name: "minute", from: 0, to: 59, names: &[], days: false },
    Field { name: "hour", from: 0, to: 23, names: &[], days: false },
    Field { name: "day of month", from: 1, to: 31, names: &[], days: true },
    Field { name: "month", from: 1, to: 12, names: &MONTHS, days: false },
    Field { name: "day of week", from: 1, to: 7, names: &WEEKDAYS, days: true },
    Field { name: "year", from: 1970, to: 2199, names: &[], days: false },
];

/// What is wrong with the fields, and what to write instead.
pub(super) fn check(expression: &str) -> Result<(), String> {
    let parts: Vec<&str> = expression.split(' ').collect();
    let Ok([_, _, month_day, _, week_day, _]) = <[&str; 6]>::try_from(parts.as_slice()) else {
        return Err(format!(
            "is `{expression}`, but must be six fields with one space between: minute, hour, day of month, month, day of \
             week, year, as in `30 3 * * ? *`"
        ));
    };
    if (month_day == "?") == (week_day == "?") {
        return Err(format!("is `{expression}`, but must have `?` as day of month or as day of week, not in both"));
    }
    for (field, part) in FIELDS.iter().zip(parts) {
        if !field.accepts(part) {
            let Field { name, from, to, .. } = field;
            return Err(format!("is `{expression}`, whose {name} `{part}` is none; give {from} to {to} or *"));
        }
    }
    Ok(())
}

impl Field {
    fn accepts(&self, part: &str) -> bool {
        (self.days && part == "?") || part.split(',').all(|item| self.accepts_item(item))
    }

    /// `*`, a value or a range, each perhaps with a step; among days also `L`, `5W`, `6L`, `6#3`.
    fn accepts_item(&self, item: &str) -> bool {
        if self.days && self.accepts_special(item) {
            return true;
        }
        let (span, step) = item.split_once('/').map_or((item, None), |(span, step)| (span, Some(step)));
        let stepped = step.is_none_or(|step| number(step).is_some_and(|step| step > 0 && step <= self.to));
        let spanned = match span.split_once('-') {
            Some((from, to)) => self.value(from).zip(self.value(to)).is_some_and(|(from, to)| from <= to),
            None => span == "*" || self.value(span).is_some(),
        };
        stepped && spanned
    }

    fn accepts_special(&self, item: &str) -> bool {
        let weekday = !self.names.is_empty();
        if let Some((day, which)) = item.split_once('#') {
            return weekday && self.value(day).is_some() && number(which).is_some_and(|which| (1..=5).contains(&which));
        }
        match item.strip_suffix('L') {
            Some(day) => day.is_empty() || (weekday && self.value(day).is_some()),
            None => !weekday && item.strip_suffix('W').is_some_and(|day| self.value(day).is_some()),
        }
    }

    fn value(&self, text: &str) -> Option<u32> {
        let named = self.names.iter().zip(self.from..).find(|(name, _)| **name == text).map(|(_, number)| number);
        named.or_else(|| number(text).filter(|number| (self.from..=self.to).contains(number)))
    }
}

/// Digits only: a sign is none of a cron expression.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_the_service_reads_is_accepted() {
        let good = [
            "30 3 * * ? *",
            "0/15 * * * ? *",
            "0 6 ? * MON *",
            "0 6 1 * ? *",
            "0 8-18 ? JAN-MAR 2-6 2026,2027",
            "0 0 L * ? *",
            "0 0 ? * 6L *",
            "0 0 15W * ? *",
            "0 0 ? * FRI#2 *",
        ];
        for expression in good {
            assert_eq!(check(expression), Ok(()), "{expression}");
        }
    }

    #[test]
    fn everything_else_is_refused_and_named() {
        let bad = [
            ("", "six fields"),
            ("30 3 * * ?", "six fields"),
            ("30  3 * * ? *", "six fields"),
            ("30 3 * * * *", "not in both"),
            ("30 3 ? * ? *", "not in both"),
            ("60 3 * * ? *", "minute `60`"),
            ("30 24 * * ? *", "hour `24`"),
            ("30 3 0 * ? *", "day of month `0`"),
            ("30 3 * 13 ? *", "month `13`"),
            ("30 3 ? * FRIDAY *", "day of week `FRIDAY`"),
            ("30 3 ? * 6#6 *", "day of week `6#6`"),
            ("30 3 * * ? 1969", "year `1969`"),
            ("5-1 3 * * ? *", "minute `5-1`"),
            ("*/0 3 * * ? *", "minute `*/0`"),
            ("+5 3 * * ? *", "minute `+5`"),
            (", 3 * * ? *", "minute `,`"),
        ];
        for (expression, reason) in bad {
            let error = check(expression).unwrap_err();
            assert!(error.contains(reason), "{expression}: {error}");
        }
    }
}
