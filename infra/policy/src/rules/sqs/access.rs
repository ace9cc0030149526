//! Encryption of queues, at rest and on the way.

use crate::iam::{Document, Effect, Statement};
use crate::plan::{Plan, PlannedResource, Referring, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const ENCRYPT: Rule = Rule {
    id: "SQS-ENCRYPT",
    severity: Severity::Mandatory,
    reason: "A key of KMS and the encryption managed by SQS exclude each other, without either messages lie in \
             clear, and only a policy keeps clients from sending in clear.",
    fix: "Set `sqsManagedSseEnabled` or `kmsMasterKeyId`, not both, and add a QueuePolicy that denies `sqs:*` to \
          everybody when `aws:SecureTransport` is false",
    check: encrypt,
};

fn encrypt(plan: &Plan, findings: &mut Findings) {
    for queue in plan.of(tokens::QUEUE) {
        let key = !queue.absent("kmsMasterKeyId");
        let managed = queue.value("sqsManagedSseEnabled").as_flag();
        findings.when(key && managed == Some(true), queue, || {
            "both `kmsMasterKeyId` and `sqsManagedSseEnabled` are set".to_owned()
        });
        findings.when(!key && managed == Some(false), queue, || "messages are not encrypted at rest".to_owned());
        match policy(plan, queue) {
            Found::Document(document) if !denies_clear_text(&document) => {
                findings.at(queue, "its policy does not deny requests without TLS");
            }
            Found::Nothing => findings.at(queue, "it has no policy that denies requests without TLS"),
            Found::Document(_) | Found::Unknown => {}
        }
    }
}

enum Found {
    Document(Value),
    Nothing,
    Unknown,
}

fn policy(plan: &Plan, queue: &PlannedResource) -> Found {
    let read = |at: &PlannedResource| at.document("policy").map_or(Found::Unknown, Found::Document);
    if !queue.absent("policy") {
        return read(queue);
    }
    match plan.referring(queue, tokens::QUEUE_POLICY, "queueUrl") {
        Referring::By(policy) => read(policy),
        Referring::Nobody => Found::Nothing,
        Referring::Unclear => Found::Unknown,
    }
}

fn denies_clear_text(document: &Value) -> bool {
    let Ok(document) = Document::read(document) else { return false };
    let in_clear = |statement: &Statement| {
        statement.is_for_everybody()
            && statement.covers_action("sqs:SendMessage")
            && statement.on("aws:SecureTransport").any(|one| one.values.iter().any(|value| value == "false"))
    };
    document.with(Effect::Deny).any(in_clear)
}
