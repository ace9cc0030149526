//! A provider that sees variables under other names.

use pulumi::{Context, Inputs, ResourceOptions, Result};

use super::SIMPLE;

pub(crate) async fn program(ctx: Context) -> Result {
    let options =
        ResourceOptions::new().env_var_mapping("MY_VAR", "PROVIDER_VAR").env_var_mapping("OTHER_VAR", "TARGET_VAR");
    ctx.provider(&SIMPLE, "prov", Inputs::new(), options);
    Ok(())
}
