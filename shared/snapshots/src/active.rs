//! The configuration that holds now, as a running process sees it.

use std::sync::Arc;

use switchboard_domain::{Clock, Millis, Timestamp};
use switchboard_settings::Settings;
use switchboard_store::Store;
use tokio::sync::Mutex;

use crate::archive::Archive;
use crate::effective::Effective;
use crate::error::SnapshotError;
use crate::id::SnapshotId;

/// Time between two looks at the pointer: an activation is effective well within 60 s.
const LOOK: Millis = Millis::from_secs(30);
/// How long the last good configuration is used when no newer one can be had.
const LAST_GOOD: Millis = Millis::from_mins(10);

/// How far a configuration can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was read within the last 30 s.
    Current,
    /// Pointer or snapshot cannot be read or are not valid; this is the one that held before, at most 10 minutes ago.
    LastGood,
    /// Nobody knows what holds: nothing may be sent.
    Closed,
}

/// A configuration and its standing.
#[derive(Clone, Debug)]
pub struct ActiveView {
    /// What holds. When closed, the last known values, or else the compiled-in ones, for routing only.
    pub config: Arc<Effective>,
    /// How far it can be relied on.
    pub standing: Standing,
}

/// The active configuration behind a cache. One for each process.
pub struct ActiveConfig {
    archive: Archive,
    clock: Arc<dyn Clock>,
    settings: Arc<Settings>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The last configuration that was found to hold, and when that was.
    good: Option<(Arc<Effective>, Timestamp)>,
    looked_at: Option<Timestamp>,
    /// Whether the newest look failed.
    failed: bool,
}

impl ActiveConfig {
    /// The active configuration of the installation in this store, over the settings of the process. Reads nothing yet.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, settings: Arc<Settings>) -> Self {
        Self { archive: Archive::new(store), clock, settings, state: Mutex::default() }
    }

    /// What holds now.
    pub async fn view(&self) -> ActiveView {
        let mut state = self.state.lock().await;
        let now = self.clock.now();
        if !state.looked_at.is_some_and(|at| (Millis(0)..LOOK).contains(&(now - at))) {
            let found = self.look(state.good.as_ref().map(|(config, _)| config)).await;
            state.failed = found.is_err();
            state.looked_at = Some(now);
            if let Ok(config) = found {
                state.good = Some((config, now));
            }
        }
        match &state.good {
            Some((config, _)) if !state.failed => {
                ActiveView { config: Arc::clone(config), standing: Standing::Current }
            }
            Some((config, at)) => {
                let young = (Millis(0)..=LAST_GOOD).contains(&(now - *at));
                let standing = if young { Standing::LastGood } else { Standing::Closed };
                ActiveView { config: Arc::clone(config), standing }
            }
            None => ActiveView { config: Arc::new(Effective::compiled(&self.settings)), standing: Standing::Closed },
        }
    }

    /// Reads the pointer, and the snapshot if it is another than `known`: a snapshot never changes.
    async fn look(&self, known: Option<&Arc<Effective>>) -> Result<Arc<Effective>, SnapshotError> {
        let active: Option<SnapshotId> = self.archive.pointer().await?.and_then(|pointer| pointer.active);
        if let Some(known) = known.filter(|known| known.snapshot == active) {
            return Ok(Arc::clone(known));
        }
        Ok(Arc::new(self.archive.effective(active.as_ref(), &self.settings).await?))
    }
}
