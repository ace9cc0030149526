//! Schedules.

use crate::iam::Document;
use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[EXPRESSION, TRUST];

const EXPRESSION: Rule = Rule {
    id: "SCHED-EXPRESSION",
    severity: Severity::Mandatory,
    reason: "EventBridge Scheduler needs `flexibleTimeWindow` and answers ValidationException to units it does not \
             know and to cron with five fields; by default it tries again 185 times over 24 h, so that stale runs \
             come in a burst.",
    fix: "Write `rate(5 minutes)` or `cron(30 3 * * ? *)` with six fields, `flexibleTimeWindow.mode: OFF`, and a \
          `target.retryPolicy` with `maximumRetryAttempts` and `maximumEventAgeInSeconds`",
    check: expression,
};

const TRUST: Rule = Rule {
    id: "SCHED-TRUST",
    severity: Severity::Mandatory,
    reason: "Without conditions on the source, schedules of any account may use the role; with the ARN of a schedule \
             instead of its group the role is refused when the schedule is made (`must allow`).",
    fix: "Let the trust policy demand `aws:SourceAccount`, and as `aws:SourceArn` the ARN of the schedule group",
    check: trust,
};

fn expression(plan: &Plan, findings: &mut Findings) {
    for schedule in plan.of(tokens::SCHEDULE) {
        findings.when(schedule.absent("flexibleTimeWindow.mode"), schedule, || {
            "`flexibleTimeWindow.mode` is not set".to_owned()
        });
        let fault = schedule.text("scheduleExpression").and_then(fault);
        if let Some(fault) = fault {
            findings.at(schedule, fault);
        }
        for property in ["maximumRetryAttempts", "maximumEventAgeInSeconds"] {
            findings.when(schedule.absent(&format!("target.retryPolicy.{property}")), schedule, || {
                format!("`target.retryPolicy.{property}` is not set")
            });
        }
        let age = schedule.number("target.retryPolicy.maximumEventAgeInSeconds");
        let invalid = age.filter(|age| !(60.0..=86_400.0).contains(age));
        if let Some(age) = invalid {
            findings.at(schedule, format!("`maximumEventAgeInSeconds` is {age}, the range is 60 to 86400"));
        }
    }
}

/// What is wrong with an expression.
fn fault(expression: &str) -> Option<String> {
    let inside = |kind: &str| expression.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(rate) = inside("rate") {
        let words: Vec<&str> = rate.split_whitespace().collect();
        let units = ["minute", "minutes", "hour", "hours", "day", "days"];
        let valid = match words.as_slice() {
            [number, unit] => number.parse::<u32>().is_ok_and(|number| number > 0) && units.contains(unit),
            _ => false,
        };
        return (!valid).then(|| format!("`{expression}` is no rate: write a number and minutes, hours or days"));
    }
    if let Some(cron) = inside("cron") {
        let fields = cron.split_whitespace().count();
        let days: Vec<&str> = cron.split_whitespace().collect();
        if fields != 6 {
            return Some(format!("`{expression}` has {fields} fields, cron has six here"));
        }
        let marks = usize::from(days[2] == "?") + usize::from(days[4] == "?");
        return (marks != 1).then(|| format!("`{expression}` needs ? in one of day of month and day of week"));
    }
    let once = inside("at").is_some_and(|time| time.parse::<jiff::civil::DateTime>().is_ok());
    (!once).then(|| format!("`{expression}` is none of rate(…), cron(…) and at(…)"))
}

fn trust(plan: &Plan, findings: &mut Findings) {
    for role in plan.of(tokens::ROLE) {
        let Some(Ok(document)) = role.document("assumeRolePolicy").map(|document| Document::read(&document)) else {
            continue;
        };
        for statement in document.statements.iter().filter(|one| one.trusts_service("scheduler.amazonaws.com")) {
            for key in ["aws:SourceAccount", "aws:SourceArn"] {
                let open = !statement.has_unknown && !statement.is_bound_by(key);
                findings.when(open, role, || format!("it trusts schedules without a condition on {key}"));
            }
            let mut values = statement.on("aws:SourceArn").flat_map(|one| &one.values);
            if let Some(arn) = values.find(|arn| arn.contains(":schedule/")) {
                findings.at(role, format!("`aws:SourceArn` is a schedule, {arn}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn expressions_are_read_as_the_service_reads_them() {
        for right in ["rate(1 minutes)", "rate(5 minutes)", "cron(30 3 * * ? *)", "at(2027-01-01T03:00:00)"] {
            assert_eq!(fault(right), None, "{right}");
        }
        for wrong in ["rate(5 parsecs)", "rate(0 days)", "cron(30 3 * * *)", "cron(30 3 * * * *)", "at(noon)", "daily"]
        {
            assert!(fault(wrong).is_some_and(|fault| fault.contains(wrong)), "{wrong}");
        }
    }
}
