//! Changes that are none, at places inside of lists and maps.

use pulumi::{Context, ResourceOptions, Result, inputs, object};

use super::{NESTED_OBJECT, register};

pub(crate) async fn program(ctx: Context) -> Result {
    let options = ResourceOptions::new().ignore_changes(["details[0].key"]);
    let inputs = inputs! { "details" => [object! { "key" => "a", "value" => "b" }] };
    register(&ctx, &NESTED_OBJECT, "nestedobject:index:Receiver", "receiverIgnore", inputs, options);
    let paths = [r#"tags["env"]"#, r#"tags["with.dot"]"#, r#"tags["with escaped \""]"#];
    let options = ResourceOptions::new().ignore_changes(paths);
    let inputs = inputs! { "tags" => object! { "env" => "prod" } };
    register(&ctx, &NESTED_OBJECT, "nestedobject:index:MapContainer", "mapIgnore", inputs, options);
    let inputs = inputs! { "name" => "nothing" };
    register(&ctx, &NESTED_OBJECT, "nestedobject:index:Target", "noIgnore", inputs, ResourceOptions::new());
    Ok(())
}
