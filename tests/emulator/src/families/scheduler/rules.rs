//! What the scheduler refuses and the emulator accepts.

use serde_json::{Map, Value};

use super::{SERVICE, expression};
use crate::clients::Clients;
use crate::families::iam;
use crate::properties::Inputs;
use crate::refusal::Refusal;

/// Most characters of the name of a schedule or a group.
const NAME_LENGTH: usize = 64;

/// Who takes on the role of a schedule.
const PRINCIPAL: &str = "scheduler.amazonaws.com";

/// End of the name of a queue that is first in, first out.
const FIFO: &str = ".fifo";

/// Longest window that a schedule may be moved in, minutes.
const WINDOW: i64 = 1440;

/// Refuses a name that is too long or has other characters.
pub(super) fn name(name: &str) -> Result<(), Refusal> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if !name.is_empty() && name.len() <= NAME_LENGTH && name.chars().all(allowed) {
        return Ok(());
    }
    let message = format!("ValidationException: `{name}` is no name: at most {NAME_LENGTH} letters, digits and -_.");
    Err(Refusal::invalid(SERVICE, "NAME-LIMIT", message))
}

/// Refuses what can be judged without asking anybody.
pub(super) fn schedule(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    name(inputs.required("name")?)?;
    let text = inputs.required("scheduleExpression")?;
    if let Some(fault) = expression::fault(text) {
        let message = format!("ValidationException: Invalid Schedule Expression {text}: {fault}");
        return Err(Refusal::invalid(SERVICE, "SCHED-EXPRESSION", message));
    }
    window(inputs)?;
    let target = inputs.object("target")?;
    let queue = match &target {
        Some(target) => target.object("deadLetterConfig")?,
        None => None,
    };
    if let Some(queue) = queue
        && queue.required("arn")?.ends_with(FIFO)
    {
        let message = format!(
            "ValidationException: the dead-letter queue {} is a FIFO queue; name a standard queue",
            queue.required("arn")?
        );
        return Err(Refusal::invalid(SERVICE, "ASYNC-DLQ-STANDARD", message));
    }
    Ok(())
}

fn window(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let refuse = |reason: &str| {
        let message = format!("ValidationException: `flexibleTimeWindow` {reason}");
        Err(Refusal::invalid(SERVICE, "SCHED-EXPRESSION", message))
    };
    let Some(window) = inputs.object("flexibleTimeWindow")? else {
        return refuse("is missing; set `mode` = OFF");
    };
    match (window.required("mode")?, window.number("maximumWindowInMinutes")?) {
        ("OFF", None) => Ok(()),
        ("FLEXIBLE", Some(minutes)) if (1..=WINDOW).contains(&minutes) => Ok(()),
        ("OFF", Some(_)) => refuse("has `mode` = OFF and a window; leave `maximumWindowInMinutes` out"),
        ("FLEXIBLE", _) => refuse("needs `maximumWindowInMinutes` from 1 to 1440"),
        _ => refuse("has no mode OFF or FLEXIBLE; set `mode` = OFF"),
    }
}

/// Refuses a role that the scheduler cannot take on for schedules of this group.
pub(super) async fn role(aws: &Clients, role: &str, group: &str) -> Result<(), Refusal> {
    let trust = iam::trust(aws, iam::role_name(role)).await?.unwrap_or_default();
    let source = format!("arn:aws:scheduler:{}:{}:schedule-group/{group}", aws.region(), aws.account());
    if trusted(&trust, aws.account(), &source) {
        return Ok(());
    }
    let message = format!(
        "ValidationException: The execution role you provide must allow AWS EventBridge Scheduler to assume the role: let \
         {PRINCIPAL} assume {role} with no condition but aws:SourceAccount = {} and aws:SourceArn = {source}",
        aws.account()
    );
    Err(Refusal::invalid(SERVICE, "SCHED-TRUST", message))
}

