//! Ids are texts: they become text, number and boolean inputs, items of lists and members of objects.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pulumi::{Context, Error, Output, Package, Result, inputs, object};

use super::register;

const PRIMITIVE: Package = Package::new("primitive", "7.0.0");
const TYPE: &str = "primitive:index:Resource";

pub(crate) async fn program(ctx: Context) -> Result {
    // The id of these is their `string`.
    let source = |name: &str, id: &str| {
        let inputs = inputs! {
            "boolean" => false,
            "float" => 1,
            "integer" => 2,
            "string" => id,
            "numberArray" => [3],
            "booleanMap" => object! { "source" => false },
        };
        register(&ctx, &PRIMITIVE, TYPE, name, inputs)
    };
    let source1 = source("source1", "1234");
    let source2 = source("source2", "true");
    let ids = BTreeMap::from([("source1Token", source1.id()), ("source2Token", source2.id())]);

    let token = &ids["source1Token"];
    let sink1 = inputs! {
        "boolean" => false,
        "float" => parsed::<f64>(token),
        "integer" => parsed::<i64>(token),
        "string" => token,
        "numberArray" => [parsed::<f64>(token)],
        "booleanMap" => object! { "sink" => false },
    };
    register(&ctx, &PRIMITIVE, TYPE, "sink1", sink1);

    let token = &ids["source2Token"];
    let sink2 = inputs! {
        "boolean" => parsed::<bool>(token),
        "float" => 1,
        "integer" => 2,
        "string" => "abc",
        "numberArray" => [3],
        "booleanMap" => object! { "sink" => parsed::<bool>(token) },
    };
    let sink2 = register(&ctx, &PRIMITIVE, TYPE, "sink2", sink2);

    ctx.export("ids", ids);
    ctx.export("base64", sink2.id().map(|id| STANDARD.encode(id)));
    Ok(())
}

fn parsed<T>(id: &Output<String>) -> Output<T>
where
    T: std::str::FromStr<Err: std::fmt::Display> + Send + Sync + 'static,
{
    id.try_map(|id| id.parse().map_err(|reason| Error::new(format!("id `{id}`: {reason}"))))
}
