//! The role of pull requests: plans, and nothing that a customer wrote. It has the policies for reading, and this guard.

use pulumi_aws::policy::Statement;

use super::account::Names;
use super::role::{ManagedPolicy, deny};
use super::settings::BaselineSettings;
use super::{boundary, state};

/// What it is denied, whatever policy is attached to it some day.
pub(super) fn guard(names: &Names, settings: &BaselineSettings) -> ManagedPolicy {
    let statements = vec![
        Statement::deny([
            "dynamodb:BatchGetItem",
            "dynamodb:GetItem",
            "dynamodb:PartiQLSelect",
            "dynamodb:Query",
            "dynamodb:Scan",
            "lambda:InvokeFunction",
            "logs:FilterLogEvents",
            "logs:GetLogEvents",
            "logs:StartQuery",
            "secretsmanager:BatchGetSecretValue",
            "secretsmanager:GetSecretValue",
            "sqs:ReceiveMessage",
        ])
        .sid("NoContents")
        .resource("*"),
        deny("s3", ["GetObject"]).sid("OnlyState").resource(state::objects(settings)).all_resources_but_these(),
        boundary::no_changes(names),
    ];
    ManagedPolicy {
        what: "preview-guard",
        description: "What a preview must not read, whatever else allows it",
        statements,
    }
}
