//! The last look at a rendered text: what no reply may contain.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;

/// Longest reply, characters.
pub const MAX_CHARS: usize = 1_500;

/// Words of promises that no template may make.
const FORBIDDEN_WORDS: [&str; 6] =
    ["guarantee", "promise", "refund issued", "will be refunded", "will arrive on", "compensation"];

/// A rule that a text breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum LintRule {
    /// `{{` or `}}` was left.
    #[error("an unrendered placeholder")]
    Placeholder,
    /// A link that is none of the checked ones.
    #[error("a link")]
    Link,
    /// An email address.
    #[error("an email address")]
    Email,
    /// An internal tag.
    #[error("an internal tag")]
    InternalTag,
    /// A number of more than six digits that is neither order name nor tracking number.
    #[error("a long number")]
    LongNumber,
    /// More than [`MAX_CHARS`] characters.
    #[error("too long")]
    TooLong,
    /// A promise.
    #[error("a forbidden word")]
    ForbiddenWord,
}

/// One text in the three forms that the rules look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LintViews<'a> {
    /// As sent.
    pub(crate) full: &'a str,
    /// Without the checked links.
    pub(crate) without_links: &'a str,
    /// Without the checked links, the order's name and the tracking number.
    pub(crate) without_facts: &'a str,
}

/// Checks a rendered text.
pub(crate) fn lint(views: LintViews<'_>) -> Result<(), LintRule> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)://|\bwww\.|\b(?:https?|ftp|mailto|javascript|data|tel):\S|[\p{L}\p{N}_-][.。．｡]\p{L}[\p{L}\p{N}-]+|[\p{L}\p{N}]\.xn--",
        )
    });
    static EMAIL: LazyLock<Regex> = LazyLock::new(|| pattern(r"[^\s@]@[^\s@]"));
    static INTERNAL_TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)mw-|route-"));
    static LONG_NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\p{Nd}(?:[.,]?\p{Nd}){6,}"));
    let lower = views.without_links.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if views.full.contains("{{") || views.full.contains("}}") {
        Err(LintRule::Placeholder)
    } else if views.full.chars().count() > MAX_CHARS {
        Err(LintRule::TooLong)
    } else if LINK.is_match(views.without_links) {
        Err(LintRule::Link)
    } else if EMAIL.is_match(views.without_links) {
        Err(LintRule::Email)
    } else if INTERNAL_TAG.is_match(views.without_links) {
        Err(LintRule::InternalTag)
    } else if LONG_NUMBER.is_match(views.without_facts) {
        Err(LintRule::LongNumber)
    } else if FORBIDDEN_WORDS.iter().any(|word| lower.contains(word)) {
        Err(LintRule::ForbiddenWord)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Option<LintRule> {
        lint(LintViews { full: text, without_links: text, without_facts: text }).err()
    }

    #[test]
    fn rules_row_by_row() {
        let long = "a ".repeat(751);
        for (text, expected) in [
            ("Order #10442 is shipped.", None),
            ("Mon-Fri 9 a.m.-5 p.m. Closed on 12/25", None),
            ("{{order_id}}", Some(LintRule::Placeholder)),
            ("x }} y", Some(LintRule::Placeholder)),
            ("https://a.example", Some(LintRule::Link)),
            ("ftp://a", Some(LintRule::Link)),
            ("see www.a", Some(LintRule::Link)),
            ("evil.example", Some(LintRule::Link)),
            ("evil。example", Some(LintRule::Link)),
            ("javascript:alert", Some(LintRule::Link)),
            ("mail anna@localhost", Some(LintRule::Email)),
            ("tag MW-VIP", Some(LintRule::InternalTag)),
            ("route-sales", Some(LintRule::InternalTag)),
            ("123456", None),
            ("1234567", Some(LintRule::LongNumber)),
            ("1,234,567", Some(LintRule::LongNumber)),
            ("١٢٣٤٥٦٧", Some(LintRule::LongNumber)),
            ("We GUARANTEE it", Some(LintRule::ForbiddenWord)),
            ("I promised", Some(LintRule::ForbiddenWord)),
            ("refund\nissued", Some(LintRule::ForbiddenWord)),
            ("it will  be refunded", Some(LintRule::ForbiddenWord)),
            ("will arrive on Monday", Some(LintRule::ForbiddenWord)),
            ("a compensation", Some(LintRule::ForbiddenWord)),
            (long.as_str(), Some(LintRule::TooLong)),
        ] {
            assert_eq!(rule(text), expected, "{text}");
        }
    }

    #[test]
    fn facts_are_excused_from_the_number_rule_only() {
        let views = LintViews { full: "1Z12345678", without_links: "1Z12345678", without_facts: " " };
        assert_eq!(lint(views), Ok(()));
        let views = LintViews { full: "mw-12345", without_links: "mw-12345", without_facts: " " };
        assert_eq!(lint(views), Err(LintRule::InternalTag));
    }
}
