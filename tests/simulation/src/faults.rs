//! How unfriendly the world is. Probabilities are in 1 of 1,000.

/// Rates of every fault.
#[derive(Clone, Debug)]
pub struct Faults {
    /// A worker dies before or after a command.
    pub crash: u64,
    /// A worker is stopped for up to 200 s between a command and its answer.
    pub pause: u64,
    /// A store write cannot say whether it happened.
    pub store_unavailable: u64,
    /// A vendor call is applied but its answer is lost.
    pub lost_answer: u64,
    /// A vendor call fails with a server error without being applied.
    pub server_error: u64,
    /// A vendor call is applied up to 90 s after the client gave up.
    pub late_apply: u64,
    /// A sent reply shows on the ticket up to 90 s late.
    pub late_comment: u64,
    /// A send is accepted and nothing ever appears.
    pub swallowed: u64,
    /// 429, connection refused.
    pub refused: u64,
    /// The budget denies a start.
    pub denied: u64,
    /// The helpdesk answers 4xx.
    pub rejected: u64,
    /// Nobody listens when a customer writes: no webhook arrives.
    pub unannounced: u64,
    /// Clocks of workers differ from true time by up to this many ms.
    pub skew_ms: i64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            crash: 18,
            pause: 10,
            store_unavailable: 5,
            lost_answer: 60,
            server_error: 30,
            late_apply: 30,
            late_comment: 80,
            swallowed: 20,
            refused: 30,
            denied: 60,
            rejected: 8,
            unannounced: 150,
            skew_ms: 5_000,
        }
    }
}

impl Faults {
    /// A healthy world.
    pub const NONE: Self = Self {
        crash: 0,
        pause: 0,
        store_unavailable: 0,
        lost_answer: 0,
        server_error: 0,
        late_apply: 0,
        late_comment: 0,
        swallowed: 0,
        refused: 0,
        denied: 0,
        rejected: 0,
        unannounced: 0,
        skew_ms: 0,
    };
}
