//! What a store of one installation does beyond the port.

use switchboard_domain::state::{
    Due, DuePartition, EffectKind, EffectRow, EffectState, Expect, LimitRow, Row, Table, Write,
};

use super::samples::{at, audit, config, due_event, effect, event, leased_event, limit};
use super::{Failure, Mismatch, named, same};
use crate::port::LocalStore;

/// Runs the cases of [`LocalStore`]; the store must be empty, and is empty of expired rows afterwards.
///
/// # Errors
/// The first case that fails.
pub async fn run_local(store: &dyn LocalStore) -> Result<(), Mismatch> {
    named("leased rows, counts and sweep", housekeeping(store).await)
}

async fn housekeeping(store: &dyn LocalStore) -> Result<(), Failure> {
    let mut dispatching = effect("E#l2", EffectKind::Reply);
    if let Row::Effect(row) = &mut dispatching {
        *row = EffectRow { state: EffectState::Dispatching, lease_until: Some(at(20)), ..row.clone() };
    }
    let job = Row::Limit(LimitRow {
        pk: "J#sweep".to_owned(),
        version: 1,
        lease_until: Some(at(10)),
        data: serde_json::Value::Null,
    });
    let due = |partition| Due { partition, at: at(0) };
    let rows = [
        leased_event("E#l1", 1, at(30)),
        dispatching,
        job,
        event("E#free", 1),
        due_event("E#due", due(DuePartition::Shard(1))),
        due_event("E#human", due(DuePartition::Human)),
        audit("C#long", 0, 0),
        config("k", "ACTIVE", 1),
        limit("B#l", 1),
    ];
    let writes = rows.iter().map(|row| Write::put(row.clone(), Expect::Absent)).collect();
    store.write(writes).await?;

    let names = |rows: &[Row]| rows.iter().map(|row| row.key().pk).collect::<Vec<_>>();
    same("leased", names(&store.leased_rows(10).await?), vec!["J#sweep".into(), "E#l2".into(), "E#l1".into()])?;
    same("leased, limited", names(&store.leased_rows(1).await?), vec!["J#sweep".into()])?;

    let counts = store.counts().await?;
    let per_table: Vec<_> = Table::ALL.iter().map(|table| counts.rows.get(table).copied()).collect();
    same("rows", per_table, vec![Some(5), Some(0), Some(1), Some(1), Some(2)])?;
    same("due, human, leased", (counts.due, counts.human, counts.leased), (1, 1, 3))?;

    // Ledger rows expire at 3,600 s, the audit row at 7,200 s, the others never.
    same("sweep before the end", store.sweep_expired(at(3_599), 100).await?, 0)?;
    same("sweep, limited", store.sweep_expired(at(3_600), 2).await?, 2)?;
    same("sweep, the rest", store.sweep_expired(at(3_600), 100).await?, 3)?;
    same("leased afterwards", names(&store.leased_rows(10).await?), vec!["J#sweep".into()])?;
    same("due afterwards", store.due(DuePartition::Shard(1), at(99), 10).await?, vec![])?;
    same("sweep of all", store.sweep_expired(at(i64::from(u32::MAX)), 100).await?, 1)?;
    let left: u64 = store.counts().await?.rows.values().sum();
    same("never expiring", left, 3)
}
