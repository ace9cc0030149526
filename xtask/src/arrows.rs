//! The arrows of the crate graph: what may not depend on what, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::process::{self, cargo, say};

/// Crates without any I/O.
const PURE: [&str; 9] =
    ["domain", "text", "classify", "orders", "replies", "policy", "workflow", "intake", "evaluation"];

/// What makes a crate an I/O crate.
const IO: [&str; 8] = ["tokio", "reqwest", "hyper", "axum", "rusqlite", "rustls", "tonic", "aws-config"];

/// Rule of two: who must not see what. The classifier sees no order data, the renderer no model text, the ingress no
/// vendor client.
const FORBIDDEN: [(&str, &str); 7] = [
    ("classify", "orders"),
    ("classify", "replies"),
    ("openai", "orders"),
    ("replies", "classify"),
    ("replies", "policy"),
    ("intake", "richpanel"),
    ("workflow", "policy"),
];

/// Nothing of the product knows the infrastructure that it runs on.
const INFRASTRUCTURE: &str = "/infra/";
const PRODUCT: [&str; 2] = ["/shared/", "/functions/"];

/// Reads the resolved graph of normal dependencies and checks every rule.
pub(crate) fn check() -> Result<(), String> {
    let Workspace { graph, folders } = workspace()?;
    let mut broken = Vec::new();
    for (name, folder) in folders.iter().filter(|(_, folder)| PRODUCT.iter().any(|part| folder.contains(part))) {
        let reached = reach(&graph, name);
        let infrastructure = |other: &&String| folders.get(*other).is_some_and(|it| it.contains(INFRASTRUCTURE));
        let below = reached.iter().filter(infrastructure);
        broken.extend(below.map(|other| format!("{name} in {folder} must not depend on {other} of infra/")));
    }
    for name in PURE.map(full_name) {
        let reached = reach(&graph, &name);
        let io = IO.iter().filter(|io| reached.contains(**io));
        broken.extend(io.map(|io| format!("{name} must stay pure but depends on {io}")));
    }
    for (from, to) in FORBIDDEN {
        if reach(&graph, &full_name(from)).contains(&full_name(to)) {
            broken.push(format!("{} must not depend on {}", full_name(from), full_name(to)));
        }
    }
    for name in graph.keys().filter(|name| name.starts_with("switchboard-")) {
        if reach(&graph, name).contains("switchboard") && name != "switchboard-e2e" {
            broken.push(format!("{name} depends on the binary of functions/standalone"));
        }
    }
    say(&format!("arrows of the crate graph: {} broken", broken.len()));
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n  ")) }
}

fn full_name(short: &str) -> String {
    format!("switchboard-{short}")
}

fn reach(graph: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(name) = open.pop() {
        for next in graph.get(&name).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    seen
}

struct Workspace {
    /// Names of direct normal dependencies by package name.
    graph: BTreeMap<String, BTreeSet<String>>,
    /// Manifests of our own packages by name, from the root of the repository.
    folders: BTreeMap<String, String>,
}

fn workspace() -> Result<Workspace, String> {
    let text = process::output(&cargo(), &["metadata", "--format-version", "1", "--locked"]);
    let metadata: Value = text
        .and_then(|text| serde_json::from_str(&text).ok())
        .ok_or("cargo metadata gives no answer; is Cargo.lock up to date?")?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text_of = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names: BTreeMap<String, String> =
        list(&metadata["packages"]).iter().map(|p| (text_of(&p["id"]), text_of(&p["name"]))).collect();
    let root = process::root().to_string_lossy().into_owned();
    let local = list(&metadata["packages"]).into_iter().filter(|package| package["source"].is_null());
    let folders =
        local.map(|package| (text_of(&package["name"]), text_of(&package["manifest_path"]).replace(&root, "")));
    let folders = folders.collect();
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let normal = |dep: &Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
        let deps = list(&node["deps"]);
        let targets = deps.iter().filter(|dep| normal(dep)).filter_map(|dep| names.get(&text_of(&dep["pkg"]))).cloned();
        if let Some(name) = names.get(&text_of(&node["id"])) {
            graph.entry(name.clone()).or_default().extend(targets);
        }
    }
    Ok(Workspace { graph, folders })
}
