//! `switches set` and `switches unset`.

use clap::Args;
use serde::Serialize;
use switchboard_settings::SwitchName;

use super::{EFFECTIVE, unreadable};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

const LIST_HELP: &str = "`switchboard switches list --all` shows names, values and meanings";

#[derive(Args)]
#[command(after_help = "Example:
  switchboard switches set safe_mode true --dry-run")]
pub(super) struct Set {
    /// Which switch.
    name: String,
    /// Its value.
    value: String,
    #[command(flatten)]
    change: Change,
}

#[derive(Args)]
#[command(after_help = "Example:
  switchboard switches unset outbound/allowlist_emails")]
pub(super) struct Unset {
    /// Which switch.
    name: String,
    #[command(flatten)]
    change: Change,
}

#[derive(Args)]
struct Change {
    /// Say what would happen, change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    target: Target,
    /// How the change is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Serialize)]
struct Changed {
    name: String,
    before: Option<String>,
    after: Option<String>,
    effective: &'static str,
    dry_run: bool,
}

impl Set {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let name = named(&self.name)?;
        name.check(&self.value).map_err(|error| Failure::usage(error).help(LIST_HELP))?;
        self.change.run(name, Some(self.value.trim())).await
    }
}

impl Unset {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let name = named(&self.name)?;
        if name.is_required() {
            return Err(Failure::usage(format!("{name} must keep a value"))
                .help(format!("`switchboard switches set {name} VALUE`")));
        }
        self.change.run(name, None).await
    }
}

fn named(text: &str) -> Result<SwitchName, Failure> {
    SwitchName::from_text(text).ok_or_else(|| Failure::usage(format!("there is no switch {text:?}")).help(LIST_HELP))
}

impl Change {
    async fn run(&self, name: SwitchName, value: Option<&str>) -> Result<(), Failure> {
        let switches = self.target.switches(self.target.settings()?.environment()).await?;
        let before = switches.before_change(self.dry_run).await.map_err(unreadable)?.remove(&name);
        if !self.dry_run {
            switches.change(name, value).await?;
        }
        let after = value.map(str::to_owned);
        let changed = Changed { name: name.to_string(), before, after, effective: EFFECTIVE, dry_run: self.dry_run };
        match self.format {
            Format::Json => output::json(&changed),
            Format::Text => output::line(changed.sentence()),
        }
        Ok(())
    }
}

impl Changed {
    fn sentence(&self) -> String {
        let absent = || "(absent)".to_owned();
        let (before, after) = (self.before.clone().unwrap_or_else(absent), self.after.clone().unwrap_or_else(absent));
        let name = &self.name;
        match (before == after, self.dry_run) {
            (true, _) => format!("{name} is {after} already"),
            (false, true) => format!("{name}: {before} -> {after} (dry run: nothing was changed)"),
            (false, false) => format!("{name}: {before} -> {after}, effective {EFFECTIVE}"),
        }
    }
}
