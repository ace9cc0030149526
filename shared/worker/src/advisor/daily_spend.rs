//! What the model has cost today, shared by all hosts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use switchboard_domain::Timestamp;
use switchboard_store::Store;
use switchboard_workflow::DecideError;

use super::shared_row::SharedRow;

/// Key of the row.
const ROW: &str = "LLM#SPEND";
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;
/// Share of the budget, percent, at which people are told.
const WARN_PERCENT: u64 = 80;

/// Cost of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Spent {
    /// Days since 1970-01-01, UTC.
    day: i64,
    /// Millionths of a US dollar.
    micro_usd: u64,
}

/// A share of the budget that a call has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crossed {
    /// 80 %.
    Warning,
    /// All of it: no model until 00:00 UTC.
    Limit,
}

/// The daily budget. Calls under way together may exceed it by what they cost.
pub(super) struct DailySpend {
    row: SharedRow<Spent>,
    /// Millionths of a US dollar.
    limit: u64,
}

impl DailySpend {
    pub(super) fn new(store: &Arc<dyn Store>, usd_per_day: f64) -> Self {
        Self { row: SharedRow::new(store, ROW), limit: (usd_per_day * 1_000_000.0) as u64 }
    }

    pub(super) async fn is_exhausted(&self, now: Timestamp) -> Result<bool, DecideError> {
        let spent = self.row.read().await.map_err(|error| DecideError::System { code: error.code().to_owned() })?;
        Ok(spent.on(day(now)).micro_usd >= self.limit)
    }

    /// Adds a call. Tells if it reached a share that nobody had reached today.
    pub(super) async fn add(&self, micro_usd: u64, now: Timestamp) -> Option<Crossed> {
        if micro_usd == 0 {
            return None;
        }
        let added = self.row.change(|spent| {
            let before = spent.on(day(now));
            *spent = Spent { micro_usd: before.micro_usd.saturating_add(micro_usd), ..before };
            (before.micro_usd, spent.micro_usd)
        });
        let (before, after) = added.await?;
        self.crossed(before, after)
    }

    const fn crossed(&self, before: u64, after: u64) -> Option<Crossed> {
        let warning = self.limit / 100 * WARN_PERCENT;
        if before < self.limit && after >= self.limit {
            Some(Crossed::Limit)
        } else if before < warning && after >= warning {
            Some(Crossed::Warning)
        } else {
            None
        }
    }
}

impl Spent {
    /// What was spent on this day: nothing if the row is of an earlier one.
    const fn on(self, day: i64) -> Self {
        if self.day >= day { self } else { Self { day, micro_usd: 0 } }
    }
}

const fn day(now: Timestamp) -> i64 {
    now.as_millis().div_euclid(DAY_MS)
}

#[cfg(test)]
mod tests {
    use switchboard_store::MemoryStore;

    use super::*;

    #[tokio::test]
    async fn a_budget_holds_for_all_hosts_until_midnight() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let [one, two] = [(); 2].map(|()| DailySpend::new(&store, 0.001));
        let noon = Timestamp::from_millis(DAY_MS / 2);
        assert_eq!(one.add(799, noon).await, None);
        assert_eq!(two.add(1, noon).await, Some(Crossed::Warning));
        assert_eq!(one.add(100, noon).await, None);
        assert_eq!(two.is_exhausted(noon).await, Ok(false));
        assert_eq!(two.add(100, noon).await, Some(Crossed::Limit));
        assert_eq!(one.add(1, noon).await, None);
        assert_eq!(one.is_exhausted(Timestamp::from_millis(DAY_MS - 1)).await, Ok(true));
        assert_eq!(one.is_exhausted(Timestamp::from_millis(DAY_MS)).await, Ok(false));
        assert_eq!(one.add(5, Timestamp::from_millis(DAY_MS)).await, None);
        assert_eq!(one.row.read().await.unwrap(), Spent { day: 1, micro_usd: 5 });
    }
}
