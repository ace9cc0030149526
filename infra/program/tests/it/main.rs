//! The stacks as their committed files describe them, judged by the rules.

mod settings;
mod stacks;
