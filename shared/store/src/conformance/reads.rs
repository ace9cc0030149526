//! What reads return, and in which order.

use switchboard_domain::state::{Due, DuePartition, EffectKind, Expect, Row, RowKey, Table, Write};

use super::samples::{at, audit, config, counters, due_event, effect, event, leased_event, limit, state};
use super::{Failure, keys, same};
use crate::port::{Order, Page, Store};

async fn put(store: &dyn Store, rows: &[Row]) -> Result<(), Failure> {
    let writes = rows.iter().map(|row| Write::put(row.clone(), Expect::AbsentOr(vec![]))).collect();
    Ok(store.write(writes).await?)
}

pub(super) async fn get_order(store: &dyn Store) -> Result<(), Failure> {
    let rows = [limit("B#order1", 1), limit("B#order2", 1)];
    put(store, &rows).await?;
    let asked = ["B#order2", "B#none", "B#order1", "B#order2"].map(RowKey::limit);
    let [first, second] = rows.map(Some);
    same("rows", store.get(&asked).await?, vec![second.clone(), None, first, second])?;
    same("no key", store.get(&[]).await?, vec![])
}

pub(super) async fn query_pages(store: &dyn Store) -> Result<(), Failure> {
    let rows: Vec<_> = (0..7).map(|n| audit("C#page", i64::from(n / 2), n)).collect();
    put(store, &rows).await?;
    put(store, &[audit("C#pagf", 0, 0), audit("C#pag", 9, 9)]).await?;
    for order in [Order::Ascending, Order::Descending] {
        let mut expected = rows.clone();
        if order == Order::Descending {
            expected.reverse();
        }
        for limit in 1..=8 {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = store.query(Table::Audit, "C#page", "", Page { limit, order, after }).await?;
                if page.len() > limit {
                    return Err(Failure(format!("{} rows for a limit of {limit}", page.len())));
                }
                after = page.last().map(|row| row.key().sk);
                seen.extend(page);
                if after.is_none() {
                    break;
                }
            }
            same(&format!("{order:?} by {limit}"), keys(&seen), keys(&expected))?;
        }
    }
    same("other table", store.query(Table::Ledger, "C#page", "", Page::first(9)).await?, vec![])
}

pub(super) async fn query_prefixes(store: &dyn Store) -> Result<(), Failure> {
    let sks = ["ACTIVE", "V#%", "V#1", "V#10", "V#2", "V#_x", "V$", "W", "V#\u{10FFFF}", "V#ü"];
    let rows: Vec<_> = sks.iter().map(|sk| config("prefix", sk, 1)).collect();
    put(store, &rows).await?;
    for prefix in ["", "V#", "V#1", "V#%", "V#_", "V", "v#", "V#10x", "V#\u{10FFFF}", "Z"] {
        let mut expected: Vec<_> = sks.iter().filter(|sk| sk.starts_with(prefix)).map(ToString::to_string).collect();
        expected.sort();
        let found = store.query(Table::Config, "CFG#prefix", prefix, Page::first(99)).await?;
        let found: Vec<_> = found.iter().map(|row| row.key().sk).collect();
        same(&format!("prefix {prefix:?}"), found, expected.clone())?;
        let found = store.query(Table::Config, "CFG#prefix", prefix, Page::newest(99)).await?;
        let found: Vec<_> = found.iter().rev().map(|row| row.key().sk).collect();
        same(&format!("prefix {prefix:?}, descending"), found, expected)?;
    }
    Ok(())
}

pub(super) async fn due_order(store: &dyn Store) -> Result<(), Failure> {
    let place = |shard, secs| Due { partition: DuePartition::Shard(shard), at: at(secs) };
    let rows = [
        due_event("E#due3", place(3, 30)),
        due_event("E#due1", place(3, 10)),
        due_event("E#due2", place(3, 20)),
        due_event("E#other", place(4, 1)),
        due_event("E#human", Due { partition: DuePartition::Human, at: at(5) }),
    ];
    put(store, &rows).await?;
    let shard = DuePartition::Shard(3);
    let names = |rows: Vec<Row>| rows.iter().map(|row| row.key().pk).collect::<Vec<_>>();
    same("before the first", names(store.due(shard, at(9), 10).await?), vec![])?;
    same("to the instant", names(store.due(shard, at(20), 10).await?), vec!["E#due1".into(), "E#due2".into()])?;
    same("limited", names(store.due(shard, at(99), 1).await?), vec!["E#due1".into()])?;
    same("people's list", names(store.due(DuePartition::Human, at(99), 10).await?), vec!["E#human".into()])
}

pub(super) async fn due_follows(store: &dyn Store) -> Result<(), Failure> {
    let place = |shard| Due { partition: DuePartition::Shard(shard), at: at(0) };
    let key = RowKey::event("E#moves");
    for (step, row, found) in [
        ("put", Some(due_event("E#moves", place(6))), [true, false]),
        ("moved", Some(due_event("E#moves", place(7))), [false, true]),
        ("taken out", Some(event("E#moves", 1)), [false, false]),
        ("put again", Some(due_event("E#moves", place(6))), [true, false]),
        ("deleted", None, [false, false]),
    ] {
        let expect = Expect::AbsentOr(vec![]);
        let write = match row {
            Some(row) => Write::put(row, expect),
            None => Write::Delete { key: key.clone(), expect },
        };
        store.write(vec![write]).await?;
        for (shard, found) in [6, 7].into_iter().zip(found) {
            let rows = store.due(DuePartition::Shard(shard), at(0), 10).await?;
            same(&format!("{step}, shard {shard}"), rows.iter().any(|row| row.key() == key), found)?;
        }
    }
    Ok(())
}

pub(super) async fn scan_all(store: &dyn Store) -> Result<(), Failure> {
    let rows: Vec<_> = (0..9).map(|n| counters(&format!("U#scan{}", n % 5), n)).collect();
    put(store, &rows[..5]).await?;
    put(store, &rows[5..]).await?;
    put(store, &[state("C#scan", 1), limit("B#scan", 1)]).await?;
    for limit in [1, 2, 100] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store.scan(Table::Conversations, after.as_ref(), limit).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.key());
            seen.extend(keys(&page));
        }
        let ours = seen.iter().filter(|(pk, _)| pk.contains("scan")).count();
        same(&format!("rows of the table by {limit}"), ours, 6)?;
        let mut distinct = seen.clone();
        distinct.sort();
        distinct.dedup();
        same("each once", distinct.len(), seen.len())?;
    }
    Ok(())
}

pub(super) async fn expired_present(store: &dyn Store) -> Result<(), Failure> {
    // Samples expire in January 2026; nobody has asked for a sweep.
    put(store, &[event("E#old", 1)]).await?;
    same("read", store.get(&[RowKey::event("E#old")]).await?.len(), 1)?;
    let put_again = store.write(vec![Write::put(event("E#old", 2), Expect::Absent)]).await;
    same("write", put_again, Err(crate::error::WriteError::ConditionFailed { index: 0 }))
}

pub(super) async fn round_trip(store: &dyn Store) -> Result<(), Failure> {
    let rows = vec![
        leased_event("E#trip", 3, at(9)),
        effect("E#trip", EffectKind::Reply),
        effect("E#trip", EffectKind::Tags),
        state("C#trip", 4),
        counters("U#trip", 5),
        audit("C#trip", 6, 7),
        config("trip", "ACTIVE", 8),
        limit("B#trip", 9),
    ];
    put(store, &rows).await?;
    let keys: Vec<_> = rows.iter().map(Row::key).collect();
    same("rows", store.get(&keys).await?, rows.into_iter().map(Some).collect())
}
