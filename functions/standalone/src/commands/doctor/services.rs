//! A deployment's tables and queues, as the caller's credentials reach them.

use std::sync::Arc;

use switchboard_domain::state::Table;
use switchboard_settings::Settings;
use switchboard_store::{Page, Store};

use super::Check;
use crate::failure::Failure;
use crate::site::{Site, Target};

/// A partition that no row has.
const NOWHERE: &str = "doctor";

/// Checks tables and queues; the store if the deployment can be found.
pub(super) async fn check(target: &Target, settings: &Settings, checks: &mut Vec<Check>) -> Option<Arc<dyn Store>> {
    let site = match target.deployment(settings.clone()).await {
        Ok(host) => Site::from(&host),
        Err(failure) => {
            checks.push(Check::failed("deployment", &failure));
            return None;
        }
    };
    for table in Table::ALL {
        let name = format!("table {}", table.as_str());
        checks.push(match site.store.query(table, NOWHERE, "", Page::first(1)).await {
            Ok(_) => Check::ok(name, "can be read"),
            Err(error) => Check::failed(name, &Failure::from(error)),
        });
    }
    checks.push(match site.queue.attributes().await {
        Ok(now) => Check::ok("queue", format!("{} waiting, {} in flight", now.depth, now.in_flight)),
        Err(error) => Check::failed("queue", &Failure::from(error)),
    });
    checks.push(match site.dead_letters.count().await {
        Ok(0) => Check::ok("dead letters", "none"),
        Ok(n) => Check::warn("dead letters", n, "`switchboard dlq list` shows them and why"),
        Err(failure) => Check::failed("dead letters", &failure),
    });
    Some(site.store)
}
