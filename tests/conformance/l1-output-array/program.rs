//! Lists as outputs: empty, nested, large.

use pulumi::{Context, Result, list};

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("empty", list![]);
    ctx.export("small", ["Hello", "World"]);
    ctx.export("numbers", [0, 1, 2, 3, 4, 5]);
    ctx.export("nested", [[1, 2, 3], [4, 5, 6], [7, 8, 9]]);
    ctx.export("large", vec![super::LOREM; 150]);
    Ok(())
}
