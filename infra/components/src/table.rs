//! A table of state.
//!
//! What you get by default:
//! - the table `<prefix>-<env>-<name>`, paid per request, encrypted with keys of the service, with the keys `pk` and `sk` and
//!   the time to live `expires_at` (a number, seconds; rows go within days of it, so that reads filter);
//! - exactly the attributes of the keys are declared: DynamoDB refuses others;
//! - point-in-time recovery over 35 days;
//! - in staging and prod: protected against deletion by DynamoDB and by the engine, and kept when it leaves the program;
//! - alarms D1 on throttled reads and writes, of the table and of its index.
//!
//! What it refuses: a table without point-in-time recovery in staging and prod; a time to live in a key, which is text and
//! would never end; two keys of one name; a window of recovery that DynamoDB does not offer.

use std::collections::BTreeSet;

use pulumi::{Component, Context, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::dynamodb;

use crate::alarm::{Alarm, Alarms, Comparison, Measure, MissingData, Series, Severity, Statistic};
use crate::error::ComponentError;
use crate::limits::Checked;
use crate::site::Site;

/// Longest name of a table.
const LONGEST_NAME: usize = 255;

/// A second order of the rows. It holds their keys only, and is read stale: read the row before acting on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableIndex {
    /// Its name.
    pub name: String,
    /// Attribute of the partition key, text. Rows without it are not in the index.
    pub partition_key: String,
    /// Attribute of the sort key, text.
    pub sort_key: String,
}

