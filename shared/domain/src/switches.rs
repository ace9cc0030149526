//! Kill switches and modes as the workflow and the policy see them at one instant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::taxonomy::ChannelClass;
use crate::template::TemplateId;
use crate::time::Timestamp;

/// Mode of the whole system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Decide and act.
    Normal,
    /// Decide and audit, write nothing to the vendor.
    Shadow,
    /// Tag for manual triage without reading the ticket.
    Drain,
}

/// The values of all switches. Build it from a source that fails closed: whatever is missing or unreadable becomes
/// [`SwitchView::fail_closed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchView {
    /// Route only, half budget, no order lookup.
    pub safe_mode: bool,
    /// Replies allowed at all.
    pub automation_enabled: bool,
    /// Channel classes with replies.
    pub channels: Vec<ChannelClass>,
    /// Per-template switches; an absent template follows the catalogue.
    pub templates: BTreeMap<TemplateId, bool>,
    /// Release stage 0 to 5; `None` when unreadable.
    pub release_stage: Option<u8>,
    /// Mode of the system.
    pub mode: Mode,
    /// Vendor writes allowed at all.
    pub outbound_enabled: bool,
    /// Addresses that may get replies (lower case).
    pub allowlist_emails: Vec<String>,
    /// Domains that may get replies (lower case, without `@`).
    pub allowlist_domains: Vec<String>,
    /// An empty allow-list denies all.
    pub require_allowlist: bool,
    /// The production acknowledgement phrase is present and right; `true` outside production.
    pub prod_ack: bool,
    /// A model may be called.
    pub llm_enabled: bool,
    /// The sweep job may run.
    pub sweeper_enabled: bool,
    /// False when any value was missing or unreadable.
    pub readable: bool,
    /// When the values were read.
    pub read_at: Timestamp,
}

impl SwitchView {
    /// What holds when the source is missing or unreadable: route only, no replies, no model.
    ///
    /// Routing tags still go on, which is the documented state "as safe mode and automation off"; the outbound gate
    /// therefore stays open for tags.
    pub fn fail_closed(read_at: Timestamp) -> Self {
        Self {
            safe_mode: true,
            automation_enabled: false,
            channels: Vec::new(),
            templates: BTreeMap::new(),
            release_stage: None,
            mode: Mode::Normal,
            outbound_enabled: true,
            allowlist_emails: Vec::new(),
            allowlist_domains: Vec::new(),
            require_allowlist: true,
            prod_ack: true,
            llm_enabled: false,
            sweeper_enabled: false,
            readable: false,
            read_at,
        }
    }

    /// Whether a reply may go to this address: configured entries are always enforced, an empty list denies all when
    /// it is required.
    pub fn allows_recipient(&self, email: Option<&str>) -> bool {
        if self.allowlist_emails.is_empty() && self.allowlist_domains.is_empty() {
            return !self.require_allowlist;
        }
        let Some(email) = email.map(|e| e.trim().to_lowercase()) else { return false };
        let domain = email.rsplit_once('@').map(|(_, domain)| domain);
        self.allowlist_emails.contains(&email)
            || domain.is_some_and(|domain| self.allowlist_domains.iter().any(|d| d.trim_start_matches('@') == domain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allow_list_is_enforced_when_present_and_denies_when_required_but_empty() {
        let mut view = SwitchView::fail_closed(Timestamp::from_millis(0));
        assert!(!view.allows_recipient(Some("a@b.example")));
        view.require_allowlist = false;
        assert!(view.allows_recipient(None));
        view.allowlist_domains = vec!["@b.example".into()];
        assert!(view.allows_recipient(Some(" A@B.example ")));
        assert!(!view.allows_recipient(Some("a@c.example")));
        assert!(!view.allows_recipient(None));
    }
}
