//! How long a vendor asks to wait.

use std::time::UNIX_EPOCH;

use http::HeaderMap;
use switchboard_domain::{Millis, Timestamp};

/// No wait is longer than this, whatever the vendor says.
pub const LONGEST_WAIT: Millis = Millis::from_secs(120);

/// Header names under which the moment of a window's reset has been seen.
pub const DEFAULT_RESET_HEADERS: &[&str] = &[
    "x-ratelimit-reset",
    "x-rate-limit-reset",
    "ratelimit-reset",
    "rate-limit-reset",
    "x-richpanel-ratelimit-reset",
    "x-richpanel-rate-limit-reset",
];

/// A reset value above this is seconds since the epoch, below it relative seconds.
const EPOCH_FROM: f64 = 1e9;

/// The wait from `Retry-After` (seconds or an HTTP date), else from the first readable header of `reset_headers`
/// (seconds, or an epoch above 10^9). Between zero and [`LONGEST_WAIT`].
pub fn retry_after(headers: &HeaderMap, reset_headers: &[String], now: Timestamp) -> Option<Millis> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let wait =
        text("retry-after").and_then(|value| seconds(value).or_else(|| until_date(value, now))).or_else(|| {
            reset_headers.iter().find_map(|name| {
                let value = text(name)?.parse::<f64>().ok().filter(|v| v.is_finite())?;
                Some(if value > EPOCH_FROM { epoch_millis(value) - now } else { relative(value) })
            })
        })?;
    Some(wait.clamp(Millis(0), LONGEST_WAIT))
}

fn seconds(text: &str) -> Option<Millis> {
    text.parse::<f64>().ok().filter(|value| value.is_finite()).map(relative)
}

fn until_date(text: &str, now: Timestamp) -> Option<Millis> {
    let since_epoch = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).ok()?) - now)
}

/// Saturating: a float beyond the range becomes its nearest bound.
fn relative(seconds: f64) -> Millis {
    Millis((seconds * 1_000.0) as i64)
}

fn epoch_millis(seconds: f64) -> Timestamp {
    Timestamp::from_millis((seconds * 1_000.0) as i64)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    /// Headers of an answer, and the wait in milliseconds that they ask for.
    type Case<'a> = (&'a [(&'a str, &'a str)], Option<i64>);

    fn wait(pairs: &[(&str, &str)], now: Timestamp) -> Option<i64> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        let names: Vec<String> = DEFAULT_RESET_HEADERS.iter().map(|name| (*name).to_owned()).collect();
        retry_after(&headers, &names, now).map(|wait| wait.0)
    }

    #[test]
    fn seconds_dates_and_every_reset_header() {
        let now: Timestamp = "2026-01-15T15:00:00Z".parse().unwrap();
        let table: &[Case<'_>] = &[
            (&[("Retry-After", "7")], Some(7_000)),
            (&[("retry-after", " 1.5 ")], Some(1_500)),
            (&[("retry-after", "0")], Some(0)),
            (&[("retry-after", "-3")], Some(0)),
            (&[("retry-after", "86400")], Some(120_000)),
            (&[("retry-after", "1e300")], Some(120_000)),
            (&[("retry-after", "Thu, 15 Jan 2026 15:00:20 GMT")], Some(20_000)),
            (&[("retry-after", "Thu, 15 Jan 2026 14:00:00 GMT")], Some(0)),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "soon"), ("x-ratelimit-reset", "4")], Some(4_000)),
            (&[("retry-after", "9"), ("x-ratelimit-reset", "4")], Some(9_000)),
            (&[("X-Rate-Limit-Reset", "1768489230")], Some(30_000)),
            (&[("ratelimit-reset", "5")], Some(5_000)),
            (&[("rate-limit-reset", "6")], Some(6_000)),
            (&[("x-richpanel-ratelimit-reset", "1")], Some(1_000)),
            (&[("x-richpanel-rate-limit-reset", "1000000000")], Some(120_000)),
            (&[("x-ratelimit-reset", "NaN")], None),
            (&[("x-ratelimit-remaining", "3")], None),
        ];
        for (headers, expected) in table {
            assert_eq!(wait(headers, now), *expected, "{headers:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_stays_in_range(value in "[ -~]{0,40}", ms in any::<i64>()) {
            let now = Timestamp::from_millis(ms);
            for name in ["retry-after", "ratelimit-reset"] {
                prop_assert!(wait(&[(name, &value)], now).is_none_or(|ms| (0..=120_000).contains(&ms)));
            }
        }
    }
}
