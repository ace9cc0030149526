//! The trail, its bucket, its alarms.

use serde_json::json;

use super::plan;
use crate::baseline::tests::documents::{document, node, statement, statements, texts};

const TRAIL_ARN: &str = "arn:aws:cloudtrail:us-east-2:210987654321:trail/rp-mw-organization";

#[tokio::test]
async fn the_trail_records_every_account_and_region() {
    let graph = plan(&json!({})).await;
    let trail = node(&graph, "aws:cloudtrail/trail:Trail", "trail");
    assert_eq!(
        trail.to_json()["inputs"],
        json!({
            "name": "rp-mw-organization",
            "s3BucketName": "rp-mw-trail-210987654321",
            "isOrganizationTrail": true,
            "isMultiRegionTrail": true,
            "includeGlobalServiceEvents": true,
            "enableLogging": true,
            "enableLogFileValidation": true,
            "cloudWatchLogsGroupArn": "arn:trail:*",
            "cloudWatchLogsRoleArn": "arn:trail",
        })
    );
    assert_eq!(trail.options.protect, Some(true));
    for (type_, name) in [
        ("aws:s3/bucketPolicy:BucketPolicy", "trail"),
        ("aws:iam/rolePolicy:RolePolicy", "trail"),
        ("aws:organizations/organization:Organization", "organization"),
    ] {
        assert!(trail.dependencies.contains(&node(&graph, type_, name).urn), "after {type_}");
    }
    let role = node(&graph, "aws:iam/role:Role", "trail");
    let trust = &document(role, "assumeRolePolicy")["Statement"][0];
    assert_eq!(trust["Condition"], json!({ "StringEquals": { "aws:SourceArn": TRAIL_ARN } }));
    let streams = "arn:aws:logs:us-east-2:210987654321:log-group:/aws/cloudtrail/rp-mw-organization:log-stream:";
    let write = &document(node(&graph, "aws:iam/rolePolicy:RolePolicy", "trail"), "policy")["Statement"][0];
    assert_eq!(
        texts(&write["Resource"]),
        [format!("{streams}210987654321_CloudTrail_us-east-2*"), format!("{streams}o-own_*")]
    );
}

#[tokio::test]
async fn only_this_trail_writes_the_bucket() {
    let graph = plan(&json!({})).await;
    let policy = statements(&document(node(&graph, "aws:s3/bucketPolicy:BucketPolicy", "trail"), "policy"));
    let service = json!({ "Service": "cloudtrail.amazonaws.com" });
    let bucket = "arn:aws:s3:::rp-mw-trail-210987654321";
    assert_eq!(
        statement(&policy, "CheckOwner"),
        json!({
            "Sid": "CheckOwner", "Effect": "Allow", "Principal": service, "Action": "s3:GetBucketAcl", "Resource": bucket,
            "Condition": { "StringEquals": { "aws:SourceArn": TRAIL_ARN } },
        })
    );
    assert_eq!(
        statement(&policy, "Write"),
        json!({
            "Sid": "Write", "Effect": "Allow", "Principal": service, "Action": "s3:PutObject",
            "Resource": [format!("{bucket}/AWSLogs/210987654321/*"), format!("{bucket}/AWSLogs/o-own/*")],
            "Condition": {
                "StringEquals": { "aws:SourceArn": TRAIL_ARN, "s3:x-amz-acl": "bucket-owner-full-control" },
            },
        })
    );
    assert_eq!(statement(&policy, "TlsOnly")["Condition"], json!({ "Bool": { "aws:SecureTransport": "false" } }));
    assert_eq!(policy.len(), 3);
}

