//! Containers on Fargate.

use crate::plan::{Plan, PlannedResource, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const DEPLOY: Rule = Rule {
    id: "ECS-DEPLOY",
    severity: Severity::Mandatory,
    reason: "Without a public address or a NAT gateway the image cannot be fetched (CannotPullContainerError); \
             without a circuit breaker a broken image restarts for ever; a tag may name another image tomorrow.",
    fix: "Set `networkConfiguration.assignPublicIp`, `deploymentCircuitBreaker` with enable and rollback, and name \
          images by digest (`@sha256:…`)",
    check: deploy,
};

fn deploy(plan: &Plan, findings: &mut Findings) {
    let nat = plan.of(tokens::NAT_GATEWAY).next().is_some();
    for service in plan.of(tokens::ECS_SERVICE) {
        let hidden = service.flag_or("networkConfiguration.assignPublicIp", false) == Some(false);
        findings.when(hidden && !nat, service, || "its tasks have no way to the internet".to_owned());
        for property in ["enable", "rollback"] {
            let path = format!("deploymentCircuitBreaker.{property}");
            findings.when(service.flag_or(&path, false) == Some(false), service, || format!("`{path}` is not set"));
        }
    }
    for task in plan.of(tokens::TASK_DEFINITION) {
        for container in containers(task) {
            let image = container.at("image").as_text();
            if let Some(image) = image.filter(|image| !image.contains("@sha256:")) {
                findings.at(task, format!("the image {image} is named by tag"));
            }
        }
    }
}

fn containers(task: &PlannedResource) -> Vec<Value> {
    task.document("containerDefinitions").map_or_else(Vec::new, |document| document.as_list().to_vec())
}
