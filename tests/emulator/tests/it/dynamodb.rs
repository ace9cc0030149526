//! DynamoDB.

use serde_json::{Value, json};
use switchboard_emulator::Refusal;

use crate::emulator::clients;
use crate::lifecycle::{Resource, kind_of, lifecycle};

const TABLE: &str = "aws:dynamodb/table:Table";

fn table(name: &str) -> Value {
    json!({
        "name": name,
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": "pk",
        "rangeKey": "sk",
        "attributes": [
            {"name": "sk", "type": "S"}, {"name": "pk", "type": "S"}, {"name": "bucket", "type": "S"},
            {"name": "due", "type": "N"},
        ],
        "globalSecondaryIndexes": [{
            "name": "due",
            "keySchemas": [{"attributeName": "bucket", "keyType": "HASH"}, {"attributeName": "due", "keyType": "RANGE"}],
            "projectionType": "INCLUDE",
            "nonKeyAttributes": ["status"],
        }],
        "ttl": {"attributeName": "expires", "enabled": true},
        "pointInTimeRecovery": {"enabled": true, "recoveryPeriodInDays": 35},
        "deletionProtectionEnabled": true,
        "tags": {"env": "dev", "gone": "x"},
    })
}

#[tokio::test]
async fn tables() {
    let aws = clients();
    let changed = json!({
        "name": "life-ledger",
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": "pk",
        "rangeKey": "sk",
        "attributes": [{"name": "pk", "type": "S"}, {"name": "sk", "type": "S"}],
        "tags": {"env": "prod"},
    });
    let (first, second) = lifecycle(&aws, TABLE, table("life-ledger"), changed).await;
    assert_eq!(first["arn"], "arn:aws:dynamodb:us-east-2:000000000000:table/life-ledger");
    for name in ["globalSecondaryIndexes", "ttl", "pointInTimeRecovery", "deletionProtectionEnabled"] {
        assert_eq!(second.get(name), None, "{name}");
    }
}

#[tokio::test]
async fn indexes_come_later_as_well() {
    let aws = clients();
    let mut plain = table("late-index");
    let members = plain.as_object_mut().unwrap();
    members.remove("globalSecondaryIndexes");
    members.insert("attributes".to_owned(), json!([{"name": "pk", "type": "S"}, {"name": "sk", "type": "S"}]));
    members.insert("deletionProtectionEnabled".to_owned(), json!(false));
    let resource = Resource::create(&aws, TABLE, plain.clone()).await;
    let mut indexed = table("late-index");
    indexed["deletionProtectionEnabled"] = json!(false);
    let resource = resource.update(&aws, indexed).await;

    // The older notation of keys is told as it was given.
    let mut older = table("late-index");
    older["deletionProtectionEnabled"] = json!(false);
    older["globalSecondaryIndexes"] =
        json!([{"name": "due", "hashKey": "bucket", "rangeKey": "due", "projectionType": "ALL"}]);
    resource.update(&aws, older).await.delete(&aws).await;
}

#[tokio::test]
async fn protected_tables_stay() {
    let aws = clients();
    let resource = Resource::create(&aws, TABLE, table("protected")).await;
    let refusal = kind_of(TABLE).delete(&aws, &resource.id, &resource.properties).await.unwrap_err();
    assert!(matches!(refusal, Refusal::Failed { .. }), "{refusal}");
    let mut open = table("protected");
    open["deletionProtectionEnabled"] = json!(false);
    resource.update(&aws, open).await.delete(&aws).await;
}

#[tokio::test]
async fn drift_of_a_table_shows() {
    let aws = clients();
    let mut inputs = table("drift-table");
    inputs["deletionProtectionEnabled"] = json!(false);
    let resource = Resource::create(&aws, TABLE, inputs).await;
    let protect = aws.dynamodb().update_table().table_name("drift-table").deletion_protection_enabled(true);
    protect.send().await.unwrap();
    let now = resource.read(&aws, &resource.properties).await;
    assert_eq!(now["deletionProtectionEnabled"], true);
    let open = aws.dynamodb().update_table().table_name("drift-table").deletion_protection_enabled(false);
    open.send().await.unwrap();
    resource.delete(&aws).await;
}
