//! Alarms of what the model costs. Bills come a day late; these do not.

use switchboard_telemetry::Metric;

use super::rule::{Rule, When};
use super::{CatalogueArgs, Own};
use crate::alarm::{Alarm, Severity, Statistic};
use crate::error::ComponentError;

/// Part of a day's budget that alarms.
const PART: f64 = 0.8;
/// The metric counts millionths of a US dollar.
const MICRO: f64 = 1_000_000.0;

pub(super) fn rules(own: Own<'_>, args: &CatalogueArgs) -> Result<Vec<Alarm>, ComponentError> {
    let about = |subject: &str| {
        let severity = Severity::Warn;
        Rule { id: "C1", subject: subject.to_owned(), severity, runbook: "R006" }
    };
    let mut rules = Vec::new();
    if let Some(usd) = args.model_daily_budget_usd {
        rules.push(about("model-spend").alarm(
            format!("the model has cost over 80 % of the day's {usd} US dollars"),
            own.sum(Metric::CostUsdMicro)?,
            When::above((PART * usd * MICRO).round()).of(86_400, 1, 1),
        ));
    }
    if let Some(tokens) = args.model_tokens_baseline {
        rules.push(about("model-tokens").alarm(
            format!("one model call in 20 has taken over twice the usual {tokens} tokens for 3 hours"),
            own.series(Metric::CostTokensIn, Statistic::Percentile(95), &[])?,
            When::above(2.0 * f64::from(tokens)).of(3_600, 3, 3),
        ));
    }
    Ok(rules)
}
