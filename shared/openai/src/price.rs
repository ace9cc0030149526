//! What a call used and what that costs.

use std::collections::BTreeMap;
use std::ops::Add;

use switchboard_settings::values::llm::ModelPrice;

/// Tokens as the server counted them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Input tokens, cached ones included.
    pub input: u64,
    /// Input tokens served from the server's cache.
    pub cached_input: u64,
    /// Output tokens, reasoning included.
    pub output: u64,
    /// Hidden reasoning tokens.
    pub reasoning: u64,
}

impl Add for Usage {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            input: self.input.saturating_add(other.input),
            cached_input: self.cached_input.saturating_add(other.cached_input),
            output: self.output.saturating_add(other.output),
            reasoning: self.reasoning.saturating_add(other.reasoning),
        }
    }
}

/// Estimated cost of a call, all attempts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Millionths of a US dollar, rounded up.
    MicroUsd(u64),
    /// The price table has no entry for the model.
    UnknownPrice,
    /// No answer told how many tokens were used.
    UnknownUsage,
}

impl Cost {
    /// Millionths of a US dollar, if known.
    pub const fn micro_usd(self) -> Option<u64> {
        match self {
            Self::MicroUsd(amount) => Some(amount),
            Self::UnknownPrice | Self::UnknownUsage => None,
        }
    }
}

/// The cost by the price table (model to USD per million tokens). A missing price comes before a missing usage.
pub fn cost(prices: &BTreeMap<String, ModelPrice>, model: &str, usage: Option<Usage>) -> Cost {
    let Some(price) = prices.get(model) else { return Cost::UnknownPrice };
    let Some(usage) = usage else { return Cost::UnknownUsage };
    let cached = usage.cached_input.min(usage.input);
    // USD per million tokens is micro-USD per token.
    let amount = (usage.input - cached) as f64 * price.input
        + cached as f64 * price.cached_input.unwrap_or(price.input)
        + usage.output as f64 * price.output;
    Cost::MicroUsd(amount.ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_tokens_have_their_own_price() {
        let price = |cached_input| ModelPrice { input: 0.25, cached_input, output: 2.0 };
        let prices = BTreeMap::from([("m".to_owned(), price(Some(0.025))), ("n".to_owned(), price(None))]);
        let usage = Some(Usage { input: 1_000, cached_input: 400, output: 100, reasoning: 60 });
        assert_eq!(cost(&prices, "m", usage), Cost::MicroUsd(150 + 10 + 200));
        assert_eq!(cost(&prices, "n", usage), Cost::MicroUsd(250 + 200));
        assert_eq!(cost(&prices, "n", Some(Usage { input: 1, ..Usage::default() })), Cost::MicroUsd(1), "rounded up");
        assert_eq!(cost(&prices, "other", usage).micro_usd(), None);
        assert_eq!(cost(&prices, "other", None), Cost::UnknownPrice);
        assert_eq!(cost(&prices, "m", None), Cost::UnknownUsage);
    }

    #[test]
    fn nonsense_of_a_server_does_not_overflow() {
        let prices = BTreeMap::from([("m".to_owned(), ModelPrice { input: 1e4, cached_input: None, output: 1e4 })]);
        let usage = Usage { input: u64::MAX, cached_input: u64::MAX, output: u64::MAX, reasoning: 0 };
        assert_eq!(usage + usage, usage);
        assert_eq!(cost(&prices, "m", Some(usage)), Cost::MicroUsd(u64::MAX));
        let cached_only = Usage { input: 1, cached_input: 5, ..Usage::default() };
        assert_eq!(cost(&prices, "m", Some(cached_only)), Cost::MicroUsd(10_000));
    }
}
