//! What a refresh reads: properties of resources, no rows, messages, logs or values of secrets. Preview and deployment share
//! these policies.

mod serving;
mod storage;
mod watching;

use super::account::Names;
use super::role::ManagedPolicy;
use super::settings::BaselineSettings;
use super::state;

/// The policies.
pub(super) fn policies(names: &Names, settings: &BaselineSettings) -> [ManagedPolicy; 4] {
    [
        ("read-state", "Reading the state of the stacks", state::read(settings)),
        ("read-serving", "Reading what serves requests", serving::statements(names.site())),
        ("read-storage", "Reading properties of what stores", storage::statements(names)),
        ("read-watching", "Reading what watches, and identities", watching::statements(names)),
    ]
    .map(|(what, description, statements)| ManagedPolicy { what, description, statements })
}
