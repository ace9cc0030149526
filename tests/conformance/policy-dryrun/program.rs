//! Two resources, the second one with the opposite of the first one's output.

use pulumi::{Context, Result};

use super::opposites;

pub(crate) async fn program(ctx: Context) -> Result {
    opposites(&ctx);
    Ok(())
}
