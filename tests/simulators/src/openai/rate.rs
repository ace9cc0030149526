//! The account's limits per model: requests and tokens of the last minute.

use std::collections::VecDeque;

use switchboard_domain::{Millis, Timestamp};

use crate::faults::Faults;

/// Length of the window.
const WINDOW: Millis = Millis::from_secs(60);

/// The calls of the last minute for one model.
#[derive(Debug, Default)]
pub(super) struct MinuteWindow {
    calls: VecDeque<(Timestamp, u64)>,
}

/// What a limit leaves after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowance {
    limit: u32,
    remaining: u64,
    /// Until everything is free again.
    reset: Millis,
}

/// A call that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exceeded {
    /// `requests` or `tokens`.
    pub(super) unit: &'static str,
    pub(super) limit: u32,
    pub(super) wait: Millis,
}

impl MinuteWindow {
    /// Counts a call of so many tokens (input and output cap, as the API counts them beforehand) if it fits.
    pub(super) fn admit(&mut self, now: Timestamp, tokens: u64, faults: &Faults) -> Result<(), Exceeded> {
        while self.calls.front().is_some_and(|(at, _)| now - *at >= WINDOW) {
            self.calls.pop_front();
        }
        let wait = self.calls.front().map_or(WINDOW, |(oldest, _)| Millis(WINDOW.0 - (now - *oldest).0)).max(Millis(1));
        if self.calls.len() as u64 >= u64::from(faults.openai_requests_per_min) {
            return Err(Exceeded { unit: "requests", limit: faults.openai_requests_per_min, wait });
        }
        if self.tokens() + tokens > u64::from(faults.openai_tokens_per_min) {
            return Err(Exceeded { unit: "tokens", limit: faults.openai_tokens_per_min, wait });
        }
        self.calls.push_back((now, tokens));
        Ok(())
    }

    /// `x-ratelimit-*`.
    pub(super) fn headers(&self, now: Timestamp, faults: &Faults) -> Vec<(&'static str, String)> {
        let reset = self.calls.back().map_or(Millis(0), |(newest, _)| Millis(WINDOW.0 - (now - *newest).0));
        let of = |limit: u32, used: u64| Allowance { limit, remaining: u64::from(limit).saturating_sub(used), reset };
        let requests = of(faults.openai_requests_per_min, self.calls.len() as u64);
        let tokens = of(faults.openai_tokens_per_min, self.tokens());
        vec![
            ("x-ratelimit-limit-requests", requests.limit.to_string()),
            ("x-ratelimit-remaining-requests", requests.remaining.to_string()),
            ("x-ratelimit-reset-requests", spelled(requests.reset)),
            ("x-ratelimit-limit-tokens", tokens.limit.to_string()),
            ("x-ratelimit-remaining-tokens", tokens.remaining.to_string()),
            ("x-ratelimit-reset-tokens", spelled(tokens.reset)),
        ]
    }

    fn tokens(&self) -> u64 {
        self.calls.iter().map(|(_, tokens)| tokens).sum()
    }
}

/// A span as the API's headers spell it: `120ms`, `6s`, `1m0s`, `1.5s`.
fn spelled(span: Millis) -> String {
    let millis = span.0.max(0);
    let (minutes, rest) = (millis / 60_000, millis % 60_000);
    let (seconds, fraction) = (rest / 1_000, rest % 1_000);
    let decimals = format!("{fraction:03}");
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    match (minutes, seconds) {
        (0, 0) if fraction > 0 => format!("{fraction}ms"),
        (0, _) => format!("{seconds}{point}{decimals}s"),
        _ => format!("{minutes}m{seconds}{point}{decimals}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_of_requests_and_tokens() {
        let faults = Faults { openai_requests_per_min: 3, openai_tokens_per_min: 100, ..Faults::default() };
        let mut window = MinuteWindow::default();
        let at = |ms| Timestamp::from_millis(ms);
        assert_eq!(window.admit(at(0), 60, &faults), Ok(()));
        let exceeded = Exceeded { unit: "tokens", limit: 100, wait: Millis(59_000) };
        assert_eq!(window.admit(at(1_000), 41, &faults), Err(exceeded));
        assert_eq!(window.admit(at(1_000), 20, &faults), Ok(()));
        assert_eq!(window.admit(at(2_000), 20, &faults), Ok(()));
        assert_eq!(window.admit(at(2_000), 0, &faults).unwrap_err().unit, "requests");
        let headers = window.headers(at(2_000), &faults);
        assert_eq!(headers[1], ("x-ratelimit-remaining-requests", "0".to_owned()));
        assert_eq!(headers[2], ("x-ratelimit-reset-requests", "1m0s".to_owned()));
        assert_eq!(headers[4], ("x-ratelimit-remaining-tokens", "0".to_owned()));
        assert_eq!(window.admit(at(60_000), 60, &faults), Ok(()));
    }

    #[test]
    fn spans() {
        for (millis, text) in
            [(0, "0s"), (120, "120ms"), (6_000, "6s"), (1_500, "1.5s"), (60_000, "1m0s"), (83_050, "1m23.05s")]
        {
            assert_eq!(spelled(Millis(millis)), text);
        }
    }
}
