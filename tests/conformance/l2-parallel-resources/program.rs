//! Resources that do not depend on each other register at the same time: each of these waits for the others.

use pulumi::{Context, Inputs, Package, Result};

use super::register;

const SYNC: Package = Package::new("sync", "3.0.0-alpha.1.internal+exp.sha.2143768");

pub(crate) async fn program(ctx: Context) -> Result {
    for name in ["block-1", "block-2", "block-3"] {
        register(&ctx, &SYNC, "sync:index:Block", name, Inputs::new());
    }
    Ok(())
}
