//! Token counts. An estimate, one token per four characters: the API's real tokenizer is no part of the simulation.

use std::collections::VecDeque;

/// Characters per token.
const CHARACTERS: u64 = 4;
/// Shortest prefix that is cached, and the steps in which cached tokens are counted.
const LEAST_CACHED: u64 = 1_024;
const CACHE_STEP: u64 = 128;
/// Prompts that are remembered.
const REMEMBERED: usize = 16;

/// What a call used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// Tokens in, cached ones included.
    pub(super) input: u64,
    pub(super) cached: u64,
    /// Tokens out, hidden ones included.
    pub(super) output: u64,
    pub(super) reasoning: u64,
}

/// Tokens of a text.
pub(super) fn tokens(text: &str) -> u64 {
    (text.chars().count() as u64).div_ceil(CHARACTERS)
}

/// The beginning of a text that so many tokens hold.
pub(super) fn within(text: &str, tokens: u64) -> &str {
    let characters = usize::try_from(tokens * CHARACTERS).unwrap_or(usize::MAX);
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// The vendor's prompt cache: a prompt that begins like an earlier one is partly cached.
#[derive(Debug, Default)]
pub(super) struct PromptCache {
    prompts: VecDeque<String>,
}

impl PromptCache {
    /// Tokens of the prompt that are cached. Remembers it.
    pub(super) fn lookup(&mut self, prompt: String) -> u64 {
        let shared = self.prompts.iter().map(|earlier| common_prefix(earlier, &prompt)).max().unwrap_or(0);
        let tokens = shared / CHARACTERS;
        if self.prompts.len() == REMEMBERED {
            self.prompts.pop_front();
        }
        self.prompts.push_back(prompt);
        if tokens < LEAST_CACHED { 0 } else { tokens / CACHE_STEP * CACHE_STEP }
    }
}

/// Characters that both texts begin with.
fn common_prefix(a: &str, b: &str) -> u64 {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_characters_are_a_token() {
        assert_eq!([tokens(""), tokens("abc"), tokens("abcd"), tokens("ñandú")], [0, 1, 1, 2]);
        assert_eq!([within("ñandú", 1), within("ñandú", 2), within("", 3)], ["ñand", "ñandú", ""]);
    }

    #[test]
    fn long_prefixes_are_cached_in_steps() {
        let mut cache = PromptCache::default();
        let prompt = |characters: usize, rest: &str| format!("{}{rest}", "x".repeat(characters));
        assert_eq!(cache.lookup(prompt(4_600, "first")), 0);
        assert_eq!(cache.lookup(prompt(4_600, "second")), 1_024);
        assert_eq!(cache.lookup(prompt(4_608, "third")), 1_024);
        assert_eq!(cache.lookup(prompt(4_608, "fourth")), 1_152);
        assert_eq!(cache.lookup("y".repeat(5_000)), 0);
        assert_eq!(cache.lookup(prompt(4_000, "short")), 0);
    }
}
