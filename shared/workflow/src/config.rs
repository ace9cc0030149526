//! Times and limits of the workflow. The defaults are those of the documented settings file.

use switchboard_domain::Millis;

/// How long a webhook's read must have started after its arrival to cover it.
#[derive(Clone, Copy, Debug)]
pub struct CoverageWindow {
    /// Time the vendor may need until a read shows the message that the webhook announced.
    pub settle: Millis,
    /// Allowance for clocks of different hosts.
    pub skew: Millis,
}

/// Times and limits.
#[derive(Clone, Debug)]
pub struct Config {
    /// When an earlier read covers an event.
    pub covers: CoverageWindow,
    /// Lease of a claim: worker timeout plus 15 s.
    pub lease: Millis,
    /// Longest vendor call; a dispatch holds its lease 10 s longer.
    pub call_timeout: Millis,
    /// When an unproven reply is read back, counted from its dispatch.
    pub check_delays: [Millis; 2],
    /// After an ambiguous answer, absence is proven only by a read this long after the dispatch.
    pub absence_after: Millis,
    /// Read-backs that fail for this long hand the reply to a person.
    pub unreadable_after: Millis,
    /// Whether a reply proven absent may be sent once more.
    pub redispatch_after_absence: bool,
    /// Calls of a repeatable effect before it is given up.
    pub max_dispatches: u32,
    /// Claims of one event before it is given up.
    pub max_attempts: u32,
    /// Age at which an unfinished event is given up.
    pub max_age: Millis,
    /// A ticket read older than this is repeated before a reply is sent.
    pub last_look_age: Millis,
    /// How long an event rests when the key is refused or a request is our defect.
    pub system_pause: Millis,
    /// Planned inline calls up to which a reply is checked at once.
    pub inline_calls: u32,
    /// Hard ceiling of helpdesk calls for one event.
    pub calls_per_event_max: u32,
    /// Time that must remain before the deadline to start another wait or call.
    pub reserve: Millis,
    /// Life of ledger and state rows.
    pub keep: Millis,
    /// Life of audit rows.
    pub keep_audit: Millis,
    /// The vendor user under which replies are sent.
    pub bot_agent_id: Option<String>,
    /// How far before the dispatch an operator comment may be dated and still be its evidence.
    pub evidence_slack: Millis,
    /// Whether absence of the reply in a read-back leads on. Off only in tests that show what would break.
    pub read_back: bool,
    /// Whether claims raise the fence. Off only in tests that show what would break.
    pub fencing: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            covers: CoverageWindow { settle: Millis::from_secs(2), skew: Millis::from_secs(1) },
            lease: Millis::from_secs(75),
            call_timeout: Millis::from_secs(10),
            check_delays: [Millis::from_secs(60), Millis::from_secs(120)],
            absence_after: Millis::from_secs(300),
            unreadable_after: Millis::from_mins(30),
            redispatch_after_absence: true,
            max_dispatches: 5,
            max_attempts: 20,
            max_age: Millis::from_hours(48),
            last_look_age: Millis::from_secs(30),
            system_pause: Millis::from_mins(15),
            inline_calls: 4,
            calls_per_event_max: 8,
            reserve: Millis::from_secs(15),
            keep: Millis::from_hours(30 * 24),
            keep_audit: Millis::from_hours(60 * 24),
            bot_agent_id: None,
            evidence_slack: Millis::from_secs(60),
            read_back: true,
            fencing: true,
        }
    }
}
