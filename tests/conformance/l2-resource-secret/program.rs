//! Properties that their type declares as secret are sent as secrets, at the top and inside an object.

use pulumi::{Context, Package, Property, ResourceOptions, ResourceRequest, Result, inputs, list, object};

const SECRET: Package = Package::new("secret", "14.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.register(ResourceRequest {
        package: &SECRET,
        type_: "secret:index:Resource",
        name: "res",
        inputs: inputs! {
            "private" => Property::from("closed").into_secret(),
            "public" => "open",
            "privateData" => data().into_secret(),
            "publicData" => data(),
            "privateArray" => list!["closed"].into_secret(),
            "privateMap" => object! { "key" => "closed" }.into_secret(),
            "privateDataArray" => list![data()].into_secret(),
            "privateDataMap" => object! { "key" => data() }.into_secret(),
        },
        secret_outputs: &["private", "privateData", "privateArray", "privateMap", "privateDataArray", "privateDataMap"],
        options: ResourceOptions::new(),
    });
    Ok(())
}

fn data() -> Property {
    object! { "private" => Property::from("closed").into_secret(), "public" => "open" }
}
