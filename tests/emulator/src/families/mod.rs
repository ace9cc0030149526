//! The kinds, one file per service; a service with many types has a folder.

mod apigateway;
mod apigatewayv2;
mod budgets;
mod cloudwatch;
mod dynamodb;
mod events;
mod iam;
mod lambda;
mod logs;
mod scheduler;
mod secretsmanager;
mod sns;
mod sqs;
mod ssm;
mod wafv2;

use crate::kind::Kind;

/// The kind of a type token such as `aws:sqs/queue:Queue`; `None` if this crate cannot carry it out.
pub fn kind(type_token: &str) -> Option<&'static dyn Kind> {
    ALL.iter().flat_map(|family| family.iter()).find(|(token, _)| *token == type_token).map(|(_, kind)| *kind)
}

/// The kinds of a service by their type tokens.
type Family = &'static [(&'static str, &'static dyn Kind)];

const ALL: &[Family] = &[
    apigateway::KINDS,
    apigatewayv2::KINDS,
    budgets::KINDS,
    cloudwatch::KINDS,
    dynamodb::KINDS,
    events::KINDS,
    iam::KINDS,
    lambda::KINDS,
    logs::KINDS,
    scheduler::KINDS,
    secretsmanager::KINDS,
    sns::KINDS,
    sqs::KINDS,
    ssm::KINDS,
    wafv2::KINDS,
];
