//! Topics, and what publishes to them.

use crate::iam::{Document, Effect};
use crate::plan::{Plan, PlannedResource, Referring};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[PUBLISHERS, BUDGET, EVENT_TARGET];

const PUBLISHERS: Rule = Rule {
    id: "SNS-PUBLISHERS",
    severity: Severity::Mandatory,
    reason: "A topic policy takes the place of the default one: who is not in it cannot publish, and the alarm mail \
             never comes. The key `alias/aws/sns` lets no service publish at all.",
    fix: "Allow `sns:Publish` for each service that publishes (cloudwatch, budgets, events .amazonaws.com), and \
          leave `kmsMasterKeyId` out or use a key of your own",
    check: publishers,
};

const BUDGET: Rule = Rule {
    id: "BUDGET-SHAPE",
    severity: Severity::Mandatory,
    reason: "A budget has an amount in text, and at most five notifications with at most ten mail addresses and one \
             topic each; one without a notification tells nobody.",
    fix: "Set `limitAmount` and `limitUnit`, and one to five `notifications`, each with somebody to tell",
    check: budget,
};

const EVENT_TARGET: Rule = Rule {
    id: "EVENT-TARGET-ROLE",
    severity: Severity::Mandatory,
    reason: "EventBridge publishes to topics by the topic's policy; a target with a role is refused.",
    fix: "Leave `roleArn` out, and allow events.amazonaws.com in the topic's policy",
    check: event_target,
};

const CLOUDWATCH: &str = "cloudwatch.amazonaws.com";
const BUDGETS: &str = "budgets.amazonaws.com";
const EVENTS: &str = "events.amazonaws.com";

/// Whether texts or dependencies of an input name a topic.
fn tells(plan: &Plan, from: &PlannedResource, input: &str, texts: &[&str], topic: &PlannedResource) -> bool {
    let by_text = texts.iter().any(|text| plan.named(text, tokens::TOPIC).is_some_and(|it| std::ptr::eq(it, topic)));
    by_text || plan.sources(from, input, tokens::TOPIC).iter().any(|it| std::ptr::eq(*it, topic))
}

/// Services that publish to a topic.
fn services(plan: &Plan, topic: &PlannedResource) -> Vec<&'static str> {
    let alarms = plan.of_any(&[tokens::ALARM, tokens::COMPOSITE_ALARM]).any(|alarm| {
        let actions = ["alarmActions", "okActions", "insufficientDataActions"];
        actions.iter().any(|input| tells(plan, alarm, input, &alarm.value(input).texts(), topic))
    });
    let budgets = plan.of(tokens::BUDGET).any(|budget| {
        let notified = budget.list("notifications").iter().flat_map(|one| one.at("subscriberSnsTopicArns").texts());
        tells(plan, budget, "notifications", &notified.collect::<Vec<_>>(), topic)
    });
    let events = plan
        .of(tokens::EVENT_TARGET)
        .any(|target| plan.refers(target, "arn", tokens::TOPIC).is_some_and(|it| std::ptr::eq(it, topic)));
    let all = [(alarms, CLOUDWATCH), (budgets, BUDGETS), (events, EVENTS)];
    all.into_iter().filter(|(publishes, _)| *publishes).map(|(_, service)| service).collect()
}

fn publishers(plan: &Plan, findings: &mut Findings) {
    for topic in plan.of(tokens::TOPIC) {
        findings.when(topic.text("kmsMasterKeyId") == Some("alias/aws/sns"), topic, || {
            "it is encrypted with alias/aws/sns, with which no service can publish".to_owned()
        });
        let document = match plan.referring(topic, tokens::TOPIC_POLICY, "arn") {
            Referring::By(policy) => policy.document("policy"),
            Referring::Nobody if topic.absent("policy") => {
                // The default policy lets the account's own alarms publish, and nobody else.
                for service in services(plan, topic).into_iter().filter(|service| *service != CLOUDWATCH) {
                    findings.at(topic, format!("{service} publishes to it, and it has no policy that allows that"));
                }
                continue;
            }
            Referring::Nobody => topic.document("policy"),
            Referring::Unclear => continue,
        };
        let Some(Ok(document)) = document.map(|document| Document::read(&document)) else { continue };
        let allows = |service: &str| {
            document.with(Effect::Allow).any(|one| one.covers_action("sns:Publish") && one.trusts_service(service))
        };
        for service in services(plan, topic).into_iter().filter(|service| !allows(service)) {
            findings.at(topic, format!("{service} publishes to it, and its policy does not allow that"));
        }
    }
}

fn budget(plan: &Plan, findings: &mut Findings) {
    for budget in plan.of(tokens::BUDGET) {
        findings.when(budget.value("limitAmount").as_number().is_some(), budget, || {
            "`limitAmount` is a number, it is written as text".to_owned()
        });
        let notifications = budget.value("notifications");
        let count = notifications.as_list().len();
        findings.when(!notifications.has_unknown() && !(1..=5).contains(&count), budget, || {
            format!("it has {count} notifications, one to five are possible")
        });
        for (at, one) in notifications.as_list().iter().enumerate() {
            let nobody = one.at("subscriberSnsTopicArns").is_absent() && one.at("subscriberEmailAddresses").is_absent();
            findings.when(nobody, budget, || format!("notification {} tells nobody", at + 1));
        }
    }
}

fn event_target(plan: &Plan, findings: &mut Findings) {
    for target in plan.of(tokens::EVENT_TARGET).filter(|target| !target.absent("roleArn")) {
        let topic = plan.refers(target, "arn", tokens::TOPIC).is_some();
        let by_arn = target.text("arn").is_some_and(|arn| arn.contains(":sns:"));
        findings.when(topic || by_arn, target, || "`roleArn` is set, and the target is a topic".to_owned());
    }
}
