//! The snapshots of an installation in its config table: stored once, activated by one conditional write.

use std::sync::Arc;

use serde::Deserialize;
use switchboard_domain::state::{Check, ConfigRow, Expect, Row, RowKey, Table, Write};
use switchboard_domain::{Millis, Timestamp};
use switchboard_settings::Settings;
use switchboard_store::{Page, Store};

use crate::effective::Effective;
use crate::error::SnapshotError;
use crate::id::SnapshotId;
use crate::normal::normal;
use crate::pointer::{
    HISTORY, HistoryEntry, KIND, Pointer, SNAPSHOTS, Versioned, history_row, history_version, pointer_key, pointer_row,
    snapshot_key,
};
use crate::snapshot::{Draft, Snapshot, SnapshotSchema};

/// Life of a snapshot that is not active, and of a history row: 400 days.
const KEEP: Millis = Millis::from_hours(400 * 24);
/// Rows a page.
const PAGE: usize = 100;

/// The snapshots of an installation.
#[derive(Clone)]
pub struct Archive {
    store: Arc<dyn Store>,
}

/// What became of a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Put {
    /// It is stored, inactive.
    Stored(Snapshot),
    /// A snapshot with this content was there already.
    Known(Snapshot),
}

impl Put {
    /// The stored snapshot.
    pub const fn snapshot(&self) -> &Snapshot {
        match self {
            Self::Stored(snapshot) | Self::Known(snapshot) => snapshot,
        }
    }
}

/// A change of what is active. `None` stands for the compiled-in values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activation {
    /// What the caller saw active.
    pub from: Option<SnapshotId>,
    /// What is to be active.
    pub to: Option<SnapshotId>,
}

/// A snapshot and the row in which it is kept.
struct Kept {
    snapshot: Snapshot,
    row: ConfigRow,
}

impl Archive {
    /// The archive in this store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// What is active; `None` if nothing ever was.
    ///
    /// # Errors
    /// [`SnapshotError`] when the row cannot be read.
    pub async fn pointer(&self) -> Result<Option<Pointer>, SnapshotError> {
        Ok(self.versioned().await?.map(|versioned| versioned.pointer))
    }

    /// A snapshot by its name.
    ///
    /// # Errors
    /// [`SnapshotError::Unknown`], or whatever is wrong with the stored one.
    pub async fn get(&self, id: &SnapshotId) -> Result<Snapshot, SnapshotError> {
        Ok(self.kept(id).await?.snapshot)
    }

    /// All snapshots, newest first; one that this build cannot read is told by its name and the reason.
    ///
    /// # Errors
    /// [`SnapshotError::Store`].
    pub async fn list(&self) -> Result<Vec<Result<Snapshot, (String, SnapshotError)>>, SnapshotError> {
        let mut all: Vec<_> = self.rows(SNAPSHOTS).await?.iter().map(listed).collect();
        all.sort_by_key(|entry| std::cmp::Reverse(entry.as_ref().ok().map(|snapshot| snapshot.created_at)));
        Ok(all)
    }

    /// Changes of the pointer, newest first.
    ///
    /// # Errors
    /// [`SnapshotError`] when they cannot be read.
    pub async fn history(&self) -> Result<Vec<HistoryEntry>, SnapshotError> {
        let entry = |row: &ConfigRow| {
            HistoryEntry::deserialize(&row.document)
                .map_err(|error| SnapshotError::Damaged { id: row.sk.clone(), reason: error.to_string() })
        };
        self.rows(HISTORY).await?.iter().rev().map(entry).collect()
    }

