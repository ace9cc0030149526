//! The role that deploys the workload. It may create, change and delete what carries the environment's names, and can give
//! nobody, itself included, more than the permissions boundary.

mod edge;
mod functions;
mod hosts;
mod identities;
mod storage;
mod watching;

use super::account::Names;
use super::role::ManagedPolicy;
use super::settings::BaselineSettings;
use super::state;

/// Tag of all resources of the product; where ARNs have ids instead of names, it tells ours.
const SERVICE: &str = "richpanel-middleware";

/// Its own policies, besides those for reading.
pub(super) fn policies(names: &Names, settings: &BaselineSettings) -> [ManagedPolicy; 6] {
    let site = names.site();
    let mut functions = state::write(settings);
    functions.extend(functions::statements(site));
    [
        ("deploy-functions", "Writing the state; functions, schedules and event rules", functions),
        (
            "deploy-storage",
            "Queues, tables, containers of secrets, switches, keys, buckets",
            storage::statements(names),
        ),
        ("deploy-edge", "Gateways and their firewall", edge::statements(names)),
        ("deploy-watching", "Log groups, alarms, dashboards, topics and budgets", watching::statements(site)),
        ("deploy-hosts", "Containers, machines, network and cache", hosts::statements(names)),
        ("deploy-identities", "Roles under the boundary, and what stays out of reach", identities::statements(names)),
    ]
    .map(|(what, description, statements)| ManagedPolicy { what, description, statements })
}
