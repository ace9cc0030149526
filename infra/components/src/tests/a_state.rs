use pulumi::ResourceOptions;
use pulumi::mock::Graph;
use serde_json::json;
use switchboard_domain::Environment::{self, Dev, Local, Prod, Staging};

use super::{alarms, built, inputs, one, refused};
use crate::{KillSwitch, SecretContainer, Table, TableArgs, TableIndex};

const TABLE: &str = "aws:dynamodb/table:Table";
const SECRET: &str = "aws:secretsmanager/secret:Secret";
const PARAMETER: &str = "aws:ssm/parameter:Parameter";

async fn ledger(environment: Environment) -> Graph {
    built(environment, |ctx, alarms| {
        let args = TableArgs { index: Some(TableIndex::due()), ..TableArgs::default() };
        let table = Table::new(ctx, alarms, "ledger", args, ResourceOptions::new())?;
        assert!(table.table_arn().ends_with(&format!(":table/{}", table.table_name())));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_table_of_state_is_kept_and_restorable() {
    let graph = ledger(Prod).await;
    let table = one(&graph, TABLE, "ledger");
    let expected = json!({
        "name": "rp-prod-ledger", "billingMode": "PAY_PER_REQUEST", "hashKey": "pk", "rangeKey": "sk",
        "attributes": [
            { "name": "due_at", "type": "S" }, { "name": "due_partition", "type": "S" },
            { "name": "pk", "type": "S" }, { "name": "sk", "type": "S" },
        ],
        "globalSecondaryIndexes": [{
            "name": "due", "projectionType": "KEYS_ONLY",
            "keySchemas": [
                { "attributeName": "due_partition", "keyType": "HASH" }, { "attributeName": "due_at", "keyType": "RANGE" },
            ],
        }],
        "ttl": { "attributeName": "expires_at", "enabled": true },
        "pointInTimeRecovery": { "enabled": true, "recoveryPeriodInDays": 35 },
        "deletionProtectionEnabled": true,
    });
    assert_eq!(inputs(table), expected);
    assert_eq!((table.options.protect, table.options.retain_on_delete), (Some(true), Some(true)));
}

#[tokio::test]
async fn a_table_of_a_trial_can_go() {
    let graph = built(Dev, |ctx, alarms| {
        let args = TableArgs { ttl_attribute: None, point_in_time_recovery: false, ..TableArgs::default() };
        Table::new(ctx, alarms, "limits", args, ResourceOptions::new()).map(drop)
    })
    .await;
    let table = one(&graph, TABLE, "limits");
    let expected = json!({
        "name": "rp-dev-limits", "billingMode": "PAY_PER_REQUEST", "hashKey": "pk", "rangeKey": "sk",
        "attributes": [{ "name": "pk", "type": "S" }, { "name": "sk", "type": "S" }],
        "pointInTimeRecovery": { "enabled": false }, "deletionProtectionEnabled": false,
    });
    assert_eq!(inputs(table), expected);
    assert_eq!((table.options.protect, table.options.retain_on_delete), (None, None));
}

#[tokio::test]
async fn throttles_of_table_and_index_alarm() {
    let graph = ledger(Dev).await;
    let table = r#"{"TableName":"rp-dev-ledger"}"#;
    let index = r#"{"GlobalSecondaryIndexName":"due","TableName":"rp-dev-ledger"}"#;
    let alarm = |subject: &str, metric: &str, dimensions: &str| {
        format!("d1-ledger-{subject}-warn: AWS/DynamoDB {metric} {dimensions} Sum 60 3/5 GreaterThan 0 -> warn, R005")
    };
    let expected = [
        alarm("due-reads", "ReadThrottleEvents", index),
        alarm("due-writes", "WriteThrottleEvents", index),
        alarm("reads", "ReadThrottleEvents", table),
        alarm("writes", "WriteThrottleEvents", table),
    ];
    assert_eq!(alarms(&graph, "Table::ledger"), expected);
}

#[tokio::test]
async fn a_table_that_could_be_lost_or_fill_up_is_refused() {
    let defaults = TableArgs::default;
    let twice =
        TableIndex { name: "due".to_owned(), partition_key: "due_at".to_owned(), sort_key: "due_at".to_owned() };
    let never = TableArgs { index: Some(TableIndex::due()), ttl_attribute: Some("due_at".to_owned()), ..defaults() };
    let cases = [
        (
            Staging,
            TableArgs { point_in_time_recovery: false, ..defaults() },
            "point_in_time_recovery is off, but staging",
        ),
        (Prod, TableArgs { point_in_time_recovery: false, ..defaults() }, "point_in_time_recovery is off, but prod"),
        (Dev, TableArgs { recovery_days: 36, ..defaults() }, "recovery_days is 36"),
        (Dev, TableArgs { sort_key: "pk".to_owned(), ..defaults() }, "sort_key is the partition key"),
        (Dev, TableArgs { index: Some(twice), ..defaults() }, "index `due` has the same attribute twice"),
        (Dev, never, "ttl_attribute is `due_at`, a key"),
    ];
    for (environment, args, reason) in cases {
        let error = refused(environment, move |ctx, alarms| {
            Table::new(ctx, alarms, "ledger", args, ResourceOptions::new()).map(drop)
        })
        .await;
        assert!(error.contains(reason), "expected `{reason}`: {error}");
    }
}

async fn api_key(environment: Environment) -> Graph {
    built(environment, |ctx, alarms| {
        let site = alarms.site();
        let secret = SecretContainer::new(ctx, site, "richpanel/api_key", ResourceOptions::new())?;
        assert_eq!(secret.arn_pattern(), site.secret_arn("richpanel/api_key"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_secret_is_a_container_without_a_value() {
    let graph = api_key(Prod).await;
    let secret = one(&graph, SECRET, "richpanel-api-key");
    let expected = json!({
        "name": "rp/prod/richpanel/api_key", "recoveryWindowInDays": 30,
        "description": "Filled by: switchboard secrets put richpanel/api_key",
    });
    assert_eq!(inputs(secret), expected);
    assert_eq!(secret.options.protect, Some(true));
    assert_eq!(graph.of_type("aws:secretsmanager/secretVersion:SecretVersion").count(), 0);

    let graph = api_key(Local).await;
    let secret = one(&graph, SECRET, "richpanel-api-key");
    assert_eq!((&inputs(secret)["recoveryWindowInDays"], secret.options.protect), (&json!(0), None));
}

#[tokio::test]
async fn a_secret_that_nobody_reads_is_refused() {
    let error = refused(Dev, |ctx, alarms| {
        SecretContainer::new(ctx, alarms.site(), "richpanel/apikey", ResourceOptions::new()).map(drop)
    })
    .await;
    assert!(error.contains("SecretContainer richpanel/apikey: path is none of richpanel/api_key, "), "{error}");
}

async fn switch(environment: Environment, name: &'static str, initial: &'static str) -> Graph {
    built(environment, move |ctx, alarms| {
        let switch = KillSwitch::new(ctx, alarms.site(), name, initial, ResourceOptions::new())?;
        assert_eq!(switch.parameter_name(), format!("/rp/{environment}/{name}"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_switch_is_created_and_never_turned() {
    let graph = switch(Prod, "outbound/enabled", "false").await;
    let parameter = one(&graph, PARAMETER, "outbound-enabled");
    let expected = json!({
        "name": "/rp/prod/outbound/enabled", "type": "String", "tier": "Standard", "insecureValue": "false",
        "description": "Turned by operators while the program runs; a deployment never turns it",
    });
    assert_eq!(inputs(parameter), expected);
    let frozen = ["value", "insecureValue", "description", "allowedPattern", "tier", "dataType", "keyId", "type"]
        .map(str::to_owned);
    assert_eq!(parameter.options.ignore_changes, frozen);
    let kept = async |environment| {
        let graph = switch(environment, "safe_mode", "false").await;
        one(&graph, PARAMETER, "safe-mode").options.retain_on_delete
    };
    assert_eq!(parameter.options.retain_on_delete, Some(true));
    assert_eq!((kept(Staging).await, kept(Dev).await, kept(Local).await), (Some(true), None, None));
}

#[tokio::test]
async fn a_switch_without_meaning_is_refused() {
    for (name, initial, reason) in [
        ("safe_mode", "", "KillSwitch safe_mode: initial is empty"),
        ("safe_mode", " ", "initial is empty"),
        ("outbound/prod_ack", "{{ssm:/x}}", "initial holds `{{`"),
        ("safe-mode", "false", "name is none of safe_mode, "),
        ("safe_mode", "maybe", "initial is `maybe`: safe_mode: accepted are true or false"),
        ("release_stage", "6", "accepted are 0 to 5"),
    ] {
        let error = refused(Dev, move |ctx, alarms| {
            KillSwitch::new(ctx, alarms.site(), name, initial, ResourceOptions::new()).map(drop)
        })
        .await;
        assert!(error.contains(reason), "expected `{reason}`: {error}");
    }
}
