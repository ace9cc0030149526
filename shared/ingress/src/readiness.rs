//! `GET /ready`: what is missing before webhooks can be taken.

use std::sync::{Mutex, PoisonError};

use serde_json::json;
use switchboard_domain::{Millis, Timestamp};
use switchboard_intake::Response;
use switchboard_queue::Queue;

/// How long an answer is given again without looking.
const KEEP: Millis = Millis::from_secs(10);

/// How the queue is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueCheck {
    /// It is asked how full it is.
    Ask,
    /// The role of this process may send and nothing else: a queue that is configured counts as known.
    Configured,
}

/// What was missing when somebody last looked.
#[derive(Default)]
pub(crate) struct Readiness(Mutex<Option<(Timestamp, Vec<&'static str>)>>);

impl Readiness {
    /// The answer of a moment ago.
    pub(crate) fn kept(&self, now: Timestamp) -> Option<Response> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, missing) = kept.as_ref()?;
        (Millis(0)..KEEP).contains(&(now - *at)).then(|| response(missing))
    }

    /// Looks anew.
    pub(crate) async fn look(
        &self,
        now: Timestamp,
        tokens_readable: bool,
        queue: &dyn Queue,
        check: QueueCheck,
    ) -> Response {
        let mut missing = Vec::new();
        if !tokens_readable {
            missing.push("secret richpanel/webhook_token");
        }
        if check == QueueCheck::Ask && queue.attributes().await.is_err() {
            missing.push("queue");
        }
        let answer = response(&missing);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, missing));
        answer
    }
}

fn response(missing: &[&str]) -> Response {
    let ready = missing.is_empty();
    let (status, word) = if ready { (200, "ready") } else { (503, "not_ready") };
    Response::json(status, &json!({"status": word, "ready": ready, "missing": missing}))
}
