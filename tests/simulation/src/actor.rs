//! A worker or a repair run: the production state machine and what it waits for.

use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_domain::{Millis, Timestamp};
use switchboard_workflow::{Answer, CallError, Command, EventRun, Input, VendorCall, WriteResult};

use crate::decider;
use crate::ticket::{BOT, SimComment};
use crate::world::{Later, World};

/// Longest call before the client gives up, as in production.
const CALL_TIMEOUT: i64 = 10_000;

#[derive(Debug)]
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) run: EventRun,
    /// Receipt of the message it works on; repair runs have none.
    pub(crate) receipt: Option<u64>,
    pub(crate) conversation: usize,
    pub(crate) skew: i64,
    pub(crate) command: Option<Command>,
    pub(crate) ready_at: i64,
}

impl Actor {
    pub(crate) fn clock(&self, now: i64) -> Timestamp {
        Timestamp::from_millis(now + self.skew)
    }
}

impl World {
    /// Carries a command out at the present instant and says how long its answer takes.
    pub(crate) fn execute(&mut self, actor: &Actor, command: Command) -> (Input, i64) {
        let clock = actor.clock(self.now);
        match command {
            Command::ReadSwitches => (Input::Switches(self.switches(clock)), 0),
            Command::Load(keys) => {
                let rows = keys.iter().map(|key| self.store.get(key).cloned()).collect();
                (Input::Rows(Some(rows)), 3)
            }
            Command::Write(writes) => {
                if self.rng.chance(self.faults.store_unavailable) {
                    if self.rng.chance(500) {
                        self.write(writes, &actor.name);
                    }
                    return (Input::Written(WriteResult::Unavailable), 2_000);
                }
                (Input::Written(self.write(writes, &actor.name)), 5)
            }
            Command::SleepUntil(until) => (Input::Woke, (until - clock).0.max(0)),
            Command::Acquire(_) => {
                if self.rng.chance(self.faults.denied) {
                    return (Input::Acquired(Err(clock + Millis::from_secs(20))), 0);
                }
                (Input::Acquired(Ok(())), self.rng.between(0, 3_000))
            }
            Command::Call(call) => {
                let (result, wait) = self.call(actor, &call);
                (Input::Called(result), wait)
            }
            Command::Decide(request) => {
                if self.rng.chance(self.faults.crash / 6) {
                    self.rendition += 1;
                }
                let planned = decider::decide(&request, clock, self.rendition);
                (Input::Decided(Ok(Box::new(planned))), self.rng.between(1, 3_000))
            }
            Command::LastLook(request) => (Input::Looked(decider::last_look(&request, clock)), 1),
            Command::Finish(_) => (Input::Woke, 0),
        }
    }

    fn call(&mut self, actor: &Actor, call: &VendorCall) -> (Result<Answer, CallError>, i64) {
        if let VendorCall::SendMessage { start_before, .. } = call
            && actor.clock(self.now) > *start_before
        {
            return (Err(CallError::TooLate), 0);
        }
        if matches!(call, VendorCall::ReadTicket { .. }) && self.rng.chance(self.faults.denied) {
            return (Err(CallError::Denied { retry_at: actor.clock(self.now) + Millis::from_secs(20) }), 0);
        }
        self.calls += 1;
        if matches!(call, VendorCall::SendMessage { .. }) {
            self.check_race(actor.conversation);
        }
        let failure = |kind, status| {
            CallError::Failed(VendorFailure {
                vendor: Vendor::Richpanel,
                operation: "simulated",
                kind,
                http_status: status,
                retry_after: None,
            })
        };
        if self.rng.chance(self.faults.refused) {
            let kind = if self.rng.chance(500) { FailureKind::RateLimited } else { FailureKind::Unreachable };
            return (Err(failure(kind, None)), 50);
        }
        if self.rng.chance(self.faults.rejected) {
            return (Err(failure(FailureKind::BadRequest, Some(422))), 100);
        }
        if self.rng.chance(self.faults.server_error) {
            return (Err(failure(FailureKind::Ambiguous, Some(500))), 300);
        }
        if self.rng.chance(self.faults.late_apply) {
            let at = self.now + CALL_TIMEOUT + self.rng.between(0, 90_000);
            self.later(
                at,
                Later::Apply { conversation: actor.conversation, call: call.clone(), by: actor.name.clone() },
            );
            return (Err(failure(FailureKind::Ambiguous, None)), CALL_TIMEOUT);
        }
        let lag = self.faults.late_comment;
        let answer = self.apply(actor.conversation, call, actor.clock(self.now), &actor.name, lag);
        if self.rng.chance(self.faults.lost_answer) {
            return (Err(failure(FailureKind::Ambiguous, None)), CALL_TIMEOUT);
        }
        (Ok(answer), self.rng.between(50, 900))
    }

    /// The helpdesk carries a call out.
    pub(crate) fn apply(
        &mut self,
        conversation: usize,
        call: &VendorCall,
        read_at: Timestamp,
        by: &str,
        lag: u64,
    ) -> Answer {
        let late = self.rng.chance(lag);
        let swallowed = self.rng.chance(self.faults.swallowed);
        let delay = if late { self.rng.between(0, 90_000) } else { 0 };
        let now = self.now;
        match call {
            VendorCall::ReadTicket { .. } => Answer::Ticket(Box::new(self.tickets[conversation].read(now, read_at))),
            VendorCall::SendMessage { body, .. } => {
                self.check_send(conversation, body.expose(), by);
                if !swallowed {
                    self.sent += 1;
                    let id = format!("op-{}-{}", conversation, self.sent);
                    self.tickets[conversation].comments.push(SimComment {
                        id,
                        author: switchboard_domain::ticket::Author::Operator(Some(BOT.to_owned())),
                        created_at: now,
                        visible_at: now + delay,
                        text: body.expose().clone(),
                        announced: false,
                    });
                }
                Answer::Sent { echoed: false }
            }
            VendorCall::Close => {
                if !swallowed {
                    self.tickets[conversation].closed = true;
                }
                Answer::Applied(None)
            }
            VendorCall::RemoveTags(tags) => {
                self.tickets[conversation].tags.retain(|tag| !tags.contains(tag));
                Answer::Applied(None)
            }
            VendorCall::AddTags(tags) => {
                self.tickets[conversation].add_tags(tags);
                Answer::Applied(None)
            }
        }
    }
}
