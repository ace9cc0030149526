//! Kill switches of a running process.

use std::path::Path;

use switchboard_domain::Millis;

use crate::customers::{DAMAGED, address};
use crate::vendors::Vendors;

/// Within this time a changed switch is effective.
pub(crate) const EFFECTIVE: Millis = Millis::from_secs(60);

pub(crate) fn edit(data: &Path, from: &str, to: &str) {
    let file = data.join("switches.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(&file, text.replace(from, to)).unwrap();
}

/// A damaged case comes in and is processed; returns how many replies it got.
async fn replies_to_one_more(vendors: &Vendors, ingress: &str, n: u64) -> usize {
    let ticket = vendors.mail(&address(n), DAMAGED).await.id;
    vendors.announced(ingress, &ticket).await;
    vendors.processed(&ticket).await;
    let tags = vendors.tags(&ticket);
    assert!(tags.iter().any(|tag| tag.starts_with("route-")), "routing goes on: {tags:?}");
    vendors.delivered(&ticket).len()
}

#[tokio::test]
async fn a_switch_is_effective_within_a_minute_and_routing_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(20, 1).await;
    let setup = vendors.setup(dir.path());
    let mut middleware = setup.serve().await.unwrap();
    assert_eq!(replies_to_one_more(&vendors, middleware.url(), 1).await, 1);
    for (n, from, to) in
        [(2, "automation_enabled = true", "automation_enabled = false"), (4, "safe_mode = false", "safe_mode = true")]
    {
        edit(setup.data(), from, to);
        vendors.pass(EFFECTIVE).await;
        assert_eq!(replies_to_one_more(&vendors, middleware.url(), n).await, 0, "{to}");
        edit(setup.data(), to, from);
        vendors.pass(EFFECTIVE).await;
        assert_eq!(replies_to_one_more(&vendors, middleware.url(), n + 1).await, 1, "{from}");
    }
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}

#[tokio::test]
async fn damaged_or_missing_switches_close_and_a_restart_does_not_open_them() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(20, 2).await;
    let setup = vendors.setup(dir.path());
    let mut middleware = setup.serve().await.unwrap();
    let file = setup.data().join("switches.toml");
    let intact = std::fs::read_to_string(&file).unwrap();

    std::fs::write(&file, "safe_mode = ").unwrap();
    vendors.pass(EFFECTIVE).await;
    assert_eq!(replies_to_one_more(&vendors, middleware.url(), 1).await, 0);

    assert!(middleware.stop().await.unwrap().success());
    std::fs::remove_file(&file).unwrap();
    let mut middleware = setup.serve().await.unwrap();
    assert!(!file.exists(), "initial values are written to a new directory only");
    assert_eq!(replies_to_one_more(&vendors, middleware.url(), 2).await, 0);

    std::fs::write(&file, intact).unwrap();
    vendors.pass(EFFECTIVE).await;
    assert_eq!(replies_to_one_more(&vendors, middleware.url(), 3).await, 1);
    vendors.assert_no_violation();
    assert!(middleware.stop().await.unwrap().success());
}
