//! Maps as outputs, with names that must arrive as they are.

use pulumi::{Context, Result, object};

/// Characters that code generators escape.
const ESCAPES: &str = "Some ${common} \"characters\" 'that' need escaping: \\ (backslash), \t (tab), \u{1b} (escape), \
    \u{7} (bell), \u{0} (null), \u{e0021} (tag space)";

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("empty", object! {});
    ctx.export("strings", object! { "greeting" => "Hello, world!", "farewell" => "Goodbye, world!" });
    ctx.export(
        "adversarialStrings",
        object! {
            "__type" => "dunder type",
            "__internal" => "dunder internal",
            "__provider" => "dunder provider",
            "__version" => "dunder version",
            "" => "empty key",
            "empty value" => "",
            "dunder value" => "__dunder",
            ESCAPES => ESCAPES,
        },
    );
    ctx.export("numbers", object! { "1" => 1, "2" => 2 });
    ctx.export(
        "keys",
        object! { "my.key" => 1, "my-key" => 2, "my_key" => 3, "MY_KEY" => 4, "mykey" => 5, "MYKEY" => 6 },
    );
    Ok(())
}
