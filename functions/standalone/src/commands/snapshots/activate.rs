//! `snapshots activate`, and the activation that `rollback` makes as well.

use clap::Args;
use switchboard_snapshots::{Activation, diff};

use super::change::{Options, Report, consent, print_changes};
use super::which::{Which, holding};
use super::{EFFECTIVE, Place, name};
use crate::failure::Failure;
use crate::output::Format;

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard snapshots activate cs-0123456789ab --dry-run
  switchboard snapshots activate cs-0123456789ab --yes
  switchboard snapshots activate compiled --yes               no snapshot any more")]
pub(super) struct Activate {
    /// Name of the snapshot, or `compiled`.
    #[arg(value_name = "ID")]
    which: Which,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    options: Options,
}

impl Activate {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let place = Place::open(&self.options.target).await?;
        let change = Activation { from: Which::Active.id(&place).await?, to: self.which.id(&place).await? };
        activate(&place, "snapshots activate", &change, self.yes, &self.options).await
    }
}

/// Validates, shows the differences, asks, and moves the pointer.
pub(super) async fn activate(
    place: &Place,
    action: &'static str,
    change: &Activation,
    yes: bool,
    options: &Options,
) -> Result<(), Failure> {
    let settings = place.settings();
    let Activation { from, to } = change;
    let after = place.archive.effective(to.as_ref(), settings).await?;
    let before = holding(place, from.as_ref()).await;
    let (from_name, to_name) = (name(from.as_ref()), name(to.as_ref()));
    let changes = diff(&before, &after);
    let mut report = Report {
        action,
        from: from_name.clone(),
        to: to_name.clone(),
        result: "active already",
        effective: None,
        dry_run: options.dry_run,
        changes,
    };
    if from != to {
        (report.result, report.effective) =
            (if options.dry_run { "would be active" } else { "active" }, Some(EFFECTIVE));
        if !options.dry_run {
            if !yes && options.format == Format::Text {
                print_changes(&from_name, &to_name, &report.changes);
            }
            consent(yes)?;
            place.archive.activate(change, &options.by, place.site.clock.now(), settings).await?;
        }
    }
    let back = if report.result == "active" { "`switchboard snapshots rollback` takes it back" } else { "" };
    report.print(options.format, back);
    Ok(())
}
