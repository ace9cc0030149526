//! What CloudWatch takes as an alarm.

use crate::plan::{Plan, PlannedResource};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const SHAPE: Rule = Rule {
    id: "ALARM-SHAPE",
    severity: Severity::Mandatory,
    reason: "CloudWatch answers ValidationError to a window over one day (seven days for periods of an hour and \
             more), to two statistics, to a metric beside queries, and to queries of which not exactly one returns \
             data.",
    fix: "Shorten `period` x `evaluationPeriods`, choose one of `statistic` and `extendedStatistic`, and mark one \
          query with `returnData`",
    check: shape,
};

const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;

fn shape(plan: &Plan, findings: &mut Findings) {
    for alarm in plan.of(tokens::ALARM) {
        window(alarm, findings);
        let both = !alarm.absent("statistic") && !alarm.absent("extendedStatistic");
        findings.when(both, alarm, || "both `statistic` and `extendedStatistic` are set".to_owned());
        if let (Some(datapoints), Some(periods)) =
            (alarm.number("datapointsToAlarm"), alarm.number("evaluationPeriods"))
        {
            findings.when(datapoints > periods, alarm, || {
                format!("`datapointsToAlarm` is {datapoints} of {periods} periods")
            });
        }
        queries(alarm, findings);
    }
}

fn window(alarm: &PlannedResource, findings: &mut Findings) {
    let Some(periods) = alarm.number("evaluationPeriods") else { return };
    let seconds = super::metrics(alarm).into_iter().filter_map(|metric| metric.period);
    let expressions = alarm.list("metricQueries").iter().filter_map(|query| query.at("period").as_number());
    for period in seconds.chain(expressions) {
        let valid = matches!(period, 10.0 | 20.0 | 30.0) || (period > 0.0 && period % 60.0 == 0.0);
        findings.when(!valid, alarm, || format!("a period of {period} s is none of 10, 20, 30 and multiples of 60"));
        let longest = if period >= HOUR { 7.0 * DAY } else { DAY };
        findings.when(period * periods > longest, alarm, || {
            format!("it looks at {periods} periods of {period} s, longer than {longest} s")
        });
    }
}

fn queries(alarm: &PlannedResource, findings: &mut Findings) {
    let queries = alarm.value("metricQueries");
    if queries.is_absent() {
        let none = alarm.absent("metricName");
        findings.when(none, alarm, || "it has neither `metricName` nor `metricQueries`".to_owned());
        return;
    }
    findings.when(!alarm.absent("metricName"), alarm, || "both `metricName` and `metricQueries` are set".to_owned());
    if !queries.has_unknown() {
        let returning = queries.as_list().iter().filter(|query| query.at("returnData").as_flag() == Some(true)).count();
        findings.when(returning != 1, alarm, || format!("{returning} of its queries return data, it takes one"));
    }
    let mut expressions = queries.as_list().iter().filter_map(|query| query.at("expression").as_text());
    let search = expressions.any(|expression| expression.contains("SEARCH("));
    findings.when(search, alarm, || "it uses SEARCH, which alarms do not take".to_owned());
}
