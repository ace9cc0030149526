//! `switches list`.

use clap::Args;
use serde::Serialize;
use switchboard_settings::switches::{SwitchValues, initial_values};
use switchboard_settings::{Environment, SwitchName};

use super::{EFFECTIVE, unreadable};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

#[derive(Args)]
#[command(after_help = "Example:
  switchboard switches list --all --format json")]
pub(super) struct List {
    /// Also the switches of templates that follow the catalogue.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    target: Target,
    /// How the list is printed.
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

impl List {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let switches = self.target.switches(self.target.settings()?.environment()).await?;
        let environment = switches.environment();
        let values = switches.list().await.map_err(unreadable)?;
        let shown = SwitchName::all()
            .filter(|name| self.all || !matches!(name, SwitchName::TemplateEnabled(_)) || values.contains_key(name));
        let listed: Vec<Listed> = shown.map(|name| Listed::of(name, &values, environment)).collect();
        match self.format {
            Format::Json => listed.iter().for_each(output::json),
            Format::Text => {
                let head = ["switch", "value", "initial", "meaning"].map(str::to_owned).to_vec();
                let or_absent = |value: &Option<String>| value.clone().unwrap_or_else(|| "(absent)".to_owned());
                let row =
                    |l: &Listed| vec![l.name.clone(), or_absent(&l.value), or_absent(&l.initial), l.meaning.clone()];
                let rows: Vec<_> = std::iter::once(head).chain(listed.iter().map(row)).collect();
                output::table(&rows);
                output::note(format!("a change is effective {EFFECTIVE} on every process"));
            }
        }
        Ok(())
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
