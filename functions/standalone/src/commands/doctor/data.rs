//! The data directory, its databases, and what waits in them.

use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use switchboard_domain::Millis;
use switchboard_queue::Queue;
use switchboard_settings::Settings;
use switchboard_store::data_dir::Owner;
use switchboard_store::{DataDir, LocalStore, Store, database, migration};

use super::Check;
use crate::cli::Place;
use crate::clock::DirectoryClock;
use crate::failure::Failure;
use crate::host::Stores;

/// Age of the oldest message from which on a backlog is worth a look.
const BACKLOG: Millis = Millis::from_secs(120);

/// Checks the directory; its stores if they can be opened.
pub(super) async fn check(place: &Place, settings: &Settings, checks: &mut Vec<Check>) -> Option<Arc<dyn Store>> {
    let dir = match DataDir::open_shared(&place.data) {
        Ok(dir) => dir,
        Err(error) => {
            checks.push(Check::failed("data directory", &Failure::from(error)));
            return None;
        }
    };
    let owner = owner(dir.path());
    let owned = match &owner {
        Ownership::By(Some(owner)) => format!("owned by process {} since {}", owner.pid, owner.started_at),
        Ownership::By(None) => "owned by a process".to_owned(),
        Ownership::Nobody => "owned by no process".to_owned(),
    };
    checks.push(Check::ok("data directory", format!("{}, {owned}", dir.path().display())));
    if !dir.state_file().exists() {
        let help = format!("start it once with `switchboard serve --data {}`", dir.path().display());
        checks.push(Check::warn("store", "no state yet", help));
        return None;
    }
    for (name, file) in [("store schema", dir.state_file()), ("queue schema", dir.queue_file())] {
        checks.push(schema(name, &file));
    }
    let opened = DirectoryClock::in_use(dir.path()).and_then(|clock| Stores::share(dir.path(), settings, clock));
    let stores = match opened {
        Ok(stores) => stores,
        Err(failure) => {
            checks.push(Check::failed("store", &failure));
            return None;
        }
    };
    store(&stores, checks).await;
    queue(&stores, matches!(owner, Ownership::By(_)), checks).await;
    Some(Arc::clone(&stores.store) as Arc<dyn Store>)
}

enum Ownership {
    By(Option<Owner>),
    Nobody,
}

/// Who holds the lock. A shared lock that can be had for a moment means that nobody does.
fn owner(dir: &Path) -> Ownership {
    let Ok(mut lock) = File::open(dir.join("LOCK")) else { return Ownership::Nobody };
    match lock.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let read = lock.read_to_string(&mut text).is_ok();
            Ownership::By(serde_json::from_str(&text).ok().filter(|_| read))
        }
        _ => Ownership::Nobody,
    }
}

fn schema(name: &str, file: &Path) -> Check {
    let version = database::connect_reader(file).and_then(|connection| migration::current(&connection));
    match version {
        Ok(version) => Check::ok(name, format!("version {version}")),
        Err(error) => Check::fail(name, error, error.help()),
    }
}

async fn store(stores: &Stores, checks: &mut Vec<Check>) {
    let counts = match stores.store.counts().await {
        Ok(counts) => counts,
        Err(error) => return checks.push(Check::failed("store", &Failure::from(error))),
    };
    let rows = counts.rows.iter().map(|(table, n)| format!("{} {n}", table.as_str()));
    let rows = rows.collect::<Vec<_>>().join(", ");
    checks.push(Check::ok("store", format!("rows: {rows}; {} due, {} KiB", counts.due, counts.bytes / 1_024)));
    checks.push(match counts.human {
        0 => Check::ok("effects for people", "none"),
        n => Check::warn("effects for people", n, "`switchboard effects list` shows them"),
    });
}

async fn queue(stores: &Stores, owned: bool, checks: &mut Vec<Check>) {
    let attributes = match stores.queue.attributes().await {
        Ok(attributes) => attributes,
        Err(error) => return checks.push(Check::failed("queue", &Failure::from(error))),
    };
    let oldest = attributes.oldest_age.unwrap_or(Millis(0));
    let message =
        format!("{} waiting, {} in flight, oldest {} s", attributes.depth, attributes.in_flight, oldest.0 / 1_000);
    checks.push(match (attributes.depth > 0 && oldest > BACKLOG, owned) {
        (false, _) => Check::ok("queue", message),
        (true, true) => {
            Check::warn("queue", message, "`switchboard events list --status deferred` shows what was put off")
        }
        (true, false) => Check::warn("queue", message, "nobody works on it: start `switchboard serve`"),
    });
    checks.push(match attributes.dead {
        0 => Check::ok("dead letters", "none"),
        n => Check::warn("dead letters", n, "`switchboard dlq list` shows them and why"),
    });
}
