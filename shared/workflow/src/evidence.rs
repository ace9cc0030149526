//! Read-back: does a ticket show the reply of an effect?

use switchboard_domain::keys;
use switchboard_domain::state::EffectRow;
use switchboard_domain::ticket::{Author, Comment, Ticket};
use switchboard_text::content_form;

use crate::config::Config;

/// The hash of the comment that proves the effect: an operator comment created at or after the dispatch minus the
/// slack, by the bot agent or with the same text, that does not prove another effect already.
pub(crate) fn find(cfg: &Config, effect: &EffectRow, ticket: &Ticket, used: &[String]) -> Option<String> {
    let since = effect.dispatched_at?.saturating_sub(cfg.evidence_slack);
    let candidates = || {
        ticket
            .comments
            .iter()
            .filter(move |c| matches!(c.author, Author::Operator(_)))
            .filter(move |c| c.public && c.created_at.is_none_or(|at| at >= since))
    };
    let hash = |c: &Comment| keys::h(&["comment", &c.id]);
    let same_text = candidates()
        .find(|c| content_fingerprint(c.text.expose()) == effect.content_fingerprint && !used.contains(&hash(c)));
    let by_bot = || {
        candidates().find(|c| {
            // An undated comment may be older than the dispatch, so its author alone proves nothing.
            let bot = matches!(&c.author, Author::Operator(Some(id)) if Some(id) == cfg.bot_agent_id.as_ref());
            bot && c.created_at.is_some() && !used.contains(&hash(c))
        })
    };
    same_text.or_else(by_bot).map(hash)
}

/// Fingerprint of a reply's text by its content form: what a planned reply carries and a read-back compares.
pub fn content_fingerprint(text: &str) -> String {
    keys::fingerprint(&content_form(text))
}
