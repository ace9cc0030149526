//! `snapshots put`.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use switchboard_snapshots::{Draft, Effective, Put as Outcome, diff};

use super::change::{Options, Report};
use super::which::{Which, holding};
use super::{Place, name};
use crate::failure::Failure;

/// Most bytes that are read; a snapshot is smaller.
const MAX_READ: u64 = 1 << 20;

#[derive(Args)]
#[command(after_help = "Example:
  switchboard snapshots put change.json --dry-run
  switchboard snapshots export compiled | switchboard snapshots put -")]
pub(super) struct Put {
    /// The document (JSON), or `-` for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    options: Options,
}

impl Put {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let draft = Draft::from_json(&read(&self.file)?)?;
        let Options { dry_run, by, target, format } = self.options;
        let place = Place::open(&target).await?;
        let (now, settings) = (place.site.clock.now(), place.settings());
        let put = if dry_run {
            place.archive.prepare(draft, &by, now, settings).await?
        } else {
            place.archive.put(draft, &by, now, settings).await?
        };
        let after = Effective::with(put.snapshot(), settings)?;
        let active = Which::Active.id(&place).await?;
        let before = holding(&place, active.as_ref()).await;
        let id = put.snapshot().id.to_string();
        let report = Report {
            action: "snapshots put",
            from: name(active.as_ref()),
            to: id.clone(),
            result: match (&put, dry_run) {
                (Outcome::Known(_), _) => "stored already",
                (Outcome::Stored(_), true) => "would be stored",
                (Outcome::Stored(_), false) => "stored, inactive",
            },
            effective: None,
            dry_run,
            changes: diff(&before, &after),
        };
        let next = if dry_run { String::new() } else { format!("`switchboard snapshots activate {id}` makes it hold") };
        report.print(format, &next);
        Ok(())
    }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(MAX_READ).read_to_end(&mut text)?;
        return Ok(text);
    }
    let unreadable = |error: std::io::Error| {
        Failure::new("snapshots.file", format!("{}: {error}", file.display()))
            .help("`switchboard snapshots export active > FILE` writes one to edit")
    };
    std::fs::File::open(file).and_then(|file| file.take(MAX_READ).read_to_end(&mut text)).map_err(unreadable)?;
    Ok(text)
}
