//! Numbers up to the limits of a 64-bit float.

use pulumi::{Context, Result};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("zero", 0);
    ctx.export("one", 1);
    ctx.export("e", 2.718);
    ctx.export("minInt32", i32::MIN);
    ctx.export("max", f64::MAX);
    // The smallest number above zero.
    ctx.export("min", f64::from_bits(1));
    Ok(())
}
