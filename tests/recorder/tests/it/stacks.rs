//! Every stack of the project: both SDKs must ask for the same, in a preview and in an update.

#![allow(clippy::panic, reason = "a test that names the stack it fails for")]

use std::path::Path;

use switchboard_domain::Environment;
use switchboard_infra::StackKind;
use switchboard_recorder::{Operation, stack};

/// Asserts that both SDKs ask for the same, and for `least` resources or more.
async fn agree(kind: StackKind, least: usize) {
    let name = kind.name();
    let pair = stack(kind, Path::new(env!("CARGO_BIN_EXE_recorder-stack"))).await;
    let pair = pair.unwrap_or_else(|error| panic!("stack {name}: {error}"));
    for operation in [Operation::Preview, Operation::Update] {
        let rust = pair.rust(operation).await.unwrap_or_else(|error| panic!("stack {name} in Rust: {error}"));
        let node = pair.node(operation).await.unwrap_or_else(|error| panic!("stack {name} in TypeScript: {error}"));
        let resources = rust.recording.resources().count();
        assert!(resources >= least, "stack {name} has {resources} resources");
        let comparison = switchboard_recorder::compare(&rust.recording, &node.recording);
        assert!(comparison.differences.is_empty(), "stack {name}, {operation:?}\n{comparison}");
    }
}

#[tokio::test]
async fn organization() {
    agree(StackKind::Organization, 20).await;
}

#[tokio::test]
async fn baseline_dev() {
    agree(StackKind::Baseline(Environment::Dev), 10).await;
}

#[tokio::test]
async fn baseline_staging() {
    agree(StackKind::Baseline(Environment::Staging), 10).await;
}

#[tokio::test]
async fn baseline_prod() {
    agree(StackKind::Baseline(Environment::Prod), 10).await;
}

#[tokio::test]
async fn dev() {
    agree(StackKind::Environment(Environment::Dev), 80).await;
}

#[tokio::test]
async fn staging() {
    agree(StackKind::Environment(Environment::Staging), 80).await;
}

#[tokio::test]
async fn prod() {
    agree(StackKind::Environment(Environment::Prod), 80).await;
}

#[tokio::test]
async fn local() {
    agree(StackKind::Environment(Environment::Local), 80).await;
}
