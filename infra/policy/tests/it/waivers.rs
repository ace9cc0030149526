//! Waivers.

use infra_policy::{Plan, Report, WAIVER_EXPIRED, WAIVER_UNUSED, Waivers, check};
use jiff::civil::date;
use serde_json::json;

/// A queue whose only fault of interest is its name.
fn plan() -> Plan {
    let queue = json!({
        "urn": "urn:pulumi:dev::shop::aws:sqs/queue:Queue::events", "type": "aws:sqs/queue:Queue", "name": "events",
        "inputs": { "name": "shop-dev-events", "fifoQueue": true },
    });
    Plan::from_json(&json!({ "resources": [queue] })).unwrap()
}

fn waiver(change: &str, to: &str) -> String {
    let waiver = "[[waiver]]\nrule = \"SQS-FIFO-NAME\"\nresource = \"ev*\"\nreason = \"a test\"\nowner = \"platform\"\n\
                  expires = \"2026-12-31\"\n";
    assert!(waiver.contains(change), "{change}");
    waiver.replace(change, to)
}

fn report(text: &str) -> Report {
    check(&plan(), &Waivers::parse(text).unwrap(), date(2026, 12, 31))
}

fn says(report: &Report, rule: &str) -> Vec<String> {
    report.of(rule).map(ToString::to_string).collect()
}

#[test]
fn a_waiver_allows_what_it_names_up_to_its_last_day() {
    for by in ["ev*", "events", "aws:sqs/queue:*"] {
        let report = report(&waiver("ev*", by));
        assert!(says(&report, "SQS-FIFO-NAME").is_empty(), "{by}");
        let [waived] = report.waived.as_slice() else { panic!("{report}") };
        assert_eq!((waived.waiver.owner.as_str(), waived.violation.resource.as_str()), ("platform", "events"));
        let line = "SQS-FIFO-NAME events: waived until 2026-12-31 by platform: a test (it is a FIFO queue";
        assert!(report.to_string().contains(line), "{report}");
    }
}

#[test]
fn an_expired_waiver_is_a_violation_and_allows_nothing() {
    for written in ["\"2026-12-30\"", "2026-12-30"] {
        let report = report(&waiver("\"2026-12-31\"", written));
        assert_eq!(says(&report, "SQS-FIFO-NAME").len(), 1);
        let [expired] = says(&report, WAIVER_EXPIRED).try_into().unwrap();
        assert!(expired.starts_with("WAIVER-EXPIRED ev*: the waiver of SQS-FIFO-NAME by platform ended"), "{expired}");
        assert!(!report.passes() && says(&report, WAIVER_UNUSED).is_empty());
    }
}

#[test]
fn a_waiver_that_matches_nothing_is_reported() {
    let report = report(&waiver("ev*", "orders"));
    assert_eq!(says(&report, WAIVER_UNUSED).len(), 1);
    assert_eq!(says(&report, "SQS-FIFO-NAME").len(), 1);
    assert!(report.waived.is_empty());
}

#[test]
fn a_waiver_is_of_no_use_only_if_no_stack_uses_it() {
    let both = waiver("ev*", "ev*") + &waiver("ev*", "orders");
    let waivers = Waivers::parse(&both).unwrap();
    let mut reports = [plan(), Plan::default()].map(|plan| check(&plan, &waivers, date(2026, 1, 1)));
    assert_eq!(reports.each_ref().map(|one| says(one, WAIVER_UNUSED).len()), [1, 2]);
    Report::settle(&mut reports);
    for report in &reports {
        let [unused] = says(report, WAIVER_UNUSED).try_into().unwrap();
        assert!(unused.starts_with("WAIVER-UNUSED orders:"), "{unused}");
    }
}

#[test]
fn what_is_wrong_with_the_file_is_named() {
    for (change, to, message) in [
        ("owner = \"platform\"\n", "", "waiver 1 needs `owner`"),
        ("reason = \"a test\"", "reason = \" \"", "waiver 1 needs `reason`"),
        ("owner =", "approver =", "waiver 1 has the unknown key `approver`"),
        ("\"2026-12-31\"", "\"31.12.2026\"", "`expires` of waiver 1 is `31.12.2026`"),
        ("\"2026-12-31\"", "2026-12-31T10:00:00Z", "`expires` of waiver 1 is `2026-12-31T10:00:00Z`"),
        ("SQS-FIFO-NAME", "SQS-NAME", "`rule` of waiver 1 is `SQS-NAME`"),
        ("[[waiver]]", "[[waivers]]", "the file has the unknown key `waivers`"),
        ("[[waiver]]", "[waiver]", "write [[waiver]]"),
        ("[[waiver]]", "[[waiver]", "this is no TOML"),
    ] {
        let error = Waivers::parse(&waiver(change, to)).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn a_file_that_is_not_there_holds_none() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Waivers::load(&folder.path().join("waivers.toml")), Ok(Waivers::default()));
    assert!(Waivers::load(folder.path()).unwrap_err().to_string().contains("SWITCHBOARD_WAIVERS"));
}

#[test]
fn the_order_of_the_report_is_not_that_of_the_plan() {
    let mut plan = plan();
    let mut second = plan.resources[0].clone();
    second.name = "again".to_owned();
    second.urn = None;
    plan.resources.push(second);
    let forwards = check(&plan, &Waivers::default(), date(2026, 1, 1));
    plan.resources.reverse();
    let backwards = check(&plan, &Waivers::default(), date(2026, 1, 1));
    assert_eq!(forwards.to_string(), backwards.to_string());
    let first = forwards.of("SQS-FIFO-NAME").next().unwrap();
    let expected = "SQS-FIFO-NAME again: it is a FIFO queue, but its name `shop-dev-events` does not end in .fifo. Set \
                    `fifoQueue` and end `name` in `.fifo`, or do neither";
    assert_eq!(first.to_string(), expected);
}
