//! What every implementation of [`Store`] must do, as a suite that any of them can be put through.
//!
//! The cases use partition keys of their own and leave rows behind: give the suite an empty store.

mod conditions;
mod local;
mod reads;
pub mod samples;
mod transactions;

pub use local::run_local;
pub use transactions::increment;

use switchboard_domain::state::Row;

use crate::error::{StoreError, WriteError};
use crate::port::Store;

/// A case that an implementation does not pass.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {detail}")]
pub struct Mismatch {
    /// Name of the case.
    pub case: &'static str,
    /// What was seen, with what was expected.
    pub detail: String,
}

/// Runs all cases.
///
/// # Errors
/// The first case that fails.
pub async fn run(store: &dyn Store) -> Result<(), Mismatch> {
    named("conditions table", conditions::table(store).await)?;
    named("takeover raises the fence", conditions::takeover(store).await)?;
    named("nothing is written when one condition fails", transactions::all_or_nothing(store).await)?;
    named("conditions see the state before the transaction", transactions::conditions_before(store).await)?;
    named("limits of a transaction", transactions::limits(store).await)?;
    named("no lost update", transactions::no_lost_update(store).await)?;
    named("one of many claims wins", transactions::one_winner(store).await)?;
    named("a pointer to a config document moves by version", transactions::pointer(store).await)?;
    named("get keeps the order of the keys", reads::get_order(store).await)?;
    named("query pages", reads::query_pages(store).await)?;
    named("query prefixes are literal", reads::query_prefixes(store).await)?;
    named("due order", reads::due_order(store).await)?;
    named("due follows the row", reads::due_follows(store).await)?;
    named("scan covers a table once", reads::scan_all(store).await)?;
    named("expired rows are present until removed", reads::expired_present(store).await)?;
    named("every kind of row survives", reads::round_trip(store).await)
}

fn named(case: &'static str, result: Result<(), Failure>) -> Result<(), Mismatch> {
    result.map_err(|failure| Mismatch { case, detail: failure.0 })
}

/// Why a case fails.
struct Failure(String);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(format!("unexpected error: {error}"))
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self(format!("unexpected error: {error}"))
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, seen: T, expected: T) -> Result<(), Failure> {
    if seen == expected { Ok(()) } else { Err(Failure(format!("{what}: seen {seen:?}, expected {expected:?}"))) }
}

/// Partition and sort keys of rows, for comparison.
fn keys(rows: &[Row]) -> Vec<(String, String)> {
    rows.iter().map(Row::key).map(|key| (key.pk, key.sk)).collect()
}
