//! The store.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use futures::future::join_all;
use switchboard_cloud::dynamo::schema::{DUE_AT, DUE_INDEX, DUE_PARTITION, PARTITION_KEY, SORT_KEY, table_name};
use switchboard_cloud::{AwsConfig, CallPolicy, DynamoStore, Namespace};
use switchboard_domain::SeededRandomness;
use switchboard_domain::state::{
    AuditEntry, Check, Due, DuePartition, EventStatus, Expect, LimitRow, Row, RowKey, Table, Write,
};
use switchboard_store::conformance::{self, samples};
use switchboard_store::{Page, ServiceError, Store, StoreError, WriteError};

use crate::emulator::{config, config_at, deployment};
use crate::lossy::{First, lossy};

fn attribute(name: &str) -> AttributeDefinition {
    AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build().unwrap()
}

fn keys(partition: &str, sort: &str) -> Vec<KeySchemaElement> {
    let key = |name, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    vec![key(partition, KeyType::Hash), key(sort, KeyType::Range)]
}

/// Makes the tables. Their expiry is not switched on: samples have expired long ago.
async fn create_tables(client: &Client, namespace: &Namespace) {
    for table in Table::ALL {
        let mut request = client
            .create_table()
            .table_name(table_name(namespace, table))
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(keys(PARTITION_KEY, SORT_KEY)))
            .attribute_definitions(attribute(PARTITION_KEY))
            .attribute_definitions(attribute(SORT_KEY));
        if table == Table::Ledger {
            let index = GlobalSecondaryIndex::builder()
                .index_name(DUE_INDEX)
                .set_key_schema(Some(keys(DUE_PARTITION, DUE_AT)))
                .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
                .build()
                .unwrap();
            let due = [attribute(DUE_PARTITION), attribute(DUE_AT)];
            request = request.global_secondary_indexes(index);
            for attribute in due {
                request = request.attribute_definitions(attribute);
            }
        }
        request.send().await.unwrap();
    }
}

/// A store whose write ids are its own: the service knows them for ten minutes, across deployments.
fn store_of(config: &AwsConfig, namespace: &Namespace) -> DynamoStore {
    static SEED: AtomicU64 = AtomicU64::new(1);
    let seed = SEED.fetch_add(1, Ordering::SeqCst);
    DynamoStore::new(config.dynamodb(), namespace.clone(), Arc::new(SeededRandomness::new(seed)))
}

async fn fresh() -> (DynamoStore, Client, Namespace) {
    let (config, namespace) = (config(), deployment());
    create_tables(&config.dynamodb(), &namespace).await;
    (store_of(&config, &namespace), config.dynamodb(), namespace)
}

