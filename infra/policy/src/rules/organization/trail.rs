//! The trail of all accounts.

use crate::iam::{Document, Effect, Statement};
use crate::plan::{Plan, PlannedResource, Referring};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const TRAIL: Rule = Rule {
    id: "ORG-TRAIL",
    severity: Severity::Mandatory,
    reason: "CloudTrail checks its bucket's policy when the trail is made (InsufficientS3BucketPolicyException), and \
             the organization's trust (CloudTrailAccessNotEnabledException).",
    fix: "Allow cloudtrail.amazonaws.com `s3:GetBucketAcl` and, with `s3:x-amz-acl: bucket-owner-full-control`, \
          `s3:PutObject` on AWSLogs/<management account>/* and AWSLogs/<organization>/*; keep the trail multi-region \
          and validated",
    check: trail,
};

const SERVICE: &str = "cloudtrail.amazonaws.com";

fn trail(plan: &Plan, findings: &mut Findings) {
    for trail in plan.of(tokens::TRAIL) {
        for property in ["isMultiRegionTrail", "enableLogFileValidation"] {
            findings.when(trail.flag_or(property, false) == Some(false), trail, || format!("`{property}` is not set"));
        }
        if let Some(bucket) = plan.refers(trail, "s3BucketName", tokens::BUCKET) {
            judge_bucket(plan, trail, bucket, findings);
        }
    }
}

fn judge_bucket(plan: &Plan, trail: &PlannedResource, bucket: &PlannedResource, findings: &mut Findings) {
    let policy = match plan.referring(bucket, tokens::BUCKET_POLICY, "bucket") {
        Referring::By(policy) => policy,
        Referring::Nobody => {
            findings.at(bucket, format!("the trail `{}` writes to it, and it has no policy", trail.name));
            return;
        }
        Referring::Unclear => return,
    };
    findings.when(!trail.comes_after(policy), trail, || {
        format!("it does not depend on `{}`, the policy of its bucket", policy.name)
    });
    let Some(Ok(document)) = policy.document("policy").map(|document| Document::read(&document)) else { return };
    let allowed: Vec<&Statement> = document.with(Effect::Allow).filter(|one| one.trusts_service(SERVICE)).collect();
    let may = |action: &str| allowed.iter().any(|one| one.covers_action(action));
    findings.when(!may("s3:GetBucketAcl"), policy, || "it does not allow CloudTrail s3:GetBucketAcl".to_owned());
    let puts: Vec<&&Statement> = allowed.iter().filter(|one| one.covers_action("s3:PutObject")).collect();
    if puts.is_empty() {
        findings.at(policy, "it does not allow CloudTrail s3:PutObject");
        return;
    }
    let unknown = puts.iter().any(|one| one.has_unknown);
    let owner = puts.iter().all(|one| one.is_bound_by("s3:x-amz-acl"));
    findings.when(!owner && !unknown, policy, || "s3:PutObject lacks the condition on s3:x-amz-acl".to_owned());
    let prefixes = puts.iter().flat_map(|one| &one.resources).filter(|one| one.contains("/AWSLogs/")).count();
    findings.when(trail.is_set("isOrganizationTrail") && prefixes < 2 && !unknown, policy, || {
        "s3:PutObject is not for both AWSLogs/<management account>/* and AWSLogs/<organization>/*".to_owned()
    });
}
