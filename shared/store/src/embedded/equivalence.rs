//! Any history of transactions leaves the embedded store and the one in memory with the same answers.

use proptest::prelude::*;
use switchboard_domain::state::{Check, Due, DuePartition, Expect, Row, RowKey, Table, Write};

use super::EmbeddedStore;
use crate::conformance::samples::{at, audit, event_row, limit};
use crate::memory::MemoryStore;
use crate::port::{LocalStore, Order, Page, Store};

fn row() -> impl Strategy<Value = Row> {
    let event = (0_u8..3, 0_u64..3, prop::option::of(0_i64..4), prop::option::of(0_i64..4), 0_i64..4).prop_map(
        |(key, fence, due, lease, expires)| {
            let mut row = event_row(&format!("E#{key}"), fence);
            row.due = due.map(|secs| Due { partition: DuePartition::Shard(0), at: at(secs) });
            row.lease_until = lease.map(at);
            row.expires_at = at(expires);
            Row::Event(row)
        },
    );
    prop_oneof![
        event,
        (0_u8..3, 0_u64..3).prop_map(|(key, version)| limit(&format!("B#{key}"), version)),
        (0_i64..3, 0_u32..3).prop_map(|(secs, n)| audit("C#x", secs, n)),
    ]
}

fn expect() -> impl Strategy<Value = Expect> {
    let check = prop_oneof![
        (0_u64..3).prop_map(Check::Fence),
        (0_u64..3).prop_map(Check::Version),
        Just(Check::Status("CLAIMED")),
        (0_i64..4).prop_map(|secs| Check::LeaseEndedBefore(at(secs))),
    ];
    let checks = || prop::collection::vec(check.clone(), 0..2);
    prop_oneof![1 => Just(Expect::Absent), 1 => checks().prop_map(Expect::Present), 3 => checks().prop_map(Expect::AbsentOr)]
}

fn write() -> impl Strategy<Value = Write> {
    (row(), expect(), 0_u8..6).prop_map(|(row, expect, kind)| match kind {
        0 => Write::Delete { key: row.key(), expect },
        1 => Write::Check { key: row.key(), expect },
        _ => Write::Put { row, expect },
    })
}

async fn answers(store: &dyn LocalStore) -> Vec<Vec<Row>> {
    let mut answers = Vec::new();
    for table in Table::ALL {
        answers.push(store.scan(table, None, 100).await.unwrap());
        answers.push(store.scan(table, Some(&RowKey::event("E#1")), 1).await.unwrap());
    }
    for order in [Order::Ascending, Order::Descending] {
        for (after, limit) in [(None, 100), (Some(format!("{}#", at(1))), 2)] {
            answers.push(store.query(Table::Audit, "C#x", "2026", Page { limit, order, after }).await.unwrap());
        }
    }
    answers.push(store.due(DuePartition::Shard(0), at(2), 2).await.unwrap());
    answers.push(store.leased_rows(2).await.unwrap());
    answers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn both_stores_answer_alike(history in prop::collection::vec((prop::collection::vec(write(), 1..4), 0_u8..8), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let dir = tempfile::tempdir().unwrap();
            let embedded = EmbeddedStore::open(&dir.path().join("state.db")).unwrap();
            let memory = MemoryStore::new();
            for (writes, sweep) in history {
                prop_assert_eq!(embedded.write(writes.clone()).await, memory.write(writes).await);
                if sweep == 0 {
                    let swept = embedded.sweep_expired(at(2), 1).await.unwrap();
                    prop_assert_eq!(swept, memory.sweep_expired(at(2), 1).await.unwrap());
                }
                prop_assert_eq!(answers(&embedded).await, answers(&memory).await);
            }
            let (mut counted, expected) = (embedded.counts().await.unwrap(), memory.counts().await.unwrap());
            counted.bytes = 0;
            prop_assert_eq!(counted, expected);
            Ok(())
        })?;
    }
}