    /// What a draft would be as a snapshot. Nothing is written.
    ///
    /// # Errors
    /// [`SnapshotError`] names the key that is wrong.
    pub async fn prepare(
        &self,
        draft: Draft,
        by: &str,
        now: Timestamp,
        settings: &Settings,
    ) -> Result<Put, SnapshotError> {
        Effective::of(&draft.documents, settings)?;
        let documents = normal(draft.documents);
        let id = SnapshotId::of(&documents);
        match self.get(&id).await {
            Ok(known) if known.documents == documents => return Ok(Put::Known(known)),
            Ok(_) => {
                let reason = "other content has the same name; change anything in the draft".to_owned();
                return Err(SnapshotError::Damaged { id: id.to_string(), reason });
            }
            Err(SnapshotError::Unknown(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(Put::Stored(Snapshot {
            schema: SnapshotSchema::V1,
            id,
            created_at: now,
            created_by: by.to_owned(),
            note: draft.note,
            parent: self.pointer().await?.and_then(|pointer| pointer.active),
            documents,
        }))
    }

    /// Stores a draft as an inactive snapshot. The same content twice is one snapshot.
    ///
    /// # Errors
    /// As [`Self::prepare`]; [`SnapshotError::Conflict`] if another process stores the same at the same time.
    pub async fn put(&self, draft: Draft, by: &str, now: Timestamp, settings: &Settings) -> Result<Put, SnapshotError> {
        let put = self.prepare(draft, by, now, settings).await?;
        if let Put::Stored(snapshot) = &put {
            let row = ConfigRow {
                kind: KIND.to_owned(),
                sk: snapshot_key(&snapshot.id).sk,
                version: 1,
                document: document(snapshot),
                expires_at: Some(now + KEEP),
            };
            self.store.write(vec![Write::put(Row::Config(row), Expect::Absent)]).await?;
        }
        Ok(put)
    }

    /// What holds with this snapshot, or with none, on this build: everything is validated again.
    ///
    /// # Errors
    /// [`SnapshotError`] says why it may not be activated.
    pub async fn effective(&self, id: Option<&SnapshotId>, settings: &Settings) -> Result<Effective, SnapshotError> {
        let Some(id) = id else { return Ok(Effective::compiled(settings)) };
        let snapshot = self.get(id).await?;
        Effective::with(&snapshot, settings)
    }

    /// Makes another snapshot (or `None`: the compiled-in values) the active one. Of several at the same time one wins;
    /// a change that was made already is done again without effect.
    ///
    /// # Errors
    /// As [`Self::effective`]; [`SnapshotError::Conflict`] when something else is active than the caller saw.
    pub async fn activate(
        &self,
        change: &Activation,
        by: &str,
        now: Timestamp,
        settings: &Settings,
    ) -> Result<(), SnapshotError> {
        let Activation { from, to } = change;
        self.effective(to.as_ref(), settings).await?;
        let before = self.versioned().await?;
        let active = before.as_ref().and_then(|before| before.pointer.active.as_ref());
        if active == to.as_ref() {
            return Ok(());
        }
        if active != from.as_ref() {
            return Err(SnapshotError::Conflict);
        }
        let (version, expect) = match &before {
            Some(before) => (before.version + 1, Expect::Present(vec![Check::Version(before.version)])),
            None => (self.last_change().await? + 1, Expect::Absent),
        };
        let pointer = Pointer { active: to.clone(), previous: from.clone(), at: now, by: by.to_owned() };
        let entry = HistoryEntry { at: now, by: by.to_owned(), from: from.clone(), to: to.clone() };
        let mut writes = vec![
            Write::put(Row::Config(pointer_row(version, document(&pointer))), expect),
            Write::put(Row::Config(history_row(version, document(&entry), now + KEEP)), Expect::Absent),
        ];
        if let Some(to) = to {
            writes.push(kept_until(self.kept(to).await?.row, None));
        }
        if let Some(from) = from {
            // A superseded one that is gone or damaged does not hold up its successor.
            writes.extend(self.row(from).await?.map(|row| kept_until(row, Some(now + KEEP))));
        }
        self.store.write(writes).await?;
        Ok(())
    }

    /// Version of the newest history row, 0 without one: a pointer that was taken away goes on after its predecessor.
    async fn last_change(&self) -> Result<u64, SnapshotError> {
        Ok(self.rows(HISTORY).await?.last().and_then(|row| history_version(&row.sk)).unwrap_or(0))
    }

    pub(crate) async fn versioned(&self) -> Result<Option<Versioned>, SnapshotError> {
        self.config_row(pointer_key()).await?.as_ref().map(Versioned::from_row).transpose()
    }

    async fn kept(&self, id: &SnapshotId) -> Result<Kept, SnapshotError> {
        let row = self.row(id).await?.ok_or_else(|| SnapshotError::Unknown(id.to_string()))?;
        Ok(Kept { snapshot: Snapshot::from_stored(id, &row.document)?, row })
    }

    async fn row(&self, id: &SnapshotId) -> Result<Option<ConfigRow>, SnapshotError> {
        self.config_row(snapshot_key(id)).await
    }

    async fn config_row(&self, key: RowKey) -> Result<Option<ConfigRow>, SnapshotError> {
        let rows = self.store.get(&[key]).await?;
        Ok(rows.into_iter().flatten().find_map(config))
    }

    async fn rows(&self, prefix: &str) -> Result<Vec<ConfigRow>, SnapshotError> {
        let partition = pointer_key().pk;
        let mut all: Vec<ConfigRow> = Vec::new();
        loop {
            let page = Page { after: all.last().map(|row| row.sk.clone()), ..Page::first(PAGE) };
            let rows = self.store.query(Table::Config, &partition, prefix, page).await?;
            if rows.is_empty() {
                return Ok(all);
            }
            all.extend(rows.into_iter().filter_map(config));
        }
    }
}

fn config(row: Row) -> Option<ConfigRow> {
    if let Row::Config(row) = row { Some(row) } else { None }
}

fn listed(row: &ConfigRow) -> Result<Snapshot, (String, SnapshotError)> {
    let name = row.sk.strip_prefix(SNAPSHOTS).unwrap_or(&row.sk);
    let id = SnapshotId::parse(name).ok_or_else(|| SnapshotError::Unknown(name.to_owned()));
    id.and_then(|id| Snapshot::from_stored(&id, &row.document)).map_err(|error| (name.to_owned(), error))
}

/// The write that only changes how long a row is kept.
fn kept_until(row: ConfigRow, expires_at: Option<Timestamp>) -> Write {
    let expect = Expect::Present(vec![Check::Version(row.version)]);
    Write::put(Row::Config(ConfigRow { version: row.version + 1, expires_at, ..row }), expect)
}

fn document(value: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}
