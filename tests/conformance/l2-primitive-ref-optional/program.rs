//! Optional members of object properties, set, not set, and read through an object that is itself optional.

use std::collections::BTreeMap;

use pulumi::{Context, CustomResource, FromValue, Output, Package, Result, inputs, object};

use super::register;

const OPTIONAL_PRIMITIVE_REF: Package = Package::new("optional-primitive-ref", "40.0.0");
const TYPE: &str = "optional-primitive-ref:index:Resource";

pub(crate) async fn program(ctx: Context) -> Result {
    let resource = |name, inputs| register(&ctx, &OPTIONAL_PRIMITIVE_REF, TYPE, name, inputs);
    let set = inputs! {
        "data" => object! {
            "boolean" => true,
            "float" => 3.14,
            "integer" => 42,
            "string" => "hello",
            "numberArray" => [-1.0, 0.0, 1.0],
            "booleanMap" => object! { "t" => true, "f" => false },
        },
        "optionalData" => object! { "string" => "optional parent" },
    };
    let set = resource("setRes", set);
    let unset = resource("unsetRes", inputs! { "data" => object! {} });
    let nested = set.output_at::<Option<String>>(&["optionalData".into(), "string".into()]);
    resource("fromNestedOptional", inputs! { "data" => object! { "string" => nested } });

    ctx.export("setBoolean", member::<bool>(&set, "boolean"));
    ctx.export("setFloat", member::<f64>(&set, "float"));
    ctx.export("setInteger", member::<i64>(&set, "integer"));
    ctx.export("setString", member::<String>(&set, "string"));
    ctx.export("setNumberArray", member::<Vec<f64>>(&set, "numberArray"));
    ctx.export("setBooleanMap", member::<BTreeMap<String, bool>>(&set, "booleanMap"));

    ctx.export("unsetBoolean", null_or_not::<bool>(&unset, "boolean"));
    ctx.export("unsetFloat", null_or_not::<f64>(&unset, "float"));
    ctx.export("unsetInteger", null_or_not::<i64>(&unset, "integer"));
    ctx.export("unsetString", null_or_not::<String>(&unset, "string"));
    ctx.export("unsetNumberArray", null_or_not::<Vec<f64>>(&unset, "numberArray"));
    ctx.export("unsetBooleanMap", null_or_not::<BTreeMap<String, bool>>(&unset, "booleanMap"));
    Ok(())
}

fn member<T: FromValue + Clone + Send + Sync + 'static>(of: &CustomResource, name: &str) -> Output<Option<T>> {
    of.output_at(&["data".into(), name.into()])
}

fn null_or_not<T>(of: &CustomResource, name: &str) -> Output<&'static str>
where
    T: FromValue + Clone + Send + Sync + 'static,
{
    member::<T>(of, name).map(|value| if value.is_none() { "null" } else { "not null" })
}
