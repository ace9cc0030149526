//! Says something of every kind: through the context, and through the macros of the `log` crate.

use pulumi::{Context, ResourceOptions, Result, inputs};

pub(crate) async fn program(ctx: Context) -> Result {
    let group = ctx.component("demo:index:Group", "group", inputs! {}, ResourceOptions::new());
    group.register_outputs(inputs! {});
    ctx.log().warn_at(&group, "careful here");
    log::info!("counted {}", 3);
    log::warn!("not much left");
    log::error!("an error alone fails nothing");
    log::debug!("only with --debug");
    Ok(())
}
