//! Functions inside a network of our own.

use crate::plan::Plan;
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const NO_VPC: Rule = Rule {
    id: "LAMBDA-NO-VPC",
    severity: Severity::Mandatory,
    reason: "A function in a VPC reaches the internet only through a NAT gateway: without one, calls to the vendors \
             time out. A cache lives in a VPC, so a worker in Lambda cannot use it.",
    fix: "Leave `vpcConfig` out; use a cache only with the workers `fargate` and `vm`",
    check: no_vpc,
};

fn no_vpc(plan: &Plan, findings: &mut Findings) {
    let nat = plan.of(tokens::NAT_GATEWAY).next().is_some();
    for function in plan.of(tokens::FUNCTION) {
        let inside = !function.absent("vpcConfig") && !function.list("vpcConfig.subnetIds").is_empty();
        findings.when(inside && !nat, function, || "it is in a VPC without a NAT gateway".to_owned());
    }
    let consumer = plan.of(tokens::EVENT_SOURCE_MAPPING).find(|one| one.flag_or("enabled", true) == Some(true));
    for cache in plan.of_any(&[tokens::SERVERLESS_CACHE, tokens::REPLICATION_GROUP]).filter(|_| !nat) {
        if let Some(consumer) = consumer {
            findings.at(cache, format!("the worker runs in Lambda (`{}`) and cannot reach a cache", consumer.name));
        }
    }
}
