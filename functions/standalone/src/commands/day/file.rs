//! The day as data: who writes what, and what must come of it.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};
use switchboard_domain::outcome::Action;
use switchboard_domain::{Reason, TemplateId};

use super::order::Order;
use crate::failure::Failure;

/// The committed day.
const BUILT_IN: &str = include_str!("../../../day/conversations.toml");

/// A day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DayFile {
    /// Seconds between the starts of two conversations. Keeps the day below the helpdesk's call limit.
    pub(super) pace_s: u32,
    #[serde(rename = "conversation")]
    pub(super) conversations: Vec<Conversation>,
}

/// One ticket.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Conversation {
    /// Names it in the results; part of the customer's address.
    pub(super) id: String,
    pub(super) title: String,
    #[serde(default = "email")]
    pub(super) channel: String,
    /// First name of the customer.
    pub(super) customer: String,
    pub(super) subject: Option<String>,
    /// Tags that the ticket has from the start.
    #[serde(default)]
    pub(super) tags: Vec<String>,
    /// The ticket is closed when the customer writes.
    #[serde(default)]
    pub(super) closed: bool,
    /// Orders of the store that belong to the story.
    #[serde(default, rename = "order")]
    pub(super) orders: Vec<Order>,
    pub(super) steps: Vec<Step>,
    pub(super) expect: Expect,
}

/// What happens, in order.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Step {
    /// The customer writes.
    Write {
        #[serde(default)]
        text: String,
        #[serde(default)]
        attachments: u32,
    },
    /// A person answers.
    AgentReplies,
    /// The webhook of the conversation arrives (again).
    Announce,
    /// Time passes.
    Wait { seconds: u32 },
    /// Until the customer has this many replies.
    WaitForReplies { count: usize },
    /// Until the ticket bears the mark of a finished event.
    WaitUntilProcessed,
    /// Until the vendor has seen this call for the ticket.
    WaitForCall { operation: String },
    /// Switches of the simulated vendors. They hold for all tickets, so such conversations run alone and first.
    Faults { set: Map<String, Value> },
    /// All switches off.
    FaultsOff,
}

/// What must hold in the end.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    /// Replies that reached the customer, exactly.
    pub(super) replies: usize,
    /// Templates of all replies.
    #[serde(default)]
    pub(super) templates: BTreeSet<TemplateId>,
    /// What the last decision did.
    pub(super) action: Action,
    /// The last reason code of the last decision.
    pub(super) reason: Option<Reason>,
    /// The route tag of the last decision.
    pub(super) route: String,
    #[serde(default)]
    pub(super) tags_include: Vec<String>,
    #[serde(default)]
    pub(super) tags_exclude: Vec<String>,
    #[serde(default = "open")]
    pub(super) status: String,
    /// Texts that the replies hold, taken together.
    #[serde(default)]
    pub(super) reply_contains: Vec<String>,
    /// Texts that no reply may hold.
    #[serde(default)]
    pub(super) reply_excludes: Vec<String>,
    /// Helpdesk calls over the whole life of the ticket, later checks included.
    pub(super) max_calls: u64,
    /// Helpdesk calls while one event was worked on.
    #[serde(default = "inline_calls")]
    pub(super) max_inline_calls: u32,
}

fn email() -> String {
    "email".to_owned()
}

fn open() -> String {
    "OPEN".to_owned()
}

const fn inline_calls() -> u32 {
    4
}

impl DayFile {
    /// The built-in day, or another one.
    pub(super) fn load(path: Option<&Path>) -> Result<Self, Failure> {
        let (name, text) = match path {
            None => ("conversations.toml".to_owned(), BUILT_IN.to_owned()),
            Some(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path)
                    .map_err(|error| Failure::new("day.file", format!("{name}: {error}")).help("check --file"))?;
                (name, text)
            }
        };
        let day: Self = toml::from_str(&text).map_err(|error| {
            Failure::new("day.file", format!("{name}: {error}"))
                .help("functions/standalone/day/conversations.toml explains the form")
        })?;
        let mut ids = BTreeSet::new();
        match day.conversations.iter().find(|conversation| !ids.insert(conversation.id.as_str())) {
            Some(twice) => Err(Failure::new("day.file", format!("{name}: the id {} occurs twice", twice.id))
                .help("give every conversation its own id")),
            None => Ok(day),
        }
    }
}

impl Conversation {
    /// It turns switches that other conversations would feel.
    pub(super) fn is_exclusive(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Faults { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_day_is_large_enough_and_expects_a_route_each() {
        let day = DayFile::load(None).unwrap();
        assert!(day.conversations.len() >= 44, "{}", day.conversations.len());
        for conversation in &day.conversations {
            let Expect { replies, templates, route, .. } = &conversation.expect;
            assert!(route.starts_with("route-"), "{}", conversation.id);
            assert!(templates.len() <= *replies || *replies == 0, "{}", conversation.id);
            assert!(conversation.steps.iter().any(|step| matches!(step, Step::Write { .. })), "{}", conversation.id);
        }
    }

    #[test]
    fn switches_that_are_turned_on_are_turned_off() {
        for conversation in DayFile::load(None).unwrap().conversations {
            let last = conversation.steps.iter().rfind(|s| matches!(s, Step::Faults { .. } | Step::FaultsOff));
            assert!(!matches!(last, Some(Step::Faults { .. })), "{}", conversation.id);
        }
    }
}
