//! Names of the schema as Rust names.

/// Reserved words that a property may be named after.
const KEYWORDS: [&str; 37] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn",
    "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self",
    "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where",
];

/// `fifoQueue` as `fifo_queue`; a reserved word gets an underscore: `type_`.
pub(crate) fn snake(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| characters.get(before));
        let after_word = before.is_some_and(|before| !before.is_uppercase());
        let last_of_acronym = before.is_some() && characters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if character.is_uppercase() && (after_word || last_of_acronym) {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    if KEYWORDS.contains(&snake.as_str()) {
        snake.push('_');
    }
    snake
}

/// `fifoQueue` as `FifoQueue`.
pub(crate) fn pascal(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Module and name of a key: `lambda.Runtime`; the package's top is the empty module.
pub(crate) fn split(key: &str) -> (&str, &str) {
    key.split_once('.').unwrap_or(("", key))
}

/// The Rust module of a module of the package.
pub(crate) fn module_path(module: &str) -> String {
    if module.is_empty() { "crate".to_owned() } else { format!("crate::{}", snake(module)) }
}
