//! A stack without anything.

use pulumi::{Context, Result};

pub(crate) async fn program(_: Context) -> Result {
    Ok(())
}
