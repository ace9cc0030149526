//! `snapshots list`.

use clap::Args;
use serde::Serialize;
use switchboard_snapshots::{Snapshot, SnapshotError, SnapshotId};

use super::{COMPILED, Place};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

#[derive(Args)]
#[command(after_help = "Example:
  switchboard snapshots list --format json")]
pub(super) struct List {
    #[command(flatten)]
    target: Target,
    /// How the list is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Serialize)]
struct Listed {
    id: String,
    active: bool,
    created_at: Option<String>,
    created_by: Option<String>,
    note: Option<String>,
    parent: Option<SnapshotId>,
    /// Why this build cannot use it; null if it can.
    invalid: Option<String>,
}

impl List {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let place = Place::open(&self.target).await?;
        let active = place.archive.pointer().await?.and_then(|pointer| pointer.active);
        let mut listed = vec![Listed::compiled(active.is_none())];
        for entry in place.archive.list().await? {
            let id = match &entry {
                Ok(snapshot) => snapshot.id.to_string(),
                Err((id, _)) => id.clone(),
            };
            let usable = match &entry {
                Ok(snapshot) => place.archive.effective(Some(&snapshot.id), place.settings()).await.map(drop),
                Err((_, error)) => Err(error.clone()),
            };
            let is_active = active.as_ref().is_some_and(|active| active.as_str() == id);
            listed.push(Listed::of(id, entry.ok(), is_active, usable.err().as_ref()));
        }
        match self.format {
            Format::Json => listed.iter().for_each(output::json),
            Format::Text => {
                let head = ["snapshot", "active", "stored", "by", "usable", "note"].map(str::to_owned).to_vec();
                let rows: Vec<_> = std::iter::once(head).chain(listed.iter().map(Listed::row)).collect();
                output::table(&rows);
            }
        }
        Ok(())
    }
}

impl Listed {
    fn compiled(active: bool) -> Self {
        Self {
            note: Some("the values of settings and catalogue".to_owned()),
            ..Self::of(COMPILED.to_owned(), None, active, None)
        }
    }

    fn of(id: String, snapshot: Option<Snapshot>, active: bool, error: Option<&SnapshotError>) -> Self {
        let invalid = error.map(ToString::to_string);
        let Some(snapshot) = snapshot else {
            return Self { id, active, created_at: None, created_by: None, note: None, parent: None, invalid };
        };
        Self {
            id,
            active,
            created_at: Some(snapshot.created_at.to_string()),
            created_by: Some(snapshot.created_by),
            note: snapshot.note,
            parent: snapshot.parent,
            invalid,
        }
    }

    fn row(&self) -> Vec<String> {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        vec![
            self.id.clone(),
            if self.active { "yes" } else { "no" }.to_owned(),
            text(&self.created_at),
            text(&self.created_by),
            self.invalid.clone().map_or_else(|| "yes".to_owned(), |reason| format!("no: {reason}")),
            text(&self.note),
        ]
    }
}
