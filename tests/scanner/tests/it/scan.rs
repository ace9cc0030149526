use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pulumi::mock::{Answer, Graph, Run};
use pulumi::{Context, ResourceOptions};
use pulumi_aws::{s3, sqs};
use switchboard_infra::{StackKind, golden};
use switchboard_scanner::{Checkov, Report, TerraformPlan, Waivers};

fn environments() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../environments")
}

fn read(name: &str) -> String {
    let path = environments().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("environments/{name}: {error}"))
}

/// The plan of a stack as its committed file describes it.
async fn plan(kind: StackKind) -> TerraformPlan {
    let name = kind.name();
    let graph = golden::plan(kind, &read(&format!("Pulumi.{name}.yaml"))).await;
    let graph = graph.unwrap_or_else(|error| panic!("stack {name}: {error}"));
    TerraformPlan::of(&name, &graph.to_json()).unwrap()
}

async fn scan(plans: &[TerraformPlan]) -> Vec<Report> {
    Checkov::install().await.unwrap().scan(plans).await.unwrap()
}

#[tokio::test]
async fn every_finding_is_followed_or_waived() {
    let mut plans = Vec::new();
    for kind in StackKind::ALL {
        plans.push(plan(kind).await);
    }
    let reports = scan(&plans).await;
    assert_eq!(reports.len(), StackKind::ALL.len());
    for report in &reports {
        // A plan that says nothing to checkov passes nothing; the smallest stack passes 86.
        assert!(report.passed.len() >= 50, "stack {} passed {} checks only", report.stack, report.passed.len());
    }
    let verdict = Waivers::read(&read("checkov.toml")).unwrap().judge(&reports);
    assert!(verdict.is_good(), "{verdict}");
}

/// A bucket that is open and a queue that is not encrypted, or the same as they should be.
async fn bucket_and_queue(good: bool) -> Report {
    let program = move |ctx: Context| async move {
        let bucket = s3::Bucket::new(&ctx, "files", s3::BucketArgs::new(), ResourceOptions::new());
        let block = s3::BucketPublicAccessBlockArgs::new().bucket(bucket.id());
        let block = block.block_public_acls(good).block_public_policy(good);
        let block = block.ignore_public_acls(good).restrict_public_buckets(good);
        s3::BucketPublicAccessBlock::new(&ctx, "files", block, ResourceOptions::new());
        let queue = sqs::QueueArgs::new().sqs_managed_sse_enabled(good);
        sqs::Queue::new(&ctx, "events", queue, ResourceOptions::new());
        Ok(())
    };
    let answers = Run::new().resources(|resource| Answer::of(resource).id(format!("${{{}.id}}", resource.name)));
    let graph: Graph = answers.program(program).await;
    assert_eq!(graph.errors, Vec::<String>::new());
    let plan = TerraformPlan::of("bad", &graph.to_json()).unwrap();
    scan(&[plan]).await.remove(0)
}

/// Rules on public access and encryption that a report has among its failures.
fn failed<'a>(report: &'a Report, rules: &[&str]) -> BTreeSet<(&'a str, &'a str)> {
    let of_interest = report.failed.iter().filter(|finding| rules.contains(&&*finding.check));
    of_interest.map(|finding| (&*finding.check, &*finding.resource)).collect()
}

#[tokio::test]
async fn bad_resources_are_seen_and_good_ones_are_not() {
    // Encryption of a queue; the four locks of a bucket; the block that is connected to the bucket.
    const RULES: [&str; 6] = ["CKV_AWS_27", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"];
    let bad = bucket_and_queue(false).await;
    let block = "aws_s3_bucket_public_access_block.files";
    let expected = BTreeSet::from([
        ("CKV_AWS_27", "aws_sqs_queue.events"),
        ("CKV_AWS_53", block),
        ("CKV_AWS_54", block),
        ("CKV_AWS_55", block),
        ("CKV_AWS_56", block),
        ("CKV2_AWS_6", "aws_s3_bucket.files"),
    ]);
    assert_eq!(failed(&bad, &RULES), expected);
    let good = bucket_and_queue(true).await;
    assert_eq!(failed(&good, &RULES), BTreeSet::new());
    assert!(good.passed.iter().any(|finding| finding.check == "CKV2_AWS_6"), "the block was not found: {good:#?}");
}
