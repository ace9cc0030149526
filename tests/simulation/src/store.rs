//! The store as a map: the same conditions as the real ones, evaluated by the same code.

use hashbrown::HashMap;

use switchboard_domain::Timestamp;
use switchboard_domain::state::{Check, DuePartition, EventStatus, Expect, Row, RowKey, Write};
use switchboard_workflow::WriteResult;

#[derive(Debug, Default)]
pub(crate) struct Store {
    rows: HashMap<RowKey, Row>,
}

impl Store {
    pub(crate) fn get(&self, key: &RowKey) -> Option<&Row> {
        self.rows.get(key)
    }

    /// All or nothing. `by` is the lease owner that writes; the answer names a ledger row that it wrote although
    /// somebody else holds its lease.
    pub(crate) fn write(&mut self, writes: Vec<Write>, by: &str) -> (WriteResult, Option<String>) {
        let story = |write: &Write| matches!(write, Write::Put { row: Row::Audit(_), .. });
        // Lines of the story are unconditional and nobody in here reads them.
        let writes: Vec<Write> = writes.into_iter().filter(|write| !story(write)).collect();
        for write in &writes {
            let (key, expect) = write.target();
            if !expect.holds(self.rows.get(&key)) {
                return (WriteResult::Conflict, None);
            }
        }
        let mut stolen = None;
        for write in writes {
            match write {
                Write::Put { row, expect } => {
                    stolen = stolen.or_else(|| self.foreign_lease(&row, &expect, by));
                    self.rows.insert(row.key(), row);
                }
                Write::Delete { key, .. } => drop(self.rows.remove(&key)),
                Write::Check { .. } => {}
            }
        }
        (WriteResult::Done, stolen)
    }

    /// An event row may be written by its lease owner, or by whoever requires that the lease has ended; and an event that
    /// has shown nothing yet may be ended for a newer one, under a fence that stops its owner.
    fn foreign_lease(&self, row: &Row, expect: &Expect, by: &str) -> Option<String> {
        let Some(Row::Event(stored)) = self.rows.get(&row.key()) else { return None };
        let ended = matches!(expect, Expect::Present(checks)
            if checks.iter().any(|check| matches!(check, Check::LeaseEndedBefore(_))));
        let owner = stored.lease_owner.as_deref()?;
        let superseded =
            matches!(row, Row::Event(new) if new.status == EventStatus::Skipped && new.fence > stored.fence);
        if superseded && !stored.frozen {
            return None;
        }
        (owner != by && !ended).then(|| format!("{by} wrote {} while {owner} held it", stored.event_key))
    }

    pub(crate) fn due(&self, now: Timestamp) -> Vec<RowKey> {
        let mut due: Vec<RowKey> = self
            .rows
            .values()
            .filter(|row| row.due().is_some_and(|d| d.partition != DuePartition::Human && d.at <= now))
            .map(Row::key)
            .collect();
        due.sort();
        due
    }

    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        let due = self.rows.values().filter_map(Row::due).filter(|d| d.partition != DuePartition::Human);
        due.map(|d| d.at).min()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }
}
