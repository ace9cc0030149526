//! Two hooks before a resource is created, one of them also in previews.

use pulumi::{Context, HookOptions, HookPoint, ResourceOptions, Result};

use super::{command, simple};

pub(crate) async fn program(ctx: Context) -> Result {
    let file = ctx.config().require::<String>("hookTestFile")?;
    let preview_file = ctx.config().require::<String>("hookPreviewFile")?;
    let create = ctx.hook("createHook", HookOptions::default(), move |_| {
        let touched = command(&["touch", &file]);
        async move { touched }
    });
    let options = HookOptions { on_preview: true, ..HookOptions::default() };
    let preview = ctx.hook("previewHook", options, move |args| {
        let touched = command(&["touch", &format!("{preview_file}_{}", args.name)]);
        async move { touched }
    });
    let options = ResourceOptions::new();
    let options = options.hook(HookPoint::BeforeCreate, &create).hook(HookPoint::BeforeCreate, &preview);
    simple(&ctx, "res", true, options);
    Ok(())
}
