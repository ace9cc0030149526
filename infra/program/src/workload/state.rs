//! What outlives a deployment: tables, containers of secrets, kill switches.

use components::{KillSwitch, SecretContainer, Table, TableArgs, TableIndex};
use pulumi::Result;
use switchboard_settings::{SecretName, switches};

use super::Workload;
use super::names::{AUDIT, CONFIG, CONVERSATIONS, LEDGER, LIMITS};

/// A table and what is special about it.
pub(super) struct TableDefinition {
    pub(super) name: &'static str,
    /// Rows that are due are found by it.
    due_index: bool,
    /// Rows end by themselves.
    expires: bool,
}

/// The tables.
pub(super) const TABLES: [TableDefinition; 5] = [
    TableDefinition { name: LEDGER, due_index: true, expires: true },
    TableDefinition { name: CONVERSATIONS, due_index: false, expires: true },
    TableDefinition { name: CONFIG, due_index: false, expires: true },
    TableDefinition { name: AUDIT, due_index: false, expires: true },
    TableDefinition { name: LIMITS, due_index: false, expires: false },
];

impl Workload<'_> {
    pub(super) fn tables(&self) -> Result<Vec<Table>> {
        let table = |definition: TableDefinition| {
            let args = TableArgs {
                partition_key: "pk".to_owned(),
                sort_key: "sk".to_owned(),
                ttl_attribute: definition.expires.then(|| "expires_at".to_owned()),
                index: definition.due_index.then(TableIndex::due),
                ..TableArgs::default()
            };
            Ok(Table::new(self.ctx, &self.alarms, definition.name, args, self.below())?)
        };
        TABLES.into_iter().map(table).collect()
    }

    /// Containers only: values are put by `switchboard secrets put`.
    pub(super) fn secrets(&self) -> Result<()> {
        for name in SecretName::ALL {
            let shipstation = matches!(name, SecretName::ShipstationApiKey | SecretName::ShipstationApiSecret);
            if !shipstation || self.settings.product.shipstation.enabled {
                SecretContainer::new(self.ctx, &self.site, name.path(), self.below())?;
            }
        }
        Ok(())
    }

    /// Initial values only: what operators set later is never put back.
    pub(super) fn switches(&self) -> Result<()> {
        for (name, value) in switches::initial_values(self.site.environment()) {
            // A parameter cannot be empty; an absent list is one.
            if !value.is_empty() {
                KillSwitch::new(self.ctx, &self.site, &name.to_string(), &value, self.below())?;
            }
        }
        Ok(())
    }
}
