//! Transactions of several writes, and many at the same time.

use futures::future::join_all;
use switchboard_domain::state::{Check, ConfigRow, EffectKind, Expect, Row, RowKey, Table, Write};

use super::samples::{at, config, effect, event, leased_event, limit, state};
use super::{Failure, keys, same};
use crate::error::{StoreError, WriteError};
use crate::port::{MAX_WRITES, Page, Store};

pub(super) async fn all_or_nothing(store: &dyn Store) -> Result<(), Failure> {
    let keys = [RowKey::event("E#atomic"), RowKey::state("C#atomic"), RowKey::effect("E#atomic", EffectKind::Reply)];
    let plan = |last: Expect| {
        vec![
            Write::put(event("E#atomic", 1), Expect::Absent),
            Write::put(state("C#atomic", 1), Expect::Absent),
            Write::put(effect("E#atomic", EffectKind::Reply), last),
        ]
    };
    let refused = store.write(plan(Expect::Present(vec![]))).await;
    same("refused", refused, Err(WriteError::ConditionFailed { index: 2 }))?;
    same("nothing written", store.get(&keys).await?, vec![None, None, None])?;
    store.write(plan(Expect::Absent)).await?;
    same("all written", store.get(&keys).await?.iter().filter(|row| row.is_some()).count(), 3)?;
    let check = Write::Check { key: keys[0].clone(), expect: Expect::Present(vec![Check::Fence(2)]) };
    let delete = Write::Delete { key: keys[1].clone(), expect: Expect::Present(vec![]) };
    same("a check guards", store.write(vec![delete, check]).await, Err(WriteError::ConditionFailed { index: 1 }))?;
    same("nothing deleted", store.get(&keys[1..2]).await?, vec![Some(state("C#atomic", 1))])
}

pub(super) async fn conditions_before(store: &dyn Store) -> Result<(), Failure> {
    // The second write's condition must not see what the first one does.
    store.write(vec![Write::put(limit("B#before", 1), Expect::Absent)]).await?;
    let writes = vec![
        Write::put(limit("B#before", 2), Expect::Present(vec![Check::Version(1)])),
        Write::put(limit("B#before2", 1), Expect::Absent),
    ];
    same("first time", store.write(writes.clone()).await, Ok(()))?;
    same("second time", store.write(writes).await, Err(WriteError::ConditionFailed { index: 0 }))
}

pub(super) async fn limits(store: &dyn Store) -> Result<(), Failure> {
    let many = |count: usize| {
        (0..count).map(|i| Write::put(limit(&format!("B#many{i}"), 1), Expect::AbsentOr(vec![]))).collect::<Vec<_>>()
    };
    same("no write", store.write(Vec::new()).await, Ok(()))?;
    same("as many as allowed", store.write(many(MAX_WRITES)).await, Ok(()))?;
    let count = MAX_WRITES + 1;
    same("one more", store.write(many(count)).await, Err(StoreError::TooManyWrites { count }.into()))?;
    let twice = vec![
        Write::put(limit("B#twice", 1), Expect::Absent),
        Write::Check { key: RowKey::limit("B#twice"), expect: Expect::Absent },
    ];
    same("a key twice", store.write(twice).await, Err(StoreError::RepeatedKey { index: 1 }.into()))?;
    same("nothing written", store.get(&[RowKey::limit("B#twice")]).await?, vec![None])
}

pub(super) async fn no_lost_update(store: &dyn Store) -> Result<(), Failure> {
    let (tasks, times) = (16, 8);
    for result in join_all((0..tasks).map(|_| increment(store, "B#counter", times))).await {
        result?;
    }
    let rows = store.get(&[RowKey::limit("B#counter")]).await?;
    same("version", rows, vec![Some(limit("B#counter", tasks * times))])
}

pub(super) async fn one_winner(store: &dyn Store) -> Result<(), Failure> {
    let claims = (0..32).map(|i| {
        let row = leased_event("E#race", 1, super::samples::at(i));
        store.write(vec![Write::put(row, Expect::Absent)])
    });
    let results = join_all(claims).await;
    same("winners", results.iter().filter(|result| result.is_ok()).count(), 1)?;
    let refused = results.iter().filter(|result| matches!(result, Err(WriteError::ConditionFailed { index: 0 })));
    same("losers", refused.count(), 31)
}

/// As config snapshots are activated: documents that stay, one row that names one of them, and a row for each change.
pub(super) async fn pointer(store: &dyn Store) -> Result<(), Failure> {
    let active = |version| config("pointer", "ACTIVE", version);
    let step = |version: u64, expect| {
        let history = config("pointer", &format!("H#{version:020}"), 1);
        vec![Write::put(active(version), expect), Write::put(history, Expect::Absent)]
    };
    let behind = |version| Expect::Present(vec![Check::Version(version)]);
    let document = |version, expires_at| match config("pointer", "V#cs-1", version) {
        Row::Config(row) => Row::Config(ConfigRow { expires_at, ..row }),
        other => other,
    };
    store.write(vec![Write::put(document(1, Some(at(9))), Expect::Absent)]).await?;
    store.write(step(1, Expect::Absent)).await?;
    store.write(step(2, behind(1))).await?;
    let refused = Err(WriteError::ConditionFailed { index: 0 });
    same("who saw the first one only", store.write(step(3, behind(1))).await, refused.clone())?;
    same("who saw none", store.write(step(3, Expect::Absent)).await, refused)?;
    // What is active does not expire any more.
    let kept = document(2, None);
    store.write(vec![Write::put(kept.clone(), behind(1))]).await?;
    let rows = store.get(&[RowKey::config("pointer", "ACTIVE"), RowKey::config("pointer", "V#cs-1")]).await?;
    same("rows", rows, vec![Some(active(2)), Some(kept)])?;
    let history = store.query(Table::Config, "CFG#pointer", "H#", Page::newest(10)).await?;
    let sort_keys: Vec<_> = keys(&history).into_iter().map(|(_, sk)| sk).collect();
    same("history", sort_keys, vec![format!("H#{:020}", 2), format!("H#{:020}", 1)])
}

/// Raises the version of a limits row `times` times, each by a read and a conditional write, repeated on conflict.
///
/// # Errors
/// [`WriteError::Store`] when the store fails.
pub async fn increment(store: &dyn Store, pk: &str, times: u64) -> Result<(), WriteError> {
    for _ in 0..times {
        loop {
            let stored = store.get(&[RowKey::limit(pk)]).await?;
            let (version, expect) = match stored.first() {
                Some(Some(Row::Limit(row))) => (row.version, Expect::Present(vec![Check::Version(row.version)])),
                _ => (0, Expect::Absent),
            };
            match store.write(vec![Write::put(limit(pk, version + 1), expect)]).await {
                Ok(()) => break,
                Err(WriteError::ConditionFailed { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}
