//! When a schedule is due: `rate(5 minutes)`, `cron(30 3 * * ? *)`, `at(2026-11-20T13:00:00)`.

/// Units of a rate.
const UNITS: [&str; 6] = ["minute", "minutes", "hour", "hours", "day", "days"];

/// Fields of a cron expression: minutes, hours, day of month, month, day of week, year.
const FIELDS: usize = 6;

/// What is wrong with an expression, if anything.
pub(super) fn fault(expression: &str) -> Option<String> {
    let Some((kind, rest)) = expression.split_once('(') else {
        return Some("it is none of rate(...), cron(...) and at(...)".to_owned());
    };
    let Some(inner) = rest.strip_suffix(')') else { return Some("the closing bracket is missing".to_owned()) };
    match kind {
        "rate" => rate(inner),
        "cron" => cron(inner),
        "at" => at(inner),
        other => Some(format!("`{other}` is none of rate, cron and at")),
    }
}

fn rate(inner: &str) -> Option<String> {
    let parts: Vec<&str> = inner.split_whitespace().collect();
    let [number, unit] = parts[..] else { return Some("a rate is a number and a unit".to_owned()) };
    if number.parse::<u32>().is_ok_and(|number| number > 0) && UNITS.contains(&unit) {
        return None;
    }
    Some(format!("`{inner}` is no rate: a number above 0 and one of {}", UNITS.join(", ")))
}

fn cron(inner: &str) -> Option<String> {
    let fields: Vec<&str> = inner.split_whitespace().collect();
    if fields.len() != FIELDS {
        return Some(format!(
            "a cron expression has {FIELDS} fields, the last one is the year, and not {}",
            fields.len()
        ));
    }
    let allowed = |character: char| character.is_ascii_alphanumeric() || "*,-/?#".contains(character);
    if let Some(field) = fields.iter().find(|field| !field.chars().all(allowed)) {
        return Some(format!("`{field}` is no field of a cron expression"));
    }
    let open = [fields[2], fields[4]].iter().filter(|field| **field == "?").count();
    (open != 1).then(|| "one of day of month and day of week, and not both, must be `?`".to_owned())
}

fn at(inner: &str) -> Option<String> {
    let shape: String =
        inner.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect();
    (shape != "0000-00-00T00:00:00").then(|| format!("`{inner}` is no time of the form 2026-11-20T13:00:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_ones() {
        for expression in [
            "rate(1 minutes)",
            "rate(1 minute)",
            "rate(12 hours)",
            "cron(30 3 * * ? *)",
            "cron(0/15 8-17 ? * MON-FRI *)",
            "at(2026-11-20T13:00:00)",
        ] {
            assert_eq!(fault(expression), None, "{expression}");
        }
    }

    #[test]
    fn bad_ones() {
        for expression in [
            "rate(5 parsecs)",
            "rate(0 minutes)",
            "rate(5minutes)",
            "cron(30 3 * * ?)",
            "cron(30 3 * * * *)",
            "cron(30 3 ? * ? *)",
            "cron(30 3 * * ? $)",
            "at(tomorrow)",
            "rate(1 minutes",
            "every minute",
            "often(1 minutes)",
        ] {
            assert!(fault(expression).is_some(), "{expression}");
        }
    }
}