#[tokio::test]
async fn its_files_are_private_versioned_locked_and_kept() {
    let graph = plan(&json!({ "trailRetentionDays": 730 })).await;
    let inputs = |type_: &str| node(&graph, type_, "trail").to_json()["inputs"].clone();
    let bucket = node(&graph, "aws:s3/bucket:Bucket", "trail");
    assert_eq!((bucket.options.protect, bucket.options.retain_on_delete), (Some(true), Some(true)));
    assert_eq!(bucket.inputs["objectLockEnabled"], pulumi::Value::Bool(true));
    assert!(!bucket.inputs.contains_key("forceDestroy"));
    assert_eq!(inputs("aws:s3/bucketVersioning:BucketVersioning")["versioningConfiguration"]["status"], "Enabled");
    assert_eq!(
        inputs("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")["rule"]["defaultRetention"],
        json!({ "mode": "GOVERNANCE", "days": 730 })
    );
    let rule = &inputs("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")["rules"][0];
    assert_eq!((&rule["expiration"]["days"], &rule["transitions"][0]["days"]), (&json!(730), &json!(90)));
    let private = inputs("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
    for block in ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] {
        assert_eq!(private[block], true, "{block}");
    }
}

#[tokio::test]
async fn root_and_break_glass_use_page() {
    let graph = plan(&json!({ "identityCenter": true })).await;
    let pattern = |name: &str| {
        let node = node(&graph, "aws:cloudwatch/logMetricFilter:LogMetricFilter", name);
        assert_eq!(node.inputs["logGroupName"].as_str(), Some("/aws/cloudtrail/rp-mw-organization"));
        let pattern = node.inputs["pattern"].as_str().unwrap().to_owned();
        assert!(pattern.len() <= 1_024, "{name}: {}", pattern.len());
        pattern
    };
    assert_eq!(
        pattern("root-use"),
        r#"{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }"#
    );
    assert_eq!(
        pattern("break-glass-use"),
        concat!(
            r#"{ ($.eventName = "AssumeRole*") && ("#,
            r#"($.requestParameters.roleArn = "arn:aws:iam::444444444444:role/rp-mw-break-glass-dev") || "#,
            r#"($.requestParameters.roleArn = "arn:aws:iam::555555555555:role/rp-mw-break-glass-staging") || "#,
            r#"($.requestParameters.roleArn = "arn:aws:iam::666666666666:role/rp-mw-break-glass-prod")) }"#,
        )
    );
    assert!(pattern("break-glass-sign-in").contains("us-east-2/AWSReservedSSO_break-glass-prod_*"));
    let alarms: Vec<_> = graph.of_type("aws:cloudwatch/metricAlarm:MetricAlarm").collect();
    assert_eq!(alarms.len(), 2);
    for alarm in alarms {
        let inputs = &alarm.to_json()["inputs"];
        assert_eq!(
            (&inputs["period"], &inputs["threshold"], &inputs["statistic"]),
            (&json!(60), &json!(1), &json!("Sum"))
        );
        assert_eq!(inputs["alarmActions"], json!(["arn:alerts"]));
        assert_eq!(inputs["treatMissingData"], "notBreaching");
        assert!(inputs["alarmDescription"].as_str().unwrap().ends_with("https://docs.example.com/runbooks/R003.md"));
        let filters = graph.of_type("aws:cloudwatch/logMetricFilter:LogMetricFilter");
        let emitted: Vec<_> =
            filters.map(|one| one.to_json()["inputs"]["metricTransformation"]["name"].clone()).collect();
        assert!(emitted.contains(&inputs["metricName"]), "{}", alarm.name);
    }
}

#[tokio::test]
async fn outside_access_is_analysed_and_root_credentials_are_removed() {
    let graph = plan(&json!({})).await;
    let analyzer = node(&graph, "aws:accessanalyzer/analyzer:Analyzer", "access-analyzer");
    assert_eq!(analyzer.inputs["type"].as_str(), Some("ORGANIZATION"));
    let features = node(&graph, "aws:iam/organizationsFeatures:OrganizationsFeatures", "root-credentials");
    assert_eq!(features.to_json()["inputs"]["enabledFeatures"], json!(["RootCredentialsManagement"]));
    let organization = node(&graph, "aws:organizations/organization:Organization", "organization");
    assert!([analyzer, features].iter().all(|one| one.dependencies.contains(&organization.urn)));
}
