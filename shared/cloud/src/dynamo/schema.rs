//! Names and form of the tables, as the infrastructure program must make them.
//!
//! | table | keys | expiry attribute | index `due` |
//! | --- | --- | --- | --- |
//! | `<prefix>-<env>-ledger` | [`PARTITION_KEY`], [`SORT_KEY`] (both `S`) | [`EXPIRY`] | [`DUE_PARTITION`], [`DUE_AT`] (both `S`), projection `KEYS_ONLY` |
//! | `…-conversations`, `…-config`, `…-audit` | the same | [`EXPIRY`] | – |
//! | `…-limits` | the same | – | – |
//!
//! An item's attributes are described at [`super::item`].

use switchboard_domain::state::Table;

use crate::namespace::Namespace;

/// Attribute of the partition key, a string.
pub const PARTITION_KEY: &str = "pk";

/// Attribute of the sort key, a string.
pub const SORT_KEY: &str = "sk";

/// Attribute of the expiry: seconds since the Unix epoch, a number.
pub const EXPIRY: &str = "expires_at";

/// Name of the index of what is due. Sparse: only items with both of its attributes are in it.
pub const DUE_INDEX: &str = "due";

/// Attribute of the index' partition key, a string: `D#0` to `D#7` or `D#HUMAN`.
pub const DUE_PARTITION: &str = "due_partition";

/// Attribute of the index' sort key, a string: RFC 3339 UTC with milliseconds, so that text order is time order.
pub const DUE_AT: &str = "due_at";

/// Name of a table.
pub fn table_name(namespace: &Namespace, table: Table) -> String {
    namespace.resource(table.as_str())
}
