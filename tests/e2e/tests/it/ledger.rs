//! What a data directory says, read beside or after its owner.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use switchboard_domain::state::{EffectKind, EffectRow, EffectState, EventRow, EventStatus, Row, Table};
use switchboard_domain::{Clock, ConversationId, Envelope, keys};
use switchboard_queue::{DeadLetters, EmbeddedQueue, Queue, QueueAttributes, QueueConfig};
use switchboard_store::{DataDir, EmbeddedStore, Store};

/// Rows per read.
const PAGE: usize = 500;

/// The stores of a data directory, opened without owning it.
pub(crate) struct Ledger {
    store: EmbeddedStore,
    queue: EmbeddedQueue,
}

/// All rows of one moment.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) events: BTreeMap<String, EventRow>,
    pub(crate) effects: BTreeMap<(String, EffectKind), EffectRow>,
}

impl Ledger {
    pub(crate) fn open(data: &Path, clock: Arc<dyn Clock>) -> Self {
        let dir = DataDir::open_shared(data).unwrap();
        let store = EmbeddedStore::open(&dir.state_file()).unwrap();
        let queue = EmbeddedQueue::open(&dir.queue_file(), QueueConfig::default(), clock).unwrap();
        Self { store, queue }
    }

    pub(crate) async fn rows(&self) -> Rows {
        let mut rows = Rows::default();
        let mut after = None;
        loop {
            let page = self.store.scan(Table::Ledger, after.as_ref(), PAGE).await.unwrap();
            let Some(last) = page.last() else { return rows };
            after = Some(last.key());
            for row in page {
                match row {
                    Row::Event(event) => drop(rows.events.insert(event.event_key.clone(), event)),
                    Row::Effect(effect) => drop(rows.effects.insert((effect.event_key.clone(), effect.kind), effect)),
                    other => panic!("not a row of the ledger: {:?}", other.key()),
                }
            }
        }
    }

    pub(crate) async fn queue(&self) -> QueueAttributes {
        self.queue.attributes().await.unwrap()
    }

    /// Conversations whose message was given up and waits for an operator.
    pub(crate) async fn given_up(&self) -> Vec<String> {
        let letters = self.queue.list(None, 10_000).await.unwrap();
        let conversation = |body: &str| serde_json::from_str::<Envelope>(body).unwrap().conversation_id;
        letters.iter().map(|letter| conversation(&letter.body).as_str().to_owned()).collect()
    }

    /// Waits until the queue is empty and no event or effect waits for anybody but a person. What was begun for a message
    /// that is given up since then waits for the operator who redrives or drops it.
    ///
    /// What waits moves from rows to the queue and back: seen between two looks it would be in neither. So the queue is
    /// looked at before and after the rows, and all of it twice.
    pub(crate) async fn settled(&self, patience: Duration) -> Rows {
        let started = Instant::now();
        let mut seen_at_rest = false;
        loop {
            let before = self.queue().await;
            let rows = self.rows().await;
            let key = |id: String| keys::conversation_key(&ConversationId::new(&id).unwrap());
            let given_up: Vec<String> = self.given_up().await.into_iter().map(key).collect();
            let queue = self.queue().await;
            let open = rows.open(&given_up);
            let at_rest = [before, queue].iter().all(|it| it.depth == 0 && it.in_flight == 0) && open.is_empty();
            if at_rest && seen_at_rest {
                return rows;
            }
            seen_at_rest = at_rest;
            assert!(started.elapsed() < patience, "not settled after {patience:?}: {queue:?}, {open:#?}");
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }
}

impl Rows {
    /// The work on one customer message.
    pub(crate) fn event(&self, conversation: &str, comment: &str) -> Option<&EventRow> {
        self.events.get(&event_key(conversation, comment))
    }

    /// The reply to one customer message.
    pub(crate) fn reply(&self, conversation: &str, comment: &str) -> Option<&EffectRow> {
        self.effects.get(&(event_key(conversation, comment), EffectKind::Reply))
    }

    /// Deferred before their ticket was read.
    pub(crate) fn waiting(&self) -> usize {
        self.events.values().filter(|event| event.event_key.starts_with("W#")).count()
    }

    /// What somebody is still to do; an event that was only claimed is done with when its conversation is given up.
    fn open(&self, given_up: &[String]) -> Vec<String> {
        let events = self.events.values().filter(|event| match event.status {
            EventStatus::Claimed => event.due.is_some() || !given_up.contains(&event.conversation_key),
            status => matches!(status, EventStatus::Planned | EventStatus::Deferred),
        });
        let effects = self.effects.values().filter(|effect| {
            matches!(effect.state, EffectState::Planned | EffectState::Dispatching | EffectState::Unknown)
                // What a skipped or failed event had planned is not carried out any more.
                && self.events.get(&effect.event_key).is_none_or(|event| event.status == EventStatus::Done)
        });
        events
            .map(|event| {
                let EventRow { event_key, status, failure, due, frozen, attempt, comment_at, planned_at, .. } = event;
                let effects = self.effects.values().filter(|effect| effect.event_key == *event_key);
                let effects: Vec<_> = effects.map(|effect| (effect.kind, effect.state)).collect();
                format!(
                    "{event_key} {status:?} {failure:?} due {due:?}, frozen {frozen}, attempt {attempt}, comment at \
                     {comment_at:?}, planned at {planned_at:?}, {effects:?}"
                )
            })
            .chain(effects.map(|effect| {
                let EffectRow { event_key, kind, state, cause, due, .. } = effect;
                format!("{event_key} {kind:?} {state:?} {cause:?} due {due:?}")
            }))
            .collect()
    }
}

fn event_key(conversation: &str, comment: &str) -> String {
    keys::event_key(&ConversationId::new(conversation).unwrap(), comment)
}
