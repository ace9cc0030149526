//! The gate is asked for every attempt.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::json;
use switchboard_domain::{Clock, Millis, ModelFailure, SystemClock, Timestamp};
use switchboard_openai::{CallFailure, CallGate, GateDenied};

use crate::server::{FACTOR, Reply, Server, ask, config};

/// Lets `places` attempts pass and keeps what it was asked.
struct Counter {
    places: usize,
    asked: Mutex<Vec<(u32, Timestamp)>>,
}

const RETRY_AT: Timestamp = Timestamp::from_millis(1_000);

#[async_trait]
impl CallGate for Counter {
    async fn acquire(&self, tokens: u32, start_by: Timestamp) -> Result<(), GateDenied> {
        let mut asked = self.asked.lock().unwrap();
        asked.push((tokens, start_by));
        if asked.len() <= self.places { Ok(()) } else { Err(GateDenied { retry_at: RETRY_AT }) }
    }
}

#[tokio::test]
async fn a_full_budget_stops_the_first_attempt_and_spares_a_retry() {
    for (places, result) in [
        (0, CallFailure::Denied { retry_at: RETRY_AT }),
        (1, CallFailure::Model(ModelFailure::RateLimited)),
        (2, CallFailure::Model(ModelFailure::RateLimited)),
    ] {
        let server = Server::start(&[Reply::new(429, &json!({}))]).await;
        let gate = Counter { places, asked: Mutex::default() };
        let clock = Arc::new(SystemClock::accelerated(FACTOR));
        let latest = clock.now() + Millis::from_secs(20);
        let answer = ask(config(&server.base_url, clock), &gate).await;
        assert_eq!(answer.result, Err(result), "{places}");
        assert_eq!((answer.record.attempts as usize, server.seen().len()), (places, places));

        let asked = gate.asked.into_inner().unwrap();
        assert_eq!(asked.len(), (places + 1).min(2));
        for (tokens, start_by) in asked {
            assert!((1_200 + 500..1_200 + 2_000).contains(&tokens), "output cap and text: {tokens}");
            assert!(start_by >= latest.saturating_sub(Millis::from_secs(1)), "a second for the answer");
        }
    }
}
