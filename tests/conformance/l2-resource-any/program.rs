//! A property of any type takes scalars, lists, objects and assets.

use pulumi::{Asset, Context, Package, Property, Result, inputs, list, object};

use super::register;

const ANY_HANDLED: Package = Package::new("any-handled", "42.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let values: [(&str, Property); 6] = [
        ("aString", "a string".into()),
        ("aBoolean", true.into()),
        ("aNumber", 42.into()),
        ("aList", list![1, true, "three"]),
        ("anObject", object! { "key" => "value", "nested" => object! { "count" => 1 } }),
        ("anAsset", Asset::text("the asset contents").into()),
    ];
    for (name, value) in values {
        register(&ctx, &ANY_HANDLED, "any-handled:index:Resource", name, inputs! { "value" => value });
    }
    Ok(())
}
