//! Buckets.

use crate::iam::{Document, Effect, Statement};
use crate::plan::{Plan, Referring};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[PRIVATE];

const PRIVATE: Rule = Rule {
    id: "S3-PRIVATE",
    severity: Severity::Mandatory,
    reason: "One wrong policy opens a bucket to the internet unless public access is blocked; without a policy \
             clients may read and write in clear.",
    fix: "Add a BucketPublicAccessBlock with all four blocks, and a BucketPolicy that denies `s3:*` to everybody \
          when `aws:SecureTransport` is false",
    check: private,
};

const BLOCKS: [&str; 4] = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

fn private(plan: &Plan, findings: &mut Findings) {
    let account = plan.of(tokens::ACCOUNT_PUBLIC_ACCESS_BLOCK);
    for block in account.chain(plan.of(tokens::BUCKET_PUBLIC_ACCESS_BLOCK)) {
        let off = BLOCKS.into_iter().find(|name| block.flag_or(name, false) == Some(false));
        if let Some(name) = off {
            findings.at(block, format!("`{name}` is not set"));
        }
    }
    for bucket in plan.of(tokens::BUCKET) {
        let block = plan.referring(bucket, tokens::BUCKET_PUBLIC_ACCESS_BLOCK, "bucket");
        findings.when(matches!(block, Referring::Nobody), bucket, || "public access is not blocked".to_owned());
        let document = match plan.referring(bucket, tokens::BUCKET_POLICY, "bucket") {
            Referring::By(policy) => policy.document("policy"),
            Referring::Nobody => {
                findings.at(bucket, "it has no policy that denies requests without TLS");
                continue;
            }
            Referring::Unclear => continue,
        };
        let Some(Ok(document)) = document.map(|document| Document::read(&document)) else { continue };
        findings.when(!document.with(Effect::Deny).any(denies_clear_text), bucket, || {
            "its policy does not deny requests without TLS".to_owned()
        });
        let open = |one: &Statement| one.is_for_everybody() && one.conditions.is_empty();
        findings.when(document.with(Effect::Allow).any(open), bucket, || "its policy lets everybody in".to_owned());
    }
}

fn denies_clear_text(statement: &Statement) -> bool {
    statement.covers_action("s3:GetObject")
        && statement.on("aws:SecureTransport").any(|one| one.values.iter().any(|value| value == "false"))
}