/// Whether a trust policy lets the scheduler in for this account and source.
fn trusted(document: &str, account: &str, source: &str) -> bool {
    let lets_in = |statement: &Map<String, Value>| {
        let services = statement.get("Principal").and_then(|principal| principal.get("Service"));
        statement.get("Effect").and_then(Value::as_str) == Some("Allow")
            && iam::texts(services).contains(&PRINCIPAL)
            && iam::texts(statement.get("Action")).iter().any(|action| iam::fits(action, "sts:AssumeRole"))
            && holds(statement.get("Condition"), account, source)
    };
    iam::statements(document).iter().any(lets_in)
}

/// Whether conditions hold for the scheduler's call, which carries an account and a source and nothing else.
fn holds(condition: Option<&Value>, account: &str, source: &str) -> bool {
    let tests = condition.and_then(Value::as_object).into_iter().flatten();
    let mut keys =
        tests.flat_map(|(operator, keys)| keys.as_object().into_iter().flatten().map(move |key| (operator, key)));
    keys.all(|(operator, (key, wanted))| {
        let actual = match key.to_ascii_lowercase().as_str() {
            "aws:sourceaccount" => account,
            "aws:sourcearn" => source,
            _ => return false,
        };
        let wanted = iam::texts(Some(wanted));
        match operator.as_str() {
            "StringEquals" => wanted.contains(&actual),
            "ArnEquals" | "ArnLike" | "StringLike" => wanted.iter().any(|pattern| iam::fits(pattern, actual)),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const GROUP: &str = "arn:aws:scheduler:us-east-2:000000000000:schedule-group/g";

    fn rule(change: impl FnOnce(&mut Value)) -> Option<&'static str> {
        let mut inputs = json!({
            "name": "repair",
            "scheduleExpression": "rate(1 minutes)",
            "flexibleTimeWindow": {"mode": "OFF"},
            "target": {"deadLetterConfig": {"arn": "arn:aws:sqs:us-east-2:000000000000:async-dlq"}},
        });
        change(&mut inputs);
        crate::refusal::rule(schedule(&Inputs::new(SERVICE, inputs.as_object().unwrap())))
    }

    #[test]
    fn schedules_have_rules() {
        assert_eq!(rule(|_| ()), None);
        assert_eq!(rule(|inputs| inputs["name"] = json!("a".repeat(65))), Some("NAME-LIMIT"));
        assert_eq!(rule(|inputs| inputs["scheduleExpression"] = json!("rate(5 parsecs)")), Some("SCHED-EXPRESSION"));
        assert_eq!(rule(|inputs| inputs["flexibleTimeWindow"] = json!(null)), Some("SCHED-EXPRESSION"));
        assert_eq!(rule(|inputs| inputs["flexibleTimeWindow"]["mode"] = json!("ON")), Some("SCHED-EXPRESSION"));
        assert_eq!(rule(|inputs| inputs["flexibleTimeWindow"]["mode"] = json!("FLEXIBLE")), Some("SCHED-EXPRESSION"));
        let queue = json!("arn:aws:sqs:us-east-2:000000000000:x.fifo");
        assert_eq!(rule(|inputs| inputs["target"]["deadLetterConfig"]["arn"] = queue), Some("ASYNC-DLQ-STANDARD"));
    }

    #[test]
    fn the_role_must_let_the_scheduler_in() {
        let trust = |condition: Value| {
            let statement = json!({
                "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": PRINCIPAL}, "Condition": condition,
            });
            trusted(&json!({"Statement": [statement]}).to_string(), "000000000000", GROUP)
        };
        assert!(trust(json!({})));
        assert!(trust(json!({"StringEquals": {"aws:SourceAccount": "000000000000", "aws:SourceArn": GROUP}})));
        assert!(trust(json!({"ArnLike": {"aws:SourceArn": "arn:aws:scheduler:*:*:schedule-group/*"}})));
        let schedule = "arn:aws:scheduler:us-east-2:000000000000:schedule/g/repair";
        assert!(!trust(json!({"StringEquals": {"aws:SourceArn": schedule}})));
        assert!(!trust(json!({"StringEquals": {"aws:SourceAccount": "111111111111"}})));
        assert!(!trust(json!({"StringEquals": {"sts:ExternalId": "x"}})));
        let other =
            json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}});
        assert!(!trusted(&json!({"Statement": other}).to_string(), "000000000000", GROUP));
        assert!(!trusted("", "000000000000", GROUP));
    }
}
