//! A resource that the provider cannot make, what needs it, and a chain of resources that do not.
//!
//! Configuration: `fail` (`none`, or how the provider fails: `create`, `init`), `generation` (another one is another resource).

use pulumi::{Context, Inputs, Property, ResourceOptions, Result, inputs};

use crate::aws::{queue, redrive_to};

/// Resources of the chain.
const CHAIN: usize = 4;

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let fail = config.require::<String>("fail")?;
    let generation = config.get::<u32>("generation")?.map(|number| format!("-{number}")).unwrap_or_default();
    let failure = Some(fail).filter(|fail| fail != "none");
    let tags = Property::from(Inputs::new().set_if("stand-in:fail", failure));
    let broken = queue(&ctx, &format!("broken{generation}"), inputs! { "tags" => tags }, ResourceOptions::new());
    queue(&ctx, "dependent", inputs! { "redrivePolicy" => redrive_to(&broken) }, ResourceOptions::new());
    let mut options = ResourceOptions::new();
    for number in 1..=CHAIN {
        let link = queue(&ctx, &format!("chain-{number}"), inputs! {}, options);
        options = ResourceOptions::new().depends_on(&link);
    }
    ctx.export("url", broken.output::<String>("url"));
    Ok(())
}
