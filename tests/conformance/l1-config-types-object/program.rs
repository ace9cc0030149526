//! Objects and lists in the configuration, with and without defaults.

use std::collections::BTreeMap;

use pulumi::{Context, Error, Result, object};
use serde::{Deserialize, Serialize};
use serde_json::{Value as JsonValue, json};

#[derive(Deserialize)]
struct Flags {
    prop: Vec<bool>,
}

#[derive(Deserialize)]
struct Summands {
    a: f64,
    b: f64,
}

#[derive(Deserialize, Serialize)]
struct Optional {
    prop: String,
    other: i64,
}

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let map: BTreeMap<String, i64> = config.require_object("aMap")?;
    let member =
        |name: &str| map.get(name).copied().ok_or_else(|| Error::new(format!("`aMap` has no member `{name}`")));
    ctx.export("theMap", object! { "a" => member("a")? + 1, "b" => member("b")? + 1 });

    let flags: Flags = config.require_object("anObject")?;
    ctx.export("theObject", flags.prop.first().copied().ok_or("`anObject.prop` is empty")?);

    let any: Summands = config.require_object("anyObject")?;
    ctx.export("theThing", any.a + any.b);

    let untyped: Option<JsonValue> = config.get_object("optionalUntypedObject")?;
    ctx.export("defaultUntypedObject", untyped.unwrap_or_else(|| json!({ "key": "value" })));

    // One that is not there becomes `null`, in JSON as in the value that the test wants.
    let list: Option<Vec<String>> = config.get_object("optionalList")?;
    ctx.export("optionalList", serde_json::to_string(&list)?);
    let map: Option<BTreeMap<String, String>> = config.get_object("optionalMap")?;
    ctx.export("optionalMap", serde_json::to_string(&map)?);
    let object: Option<Optional> = config.get_object("optionalObject")?;
    ctx.export("optionalObject", serde_json::to_string(&object)?);
    Ok(())
}
