//! `switches`: kill switches and modes of a data directory.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::Serialize;
use switchboard_settings::switches::{SwitchValues, initial_values};
use switchboard_settings::{Environment, SwitchFile, SwitchName};
use switchboard_store::DataDir;

use crate::cli::Place;
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::serve::settings_of;

/// When a change is seen by every process.
const EFFECTIVE: &str = "within 60 s";

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard switches list
  switchboard switches set automation_enabled false      no replies any more; tags go on
  switchboard switches set safe_mode true --dry-run
  switchboard switches set template_enabled/t_wrong_item_intake false
  switchboard switches unset template_enabled/t_wrong_item_intake")]
pub(crate) struct Switches {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Every switch: value, initial value, meaning.
    List(List),
    /// Give a switch a value.
    Set(Set),
    /// Remove the value of a switch that may be absent.
    Unset(Unset),
}

#[derive(Args)]
struct List {
    /// Also the switches of templates that follow the catalogue.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    place: Place,
    /// How the list is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Args)]
struct Set {
    /// Which switch.
    name: String,
    /// Its value.
    value: String,
    #[command(flatten)]
    change: Change,
}

#[derive(Args)]
struct Unset {
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
    place: Place,
    /// How the change is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Serialize)]
struct Listed {
    name: String,
    value: Option<String>,
    initial: Option<String>,
    meaning: String,
    effective: &'static str,
}

#[derive(Serialize)]
struct Changed {
    name: String,
    before: Option<String>,
    after: Option<String>,
    effective: &'static str,
    dry_run: bool,
}

impl Switches {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.action {
            Action::List(command) => command.run()?,
            Action::Set(command) => {
                let name = named(&command.name)?;
                name.check(&command.value).map_err(|error| Failure::usage(error).help(LIST_HELP))?;
                command.change.run(name, Some(command.value.trim()))?;
            }
            Action::Unset(command) => {
                let name = named(&command.name)?;
                if name.is_required() {
                    return Err(Failure::usage(format!("{name} must keep a value"))
                        .help(format!("`switchboard switches set {name} VALUE`")));
                }
                command.change.run(name, None)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

const LIST_HELP: &str = "`switchboard switches list --all` shows names, values and meanings";

fn named(text: &str) -> Result<SwitchName, Failure> {
    SwitchName::from_text(text)
        .ok_or_else(|| Failure::usage(format!("there is no switch {text:?}")).help(LIST_HELP))
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let environment = settings_of(&self.place)?.environment();
        let dir = DataDir::open_shared(&self.place.data)?;
        let values = SwitchFile::new(dir.path(), environment).list().map_err(unreadable)?;
        let shown = SwitchName::all()
            .filter(|name| self.all || !matches!(name, SwitchName::TemplateEnabled(_)) || values.contains_key(name));
        let listed: Vec<Listed> = shown.map(|name| Listed::of(name, &values, environment)).collect();
        match self.format {
            Format::Json => listed.iter().for_each(output::json),
            Format::Text => {
                let head = ["switch", "value", "initial", "meaning"].map(str::to_owned).to_vec();
                let or_absent = |value: &Option<String>| value.clone().unwrap_or_else(|| "(absent)".to_owned());
                let row = |l: &Listed| {
                    vec![l.name.clone(), or_absent(&l.value), or_absent(&l.initial), l.meaning.clone()]
                };
                let rows: Vec<_> = std::iter::once(head).chain(listed.iter().map(row)).collect();
                output::table(&rows);
                output::note(format!("a change is effective {EFFECTIVE} on every process"));
            }
        }
        Ok(())
    }
}

/// A file that cannot be read closes everything; the operator must know what holds then.
fn unreadable(error: switchboard_settings::SwitchError) -> Failure {
    Failure::new(error.code(), format!("{error}; until it can be read: safe mode, no replies, no model"))
        .help("repair switches.toml in the data directory, or set each required switch again with `switches set`")
}

impl Change {
    fn run(&self, name: SwitchName, value: Option<&str>) -> Result<(), Failure> {
        let environment = settings_of(&self.place)?.environment();
        let dir = DataDir::open_shared(&self.place.data)?;
        let file = SwitchFile::new(dir.path(), environment);
        let before = self.prepare(&dir, &file, environment)?.remove(&name);
        if !self.dry_run {
            match value {
                Some(value) => file.set(name, value)?,
                None => file.unset(name)?,
            }
        }
        let after = value.map(str::to_owned);
        let changed =
            Changed { name: name.to_string(), before, after, effective: EFFECTIVE, dry_run: self.dry_run };
        match self.format {
            Format::Json => output::json(&changed),
            Format::Text => output::line(changed.sentence()),
        }
        Ok(())
    }

    /// The values before the change. A directory that was never started gets its initial values first: a file with one
    /// value alone would count as damaged.
    fn prepare(&self, dir: &DataDir, file: &SwitchFile, environment: Environment) -> Result<SwitchValues, Failure> {
        if !dir.path().join("switches.toml").exists() {
            if dir.state_file().exists() {
                return Ok(SwitchValues::new());
            }
            if self.dry_run {
                return Ok(initial_values(environment));
            }
            file.create()?;
        }
        Ok(file.list().map_err(unreadable)?)
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

impl Listed {
    fn of(name: SwitchName, values: &SwitchValues, environment: Environment) -> Self {
        Self {
            name: name.to_string(),
            value: values.get(&name).cloned(),
            initial: initial_values(environment).remove(&name),
            meaning: meaning(name),
            effective: EFFECTIVE,
        }
    }
}

fn meaning(name: SwitchName) -> String {
    match name {
        SwitchName::SafeMode => "on: route only, half the vendor budget, no order lookup",
        SwitchName::AutomationEnabled => "off: no replies; tags and routing go on",
        SwitchName::AutomationEnabledChannels => "channel classes that may get replies",
        SwitchName::ReleaseStage => "0 offline, 1 shadow, 2 tags, 3 assignment, 4 tier 1 replies, 5 tier 2 replies",
        SwitchName::Mode => "normal; shadow: decide and record, write nothing; drain: tag for people, read nothing",
        SwitchName::OutboundEnabled => "off: no vendor writes at all",
        SwitchName::OutboundAllowlistEmails => "if set, only these addresses get replies",
        SwitchName::OutboundAllowlistDomains => "if set, only these domains get replies",
        SwitchName::OutboundRequireAllowlist => "on: without an allow-list nobody gets a reply",
        SwitchName::OutboundProdAck => "phrase without which production writes nothing",
        SwitchName::LlmEnabled => "off: no model is called",
        SwitchName::SweeperEnabled => "on: the sweep job looks for tickets that no webhook announced",
        SwitchName::TemplateEnabled(_) => "absent: as the catalogue says; false: never sent",
    }
    .to_owned()
}
