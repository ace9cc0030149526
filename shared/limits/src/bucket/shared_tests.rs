//! The shared budget under contention, refusals and a failing store.

use std::sync::Arc;

use futures::future::join_all;
use switchboard_domain::EventClass::{Background, Interactive, Normal};
use switchboard_domain::state::{Expect, LimitRow, Row, Write};
use switchboard_domain::{Clock, Millis, SeededRandomness};
use switchboard_store::Store;

use super::budget::{Budget, BudgetConfig};
use super::shared::{Denied, GrantSource, SharedBucket};
use crate::doubles::{FlakyStore, ManualClock};

struct Bench {
    store: Arc<FlakyStore>,
    clock: Arc<ManualClock>,
}

impl Bench {
    fn new() -> Self {
        Self { store: Arc::default(), clock: Arc::default() }
    }

    /// The bucket of one host.
    fn bucket(&self, seed: u64) -> SharedBucket {
        let randomness = Arc::new(SeededRandomness::new(seed));
        SharedBucket::new("v", BudgetConfig::default(), self.store.clone(), self.clock.clone(), randomness)
    }
}

const SECONDS_15: Millis = Millis::from_secs(15);

#[tokio::test(start_paused = true)]
async fn hosts_share_one_budget() {
    let bench = Bench::new();
    let hosts: Vec<_> = (0..4).map(|seed| bench.bucket(seed)).collect();
    let asked = (0..40).map(|n| hosts[n % 4].acquire(1, Interactive, SECONDS_15));
    let mut starts: Vec<_> =
        join_all(asked).await.into_iter().flatten().map(|granted| (granted.start_at - bench.clock.now()).0).collect();
    starts.sort_unstable();
    // The burst, then one per 750 ms up to the wait of 15 s; the rest of the 40 is denied.
    let expected: Vec<_> = (0..28).map(|n| (n - 7).max(0) * 750).collect();
    assert_eq!(starts, expected);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_would_wait_too_long_is_denied_at_once_and_costs_nothing() {
    let bench = Bench::new();
    let (one, other) = (bench.bucket(1), bench.bucket(2));
    for _ in 0..8 {
        one.acquire(1, Normal, Millis(0)).await.unwrap();
    }
    let retry_at = bench.clock.now() + Millis(750);
    for _ in 0..3 {
        assert_eq!(other.acquire(1, Interactive, Millis(749)).await, Err(Denied { retry_at }));
    }
    bench.clock.pass(750);
    let granted = other.acquire(1, Interactive, Millis(0)).await.unwrap();
    assert_eq!((granted.start_at, granted.source), (retry_at, GrantSource::Shared));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_keeps_every_host_away_with_jitter() {
    let bench = Bench::new();
    let (one, other) = (bench.bucket(1), bench.bucket(2));
    one.acquire(1, Normal, SECONDS_15).await.unwrap();
    other.acquire(1, Normal, SECONDS_15).await.unwrap();
    one.report_refusal(Some(Millis::from_secs(5))).await.unwrap();
    let waits = join_all([one.acquire(1, Interactive, SECONDS_15), other.acquire(1, Interactive, SECONDS_15)]).await;
    for granted in waits {
        let wait = (granted.unwrap().start_at - bench.clock.now()).0;
        assert!((5_000..=6_000).contains(&wait), "{wait}");
    }
    let spread: Vec<_> = join_all((0..20).map(|seed| async move {
        let bench = Bench::new();
        let bucket = bench.bucket(seed);
        bucket.report_refusal(Some(Millis::from_secs(100))).await.unwrap();
        bucket.acquire(1, Interactive, Millis(0)).await.unwrap_err().retry_at - bench.clock.now()
    }))
    .await;
    assert!(spread.iter().all(|wait| (100_000..=120_000).contains(&wait.0)));
    assert!(spread.iter().max() != spread.iter().min());
}

#[tokio::test(start_paused = true)]
async fn without_the_store_a_small_local_share_is_left_and_background_stops() {
    let bench = Bench::new();
    let bucket = bench.bucket(1);
    bench.store.fail(true);
    assert!(bucket.acquire(1, Background, SECONDS_15).await.is_err());
    // 40 per 30 s / (2 x 5): one per 7.5 s.
    let mut starts = Vec::new();
    while let Ok(granted) = bucket.acquire(1, Normal, SECONDS_15).await {
        assert_eq!(granted.source, GrantSource::Local);
        starts.push((granted.start_at - bench.clock.now()).0);
    }
    assert_eq!(starts, [0, 7_500, 15_000]);
    assert!(bucket.report_refusal(Some(Millis::from_secs(60))).await.is_err());
    bench.clock.pass(30_000);
    let denied = bucket.acquire(1, Interactive, SECONDS_15).await.unwrap_err();
    assert!(denied.retry_at - bench.clock.now() >= Millis::from_secs(30), "the refusal counts here all the same");
    bench.store.fail(false);
    assert!(bucket.acquire(1, Interactive, SECONDS_15).await.is_err(), "and still when the store is back");
    bench.clock.pass(42_000);
    assert_eq!(bucket.acquire(1, Background, Millis(0)).await.unwrap().source, GrantSource::Shared);
}

#[tokio::test(start_paused = true)]
async fn safe_mode_halves_what_this_process_takes() {
    let bench = Bench::new();
    let bucket = bench.bucket(1);
    bucket.set_budget(Budget::Halved);
    let mut immediate = 0;
    while bucket.acquire(1, Normal, Millis(0)).await.is_ok() {
        immediate += 1;
    }
    assert_eq!(immediate, 4);
    bucket.set_budget(Budget::Full);
    assert!(bucket.acquire(1, Normal, Millis(750)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_row_that_nobody_understands_is_a_row_out_of_reach() {
    let bench = Bench::new();
    let row = LimitRow { pk: "B#v".into(), version: 3, lease_until: None, data: serde_json::json!({"tat": "x"}) };
    bench.store.write(vec![Write::put(Row::Limit(row), Expect::Absent)]).await.unwrap();
    assert_eq!(bench.bucket(1).acquire(1, Normal, SECONDS_15).await.unwrap().source, GrantSource::Local);
}