impl TableIndex {
    /// What is due, oldest first: `due` over `due_partition` and `due_at`, as the store writes them.
    pub fn due() -> Self {
        Self { name: "due".to_owned(), partition_key: "due_partition".to_owned(), sort_key: "due_at".to_owned() }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableArgs {
    /// Attribute of the partition key, text.
    pub partition_key: String,
    /// Attribute of the sort key, text.
    pub sort_key: String,
    /// Attribute that holds when a row ends: a number, seconds since 1970.
    pub ttl_attribute: Option<String>,
    /// A second order of the rows.
    pub index: Option<TableIndex>,
    /// Whether the table can be restored as it was at any second.
    pub point_in_time_recovery: bool,
    /// How many days back, 1 to 35.
    pub recovery_days: u32,
}

impl Default for TableArgs {
    fn default() -> Self {
        Self {
            partition_key: "pk".to_owned(),
            sort_key: "sk".to_owned(),
            ttl_attribute: Some("expires_at".to_owned()),
            index: None,
            point_in_time_recovery: true,
            recovery_days: 35,
        }
    }
}

impl TableArgs {
    fn check(&self, site: &Site, checked: &Checked) -> Result<(), ComponentError> {
        if site.protects() && !self.point_in_time_recovery {
            let reason = format!("is off, but {} must be restorable; leave it on", site.environment());
            return Err(checked.invalid("point_in_time_recovery", reason));
        }
        checked.within("recovery_days", self.recovery_days, 1..=35, "DynamoDB goes back 35 days")?;
        if self.partition_key == self.sort_key {
            return Err(checked.invalid("sort_key", "is the partition key as well; name another attribute"));
        }
        if let Some(index) = self.index.as_ref().filter(|index| index.partition_key == index.sort_key) {
            let reason = format!("`{}` has the same attribute twice; name another one", index.name);
            return Err(checked.invalid("index", reason));
        }
        let keys = self.keys();
        if let Some(ttl) = self.ttl_attribute.as_ref().filter(|ttl| keys.contains(ttl.as_str())) {
            let reason = format!("is `{ttl}`, a key and so text: no row would ever end; name a numeric attribute");
            return Err(checked.invalid("ttl_attribute", reason));
        }
        Ok(())
    }

    /// Attributes of all keys, each once, in order.
    fn keys(&self) -> BTreeSet<&str> {
        let of_index = self.index.iter().flat_map(|index| [index.partition_key.as_str(), index.sort_key.as_str()]);
        [self.partition_key.as_str(), self.sort_key.as_str()].into_iter().chain(of_index).collect()
    }

    fn inputs(&self, site: &Site, physical: &str) -> dynamodb::TableArgs {
        let attribute = |name| dynamodb::TableAttributeArgs::new().name(name).type_("S");
        let attributes: Vec<_> = self.keys().into_iter().map(attribute).collect();
        let recovery = dynamodb::TablePointInTimeRecoveryArgs::new().enabled(self.point_in_time_recovery);
        let recovery =
            if self.point_in_time_recovery { recovery.recovery_period_in_days(self.recovery_days) } else { recovery };
        let mut table = dynamodb::TableArgs::new()
            .name(physical)
            .billing_mode("PAY_PER_REQUEST")
            .hash_key(&self.partition_key)
            .range_key(&self.sort_key)
            .attributes(attributes)
            .point_in_time_recovery(recovery)
            .deletion_protection_enabled(site.protects());
        if let Some(ttl) = &self.ttl_attribute {
            table = table.ttl(dynamodb::TableTtlArgs::new().attribute_name(ttl).enabled(true));
        }
        if let Some(index) = &self.index {
            let key = |attribute: &String, kind: &str| {
                dynamodb::TableGlobalSecondaryIndexKeySchemaArgs::new().attribute_name(attribute).key_type(kind)
            };
            let keys = [key(&index.partition_key, "HASH"), key(&index.sort_key, "RANGE")];
            let index = dynamodb::TableGlobalSecondaryIndexArgs::new()
                .name(&index.name)
                .key_schemas(keys)
                .projection_type("KEYS_ONLY");
            table = table.global_secondary_indexes([index]);
        }
        table
    }
}

/// The table.
#[derive(Clone)]
pub struct Table {
    component: Component,
    table: dynamodb::Table,
    name: String,
    arn: String,
}

impl Table {
    /// Creates the table with its alarms.
    ///
    /// # Errors
    /// [`ComponentError`] if an argument does not fit the environment or DynamoDB.
    pub fn new(
        ctx: &Context,
        alarms: &Alarms,
        name: &str,
        args: TableArgs,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let site = alarms.site();
        let physical = site.name(name);
        let checked = Checked::new("Table", name);
        checked.name(name, &physical, LONGEST_NAME)?;
        args.check(site, &checked)?;

        let component = ctx.component("switchboard:index:Table", name, inputs! {}, options);
        let below = || ResourceOptions::new().parent(&component);
        let kept = if site.protects() { below().protect(true).retain_on_delete(true) } else { below() };
        let table = dynamodb::Table::new(ctx, name, args.inputs(site, &physical), kept);
        let index = args.index.as_ref().map(|index| index.name.as_str());
        for (of, reads_or_writes) in std::iter::once(None).chain(index.map(Some)).flat_map(both) {
            alarms.create(ctx, throttled(name, &physical, of, reads_or_writes), below());
        }
        let arn = site.table_arn(name);
        component.register_outputs(inputs! { "name" => physical.as_str(), "arn" => arn.as_str() });
        Ok(Self { component, table, name: physical, arn })
    }

    /// The table.
    pub fn table(&self) -> &dynamodb::Table {
        &self.table
    }

    /// `<prefix>-<env>-<name>`.
    pub fn table_name(&self) -> &str {
        &self.name
    }

    /// Its ARN as text: what a policy names. That of an index is `<this>/index/<name>`.
    pub fn table_arn(&self) -> &str {
        &self.arn
    }
}

impl Resource for Table {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

/// What DynamoDB counts throttles of.
#[derive(Clone, Copy)]
enum Access {
    Reads,
    Writes,
}

fn both(index: Option<&str>) -> [(Option<&str>, Access); 2] {
    [(index, Access::Reads), (index, Access::Writes)]
}

/// D1: throttled in 3 of 5 minutes. On-demand tables throttle when one partition is too hot, or load doubles at once.
fn throttled(name: &str, table: &str, index: Option<&str>, access: Access) -> Alarm {
    let (metric, what) = match access {
        Access::Reads => ("ReadThrottleEvents", "reads"),
        Access::Writes => ("WriteThrottleEvents", "writes"),
    };
    let of_table = Measure::new("AWS/DynamoDB", metric, Statistic::Sum).dimension("TableName", table);
    let (subject, place, measure) = match index {
        None => (format!("{name}-{what}"), table.to_owned(), of_table),
        Some(index) => {
            let measure = of_table.dimension("GlobalSecondaryIndexName", index);
            (format!("{name}-{index}-{what}"), format!("index {index} of {table}"), measure)
        }
    };
    Alarm {
        id: "D1",
        subject,
        severity: Severity::Warn,
        runbook: "R005",
        summary: format!("{what} of {place} were throttled"),
        series: Series::Metric(measure),
        period_s: 60,
        datapoints: (3, 5),
        comparison: Comparison::Above,
        threshold: 0.0,
        missing: MissingData::NotBreaching,
    }
}
