//! Switches.

use std::sync::Arc;
use std::time::Duration;

use switchboard_cloud::{AwsConfig, CallPolicy, Namespace, ParameterSwitches};
use switchboard_domain::{Clock, Environment, Millis, Mode, SwitchView, TemplateId};
use switchboard_settings::switches::{SwitchName, initial_values, switch_view};

use crate::clock::ManualClock;
use crate::emulator::{config, config_at, deployment};

fn switches(config: &AwsConfig, namespace: &Namespace, clock: &Arc<ManualClock>) -> ParameterSwitches {
    ParameterSwitches::new(config.parameter_store(), namespace.clone(), Arc::clone(clock) as _)
}

async fn fresh() -> (ParameterSwitches, Namespace, Arc<ManualClock>) {
    let (namespace, clock) = (deployment(), ManualClock::new());
    let switches = switches(&config(), &namespace, &clock);
    for (name, value) in initial_values(Environment::Local) {
        switches.set(name, &value).await.unwrap();
    }
    (switches, namespace, clock)
}

#[tokio::test]
async fn the_view_is_that_of_a_file_with_the_same_values() {
    let (switches, _, clock) = fresh().await;
    // More than one page of ten.
    for template in TemplateId::ALL {
        switches.set(SwitchName::TemplateEnabled(template), "false").await.unwrap();
    }
    switches.set(SwitchName::OutboundAllowlistEmails, " A@b.example ").await.unwrap();
    let values = switches.list().await.unwrap();
    assert_eq!(values.len(), 10 + TemplateId::ALL.len());
    let view = switches.refresh().await;
    assert_eq!(view, switch_view(Environment::Local, &values, clock.now()));
    assert!(view.readable && view.templates.values().all(|on| !on));
    assert_eq!(view.allowlist_emails, ["a@b.example"]);
    assert_eq!(switches.view(), view);
}

#[tokio::test]
async fn a_change_is_seen_after_30_seconds_and_an_old_view_counts_for_nothing() {
    let (switches, _, clock) = fresh().await;
    assert_eq!(switches.view(), SwitchView::fail_closed(clock.now()), "nothing is read yet");
    assert!(switches.refresh().await.automation_enabled);
    switches.set(SwitchName::AutomationEnabled, "false").await.unwrap();
    switches.set(SwitchName::Mode, "shadow").await.unwrap();
    clock.pass_secs(29);
    assert!(switches.refresh().await.automation_enabled);
    clock.pass_secs(1);
    let view = switches.refresh().await;
    assert!(!view.automation_enabled && view.readable && switches.view() == view);
    clock.pass_secs(59);
    assert!(switches.view().readable);
    clock.pass_secs(1);
    let old = switches.view();
    assert!(!old.readable && old.safe_mode && old.mode == Mode::Shadow);
    assert!(switches.refresh().await.readable);
    assert_eq!(switches.unreadable_for(), Millis(0));
}

#[tokio::test]
async fn an_unreadable_store_closes_at_once_keeps_restrictions_and_tells_its_age() {
    let (namespace, clock) = (deployment(), ManualClock::new());
    let quick = CallPolicy { connect: Duration::from_millis(200), attempt: Duration::from_millis(200), attempts: 1 };
    let dead = switches(&config_at("http://127.0.0.1:1", quick), &namespace, &clock);
    assert_eq!(dead.refresh().await, SwitchView::fail_closed(clock.now()));
    clock.pass_secs(301);
    assert!(!dead.refresh().await.readable);
    assert_eq!(dead.unreadable_for(), Millis::from_secs(301));

    // The values become unreadable behind the back of a host: one of them is damaged.
    let (live, namespace, clock) = fresh().await;
    live.set(SwitchName::OutboundEnabled, "false").await.unwrap();
    live.set(SwitchName::Mode, "drain").await.unwrap();
    assert!(live.refresh().await.readable);
    let stranger = format!("{}/saef_mode", namespace.parameters());
    let client = config().parameter_store();
    let put = client.put_parameter().name(&stranger).value("true").r#type(aws_sdk_ssm::types::ParameterType::String);
    put.send().await.unwrap();
    clock.pass_secs(30);
    let view = live.refresh().await;
    assert!(!view.readable && !view.outbound_enabled && view.safe_mode && view.mode == Mode::Drain);
    assert!(live.list().await.unwrap_err().to_string().contains("saef_mode"));
    client.delete_parameter().name(stranger).send().await.unwrap();
    clock.pass_secs(4);
    assert!(!live.refresh().await.readable, "not asked again yet");
    clock.pass_secs(1);
    assert!(live.refresh().await.readable);
}

#[tokio::test]
async fn an_absent_required_switch_fails_closed() {
    let (switches, namespace, clock) = fresh().await;
    let client = config().parameter_store();
    client.delete_parameter().name(format!("{}/release_stage", namespace.parameters())).send().await.unwrap();
    assert_eq!(switches.refresh().await, SwitchView::fail_closed(clock.now()));
}

#[tokio::test]
async fn set_and_unset_are_validated() {
    let (switches, ..) = fresh().await;
    let emails = SwitchName::OutboundAllowlistEmails;
    switches.set(emails, "a@b.example").await.unwrap();
    assert!(switches.list().await.unwrap().contains_key(&emails));
    switches.set(emails, " ").await.unwrap();
    assert!(!switches.list().await.unwrap().contains_key(&emails), "an empty list is an absent parameter");
    assert_eq!(switches.unset(emails).await, Ok(()), "as often as one likes");
    let codes = [
        switches.set(SwitchName::Mode, "fast").await.unwrap_err().code(),
        switches.unset(SwitchName::Mode).await.unwrap_err().code(),
        switches.set(SwitchName::AutomationEnabledChannels, "").await.unwrap_err().code(),
    ];
    assert_eq!(codes, ["switch_value", "switch_required", "switch_required"]);
}