fn limit(pk: &str, version: u64) -> Row {
    samples::limit(pk, version)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conforms() {
    let (store, ..) = fresh().await;
    conformance::run(&store).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_lose_no_update_and_one_wins() {
    let (store, _, namespace) = fresh().await;
    let other = store_of(&config(), &namespace);
    let counted =
        join_all([conformance::increment(&store, "B#both", 20), conformance::increment(&other, "B#both", 20)]).await;
    assert_eq!(counted, [Ok(()), Ok(())]);
    assert_eq!(store.get(&[RowKey::limit("B#both")]).await.unwrap(), [Some(limit("B#both", 40))]);

    // Equal rows of two writers: the loser must not take the winner's row for its own.
    let write =
        |store: DynamoStore| async move { store.write(vec![Write::put(limit("B#w", 1), Expect::Absent)]).await };
    let mut results = join_all([write(store), write(other)]).await;
    results.sort_by_key(Result::is_err);
    assert_eq!(results, [Ok(()), Err(WriteError::ConditionFailed { index: 0 })]);
}

#[tokio::test]
async fn attributes_with_reserved_names_are_conditions_and_come_back() {
    let (store, client, namespace) = fresh().await;
    // `state`, `status`, `owner`, `data`, `row`, `language` and others are reserved words of the service.
    let mut event = samples::event_row("E#reserved", 4);
    event.status = EventStatus::Deferred;
    let row = Row::Event(event);
    store.write(vec![Write::put(row.clone(), Expect::Absent)]).await.unwrap();
    let checks = vec![Check::Status("DEFERRED"), Check::Fence(4), Check::LeaseEndedBefore(samples::at(0))];
    let write = Write::Check { key: row.key(), expect: Expect::Present(checks) };
    assert_eq!(store.write(vec![write]).await, Ok(()));
    let text = Row::Limit(LimitRow {
        pk: "B#text".into(),
        version: u64::MAX,
        lease_until: None,
        data: "\u{0}plain ü \u{10FFFF}".into(),
    });
    store.write(vec![Write::put(text.clone(), Expect::Absent)]).await.unwrap();
    assert_eq!(store.get(&[text.key()]).await.unwrap(), [Some(text)]);

    // What an operator sees and may change.
    let item = client
        .update_item()
        .table_name(table_name(&namespace, Table::Ledger))
        .key(PARTITION_KEY, AttributeValue::S("E#reserved".into()))
        .key(SORT_KEY, AttributeValue::S("META".into()))
        .update_expression("SET #status = :skipped")
        .expression_attribute_names("#status", "status")
        .expression_attribute_values(":skipped", AttributeValue::S("SKIPPED".into()))
        .send()
        .await;
    item.unwrap();
    let Some(Row::Event(read)) = store.get(&[row.key()]).await.unwrap().remove(0) else { panic!("an event") };
    assert_eq!((read.status, read.fence), (EventStatus::Skipped, 4));
}

#[tokio::test]
async fn a_replaced_row_leaves_nothing_of_the_former_one() {
    let (store, client, namespace) = fresh().await;
    let due = Due { partition: DuePartition::Human, at: samples::at(5) };
    let rows = [
        samples::event("E#r", 1),
        samples::leased_event("E#r", 1, samples::at(9)),
        samples::due_event("E#r", due),
        samples::event("E#r", 2),
    ];
    let mut sizes = Vec::new();
    // Alone (an update, a put) and as part of a transaction.
    for (n, expect) in [Expect::Present(vec![]), Expect::AbsentOr(vec![])].into_iter().enumerate() {
        for partner in [None, Some(Write::put(limit(&format!("B#r{n}"), 1), Expect::Absent))] {
            store.write(vec![Write::put(rows[0].clone(), Expect::AbsentOr(vec![]))]).await.unwrap();
            for row in &rows[1..] {
                let partner = partner.clone().filter(|_| row == &rows[1]);
                let writes = [Some(Write::put(row.clone(), expect.clone())), partner].into_iter().flatten().collect();
                store.write(writes).await.unwrap();
                assert_eq!(store.get(&[row.key()]).await.unwrap(), [Some(row.clone())]);
            }
            assert_eq!(store.due(DuePartition::Human, samples::at(99), 9).await.unwrap(), []);
            let items = client.scan().table_name(table_name(&namespace, Table::Ledger)).send().await.unwrap();
            sizes.push(items.items.unwrap()[0].len());
        }
    }
    assert!(sizes.iter().all(|size| *size == sizes[0]), "attributes left: {sizes:?}");
}

#[tokio::test]
async fn a_hundred_writes_of_every_kind_are_one_transaction() {
    let (store, ..) = fresh().await;
    let old: Vec<_> = (0..100).map(|n| Write::put(limit(&format!("B#old{n:03}"), 1), Expect::Absent)).collect();
    store.write(old).await.unwrap();
    let writes = |last: u64| -> Vec<_> {
        let key = |n| RowKey::limit(&format!("B#old{n:03}"));
        let present = |version| Expect::Present(vec![Check::Version(version)]);
        let puts = (0..33).map(|n| Write::put(limit(&format!("B#old{n:03}"), 2), present(1)));
        let deletes = (33..66).map(|n| Write::Delete { key: key(n), expect: present(1) });
        let checks = (66..99).map(|n| Write::Check { key: key(n), expect: present(1) });
        let last = Write::put(limit("B#old099", 2), present(last));
        puts.chain(deletes).chain(checks).chain([last]).collect()
    };
    assert_eq!(store.write(writes(7)).await, Err(WriteError::ConditionFailed { index: 99 }));
    assert_eq!(store.write(writes(1)).await, Ok(()));
    let rows = store.scan(Table::Limits, None, 1_000).await.unwrap();
    let versions: Vec<_> = rows.iter().filter(|row| **row == limit(&row.key().pk, 2)).collect();
    assert_eq!((rows.len(), versions.len()), (67, 34));
    // A check that always holds is no part of the request, but keeps its place in the count.
    let always = Write::Check { key: RowKey::limit("B#none"), expect: Expect::AbsentOr(vec![]) };
    let failing = Write::Check { key: RowKey::limit("B#none2"), expect: Expect::Present(vec![]) };
    assert_eq!(store.write(vec![always.clone()]).await, Ok(()));
    let only = RowKey::limit("B#old000");
    let second = vec![always, Write::Delete { key: only, expect: Expect::Present(vec![]) }, failing];
    assert_eq!(store.write(second).await, Err(WriteError::ConditionFailed { index: 2 }));
}

#[tokio::test]
async fn more_rows_than_an_answer_holds_come_in_pages() {
    let (store, ..) = fresh().await;
    // An answer holds at most 1 MB; 40 rows of 60 KB are more than two of them.
    let filler = "x".repeat(60_000);
    for n in 0..40 {
        let Row::Audit(mut row) = samples::audit("C#large", n, 0) else { panic!("an audit row") };
        row.entry = AuditEntry::Operator { action: filler.clone(), result: n.to_string() };
        store.write(vec![Write::put(Row::Audit(row), Expect::Absent)]).await.unwrap();
    }
    let all = store.query(Table::Audit, "C#large", "", Page::first(100)).await.unwrap();
    assert_eq!(all.len(), 40);
    let newest = store.query(Table::Audit, "C#large", "", Page::newest(30)).await.unwrap();
    assert_eq!(newest, all.iter().rev().take(30).cloned().collect::<Vec<_>>());
    assert_eq!(store.scan(Table::Audit, None, 100).await.unwrap().len(), 40);
    assert_eq!(store.scan(Table::Audit, Some(&all[9].key()), 100).await.unwrap().len(), 30);
}

#[tokio::test]
async fn due_pages_past_what_is_no_longer_due() {
    let (store, client, namespace) = fresh().await;
    let due = |secs| Due { partition: DuePartition::Shard(2), at: samples::at(secs) };
    let names: Vec<_> = (0..12).map(|n| format!("E#{n:02}")).collect();
    for (name, secs) in names.iter().zip(0..) {
        store.write(vec![Write::put(samples::due_event(name, due(secs)), Expect::Absent)]).await.unwrap();
    }
    // An index that is behind: the rows have moved, their entries have not.
    for name in &names[..5] {
        client
            .update_item()
            .table_name(table_name(&namespace, Table::Ledger))
            .key(PARTITION_KEY, AttributeValue::S(name.clone()))
            .key(SORT_KEY, AttributeValue::S("META".into()))
            .update_expression("SET body = :body")
            .expression_attribute_values(":body", body_without_due(&client, &namespace, name).await)
            .send()
            .await
            .unwrap();
    }
    let found = store.due(DuePartition::Shard(2), samples::at(99), 3).await.unwrap();
    let found: Vec<_> = found.iter().map(|row| row.key().pk).collect();
    assert_eq!(found, ["E#05", "E#06", "E#07"]);
    assert_eq!(store.due(DuePartition::Shard(2), samples::at(99), 100).await.unwrap().len(), 7);
    assert_eq!(store.due(DuePartition::Shard(2), samples::at(99), 0).await.unwrap(), []);
}

async fn body_without_due(client: &Client, namespace: &Namespace, pk: &str) -> AttributeValue {
    let request = client.get_item().table_name(table_name(namespace, Table::Ledger));
    let request = request.key(PARTITION_KEY, AttributeValue::S(pk.to_owned()));
    let item = request.key(SORT_KEY, AttributeValue::S("META".into())).send().await.unwrap().item.unwrap();
    let mut body: serde_json::Value = serde_json::from_str(item["body"].as_s().unwrap()).unwrap();
    body["due"] = serde_json::Value::Null;
    AttributeValue::S(body.to_string())
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_carried_out_once() {
    let (store, _, namespace) = fresh().await;
    let put = |pk: &str| vec![Write::put(limit(pk, 1), Expect::Absent)];
    let both =
        |pk: &str| vec![Write::put(limit(pk, 1), Expect::Absent), Write::put(limit("B#twin", 1), Expect::Absent)];
    let delete = |pk: &str| vec![Write::Delete { key: RowKey::limit(pk), expect: Expect::Present(vec![]) }];
    for pk in ["B#gone", "B#update"] {
        store.write(put(pk)).await.unwrap();
    }
    let update = vec![Write::put(limit("B#update", 2), Expect::Present(vec![Check::Version(1)]))];
    for writes in [put("B#put"), update, both("B#both"), delete("B#gone")] {
        let (url, met) = lossy(First::LoseAnswers(1)).await;
        let through = store_of(&config_at(&url, CallPolicy::DEFAULT), &namespace);
        assert_eq!(through.write(writes.clone()).await, Ok(()), "{writes:?}");
        assert_eq!(met.load(Ordering::SeqCst), 2, "the SDK repeats");
        assert_eq!(store.write(writes).await, Err(WriteError::ConditionFailed { index: 0 }));
    }
    let gone = store.get(&[RowKey::limit("B#gone"), RowKey::limit("B#twin")]).await.unwrap();
    assert_eq!(gone, [None, Some(limit("B#twin", 1))]);
}

const CONFLICT: &str = r#"{"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "message": "planted", "CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]}"#;

const BUSY: &str =
    r#"{"__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException", "message": "planted"}"#;

#[tokio::test]
async fn conflicts_are_repeated_until_they_last_too_long() {
    let (_, _, namespace) = fresh().await;
    let one: fn(u32) -> Vec<Write> = |n| vec![Write::put(limit(&format!("B#one{n}"), 1), Expect::Absent)];
    let two: fn(u32) -> Vec<Write> =
        |n| ["B#a", "B#b"].map(|pk| Write::put(limit(&format!("{pk}{n}"), 1), Expect::Absent)).to_vec();
    for (answer, writes) in [(BUSY, one), (CONFLICT, two)] {
        for (times, succeeds) in [(3, true), (100, false)] {
            let (url, met) = lossy(First::Refuse(times, answer)).await;
            let store = store_of(&config_at(&url, CallPolicy::DEFAULT), &namespace);
            let result = store.write(writes(times)).await;
            let throttled = StoreError::Service(ServiceError::Throttled { service: "dynamodb" });
            assert_eq!(result, if succeeds { Ok(()) } else { Err(WriteError::Store(throttled)) });
            assert_eq!(met.load(Ordering::SeqCst), if succeeds { 4 } else { 6 });
        }
    }
}

#[tokio::test]
async fn failures_of_the_service_are_told_apart() {
    let quick = CallPolicy { connect: Duration::from_millis(200), attempt: Duration::from_millis(200), attempts: 2 };
    let namespace = deployment();
    let code = async |config: AwsConfig| {
        let store = store_of(&config, &namespace);
        store.get(&[RowKey::limit("B#x")]).await.unwrap_err().code()
    };
    let (silent, met) = lossy(First::Silence).await;
    assert_eq!(code(config_at(&silent, quick)).await, "service.timeout");
    assert_eq!(met.load(Ordering::SeqCst), 2);
    assert_eq!(code(config_at("http://127.0.0.1:1", quick)).await, "service.unreachable");
    assert_eq!(code(config()).await, "service.not_found");
    let denied = r#"{"__type": "com.amazon.coral.service#AccessDeniedException", "message": "planted"}"#;
    let (refusing, _) = lossy(First::Refuse(9, denied)).await;
    assert_eq!(code(config_at(&refusing, quick)).await, "service.denied");
}
