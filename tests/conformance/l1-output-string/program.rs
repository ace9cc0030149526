//! Texts as outputs: empty, beyond the basic plane, with control characters, large.

use pulumi::{Context, Result};

/// Characters that code generators escape, before and after the one that differs between the two outputs.
const ESCAPES: [&str; 2] = [
    "Some ${common} \"characters\" 'that' need escaping: \\ (backslash), ",
    "\t (tab), \u{1b} (escape), \u{7} (bell), \u{0} (null), \u{e0021} (tag space)",
];

pub(crate) async fn program(ctx: Context) -> Result {
    ctx.export("empty", "");
    ctx.export("small", "Hello world!");
    ctx.export("emoji", "👋 \"Hello \u{1019b}!\" 😊");
    ctx.export("escape", ESCAPES.concat());
    ctx.export("escapeNewline", ESCAPES.join("\n (newline), "));
    ctx.export("large", format!("{}\n", super::LOREM).repeat(150));
    Ok(())
}
