//! Optional properties: one that is not set is read as `None`, and `None` sets nothing.

use std::collections::BTreeMap;

use pulumi::{Context, CustomResource, FromValue, Inputs, Output, Package, Result, inputs, object};

use super::register;

const OPTIONAL_PRIMITIVE: Package = Package::new("optionalprimitive", "34.0.0");
const PRIMITIVE: Package = Package::new("primitive", "7.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let optional = |name, inputs| register(&ctx, &OPTIONAL_PRIMITIVE, "optionalprimitive:index:Resource", name, inputs);

    let unset_a = optional("unsetA", Inputs::new());
    let unset_b = optional("unsetB", from_outputs(&unset_a));
    ctx.export("unsetBoolean", null_or_not::<bool>(&unset_b, "boolean"));
    ctx.export("unsetFloat", null_or_not::<f64>(&unset_b, "float"));
    ctx.export("unsetInteger", null_or_not::<i64>(&unset_b, "integer"));
    ctx.export("unsetString", null_or_not::<String>(&unset_b, "string"));
    ctx.export("unsetNumberArray", null_or_not::<Vec<f64>>(&unset_b, "numberArray"));
    ctx.export("unsetBooleanMap", null_or_not::<BTreeMap<String, bool>>(&unset_b, "booleanMap"));

    let set_a = optional("setA", all_set());
    let set_b = optional("setB", from_outputs(&set_a));

    let source = register(&ctx, &PRIMITIVE, "primitive:index:Resource", "sourcePrimitive", all_set());
    let required = inputs! {
        "boolean" => source.output::<bool>("boolean"),
        "float" => source.output::<f64>("float"),
        "integer" => source.output::<i64>("integer"),
        "string" => source.output::<String>("string"),
        "numberArray" => source.output::<Vec<f64>>("numberArray"),
        "booleanMap" => source.output::<BTreeMap<String, bool>>("booleanMap"),
    };
    optional("fromPrimitive", required);

    ctx.export("setBoolean", set_b.output::<Option<bool>>("boolean"));
    ctx.export("setFloat", set_b.output::<Option<f64>>("float"));
    ctx.export("setInteger", set_b.output::<Option<i64>>("integer"));
    ctx.export("setString", set_b.output::<Option<String>>("string"));
    ctx.export("setNumberArray", set_b.output::<Option<Vec<f64>>>("numberArray"));
    ctx.export("setBooleanMap", set_b.output::<Option<BTreeMap<String, bool>>>("booleanMap"));
    Ok(())
}

fn all_set() -> Inputs {
    inputs! {
        "boolean" => true,
        "float" => 3.14,
        "integer" => 42,
        "string" => "hello",
        "numberArray" => [-1.0, 0.0, 1.0],
        "booleanMap" => object! { "t" => true, "f" => false },
    }
}

fn from_outputs(of: &CustomResource) -> Inputs {
    inputs! {
        "boolean" => of.output::<Option<bool>>("boolean"),
        "float" => of.output::<Option<f64>>("float"),
        "integer" => of.output::<Option<i64>>("integer"),
        "string" => of.output::<Option<String>>("string"),
        "numberArray" => of.output::<Option<Vec<f64>>>("numberArray"),
        "booleanMap" => of.output::<Option<BTreeMap<String, bool>>>("booleanMap"),
    }
}

fn null_or_not<T>(of: &CustomResource, name: &str) -> Output<&'static str>
where
    T: FromValue + Clone + Send + Sync + 'static,
{
    of.output::<Option<T>>(name).map(|value| if value.is_none() { "null" } else { "not null" })
}
