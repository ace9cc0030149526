//! Start and end of a budget, which programs write as `2026-11-01_00:00` (UTC).

use aws_sdk_budgets::types::TimePeriod;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::SERVICE;
use crate::properties::Inputs;
use crate::refusal::Refusal;

/// The period of the inputs; the service chooses what they leave out.
pub(super) fn wanted(inputs: &Inputs<'_>) -> Result<Option<TimePeriod>, Refusal> {
    let (start, end) = (time(inputs, "timePeriodStart")?, time(inputs, "timePeriodEnd")?);
    if start.is_none() && end.is_none() {
        return Ok(None);
    }
    Ok(Some(TimePeriod::builder().set_start(start).set_end(end).build()))
}

/// Start and end as programs write them.
pub(super) fn told(period: Option<&TimePeriod>) -> Result<(Option<String>, Option<String>), Refusal> {
    let Some(period) = period else { return Ok((None, None)) };
    Ok((period.start().map(text).transpose()?, period.end().map(text).transpose()?))
}

fn time(inputs: &Inputs<'_>, name: &str) -> Result<Option<DateTime>, Refusal> {
    let Some(text) = inputs.text(name)? else { return Ok(None) };
    let iso = format!("{}:00Z", text.replacen('_', "T", 1));
    let wrong = |_| inputs.refuse(name, format!("must be a time such as 2026-11-01_00:00, not `{text}`"));
    DateTime::from_str(&iso, Format::DateTime).map(Some).map_err(wrong)
}

fn text(time: &DateTime) -> Result<String, Refusal> {
    let wrong = |error: &dyn std::fmt::Display| Refusal::Failed {
        service: SERVICE,
        code: "no time".to_owned(),
        message: error.to_string(),
    };
    // `2026-11-01T00:00:00Z`: the first 16 characters, with another separator.
    let iso = time.fmt(Format::DateTime).map_err(|error| wrong(&error))?;
    Ok(iso.chars().take(16).collect::<String>().replacen('T', "_", 1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_survive_and_other_texts_are_refused() {
        let inputs = json!({"timePeriodStart": "2026-11-01_00:00", "timePeriodEnd": "2026-12-31_23:30"});
        let period = wanted(&Inputs::new(SERVICE, inputs.as_object().unwrap())).unwrap();
        let (start, end) = told(period.as_ref()).unwrap();
        assert_eq!((start.as_deref(), end.as_deref()), (Some("2026-11-01_00:00"), Some("2026-12-31_23:30")));
        let inputs = json!({"timePeriodStart": "November"});
        assert!(wanted(&Inputs::new(SERVICE, inputs.as_object().unwrap())).is_err());
    }
}
