//! The names of log events.

use schemars::JsonSchema;
use serde::Serialize;

macro_rules! names {
    ($($variant:ident = $text:literal),+ $(,)?) => {
        /// What happened. Names are a contract of filters and dashboards.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
        #[allow(missing_docs, reason = "the names are the documentation")]
        pub enum EventName {
            $(#[serde(rename = $text)] $variant,)+
        }

        impl EventName {
            /// All names.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The contract name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }
    };
}

names! {
    IngressRequestReceived = "ingress.request.received",
    IngressRequestRejected = "ingress.request.rejected",
    IngressEnqueueSuccess = "ingress.enqueue.success",
    IngressEnqueueFailed = "ingress.enqueue.failed",
    WorkerJobStart = "worker.job.start",
    WorkerJobComplete = "worker.job.complete",
    WorkerJobFailed = "worker.job.failed",
    WorkerJobDeferred = "worker.job.deferred",
    WorkerContextFetchSuccess = "worker.context.fetch.success",
    WorkerContextFetchFailed = "worker.context.fetch.failed",
    VendorOpenaiClassifySuccess = "vendor.openai.classify.success",
    VendorOpenaiClassifyFailed = "vendor.openai.classify.failed",
    VendorOpenaiVerifySuccess = "vendor.openai.verify.success",
    VendorOpenaiVerifyFailed = "vendor.openai.verify.failed",
    PolicyDecisionMade = "policy.decision.made",
    PolicyAutomationBlocked = "policy.automation.blocked",
    VendorRichpanelOrderLinkLookupSuccess = "vendor.richpanel.order_link.lookup.success",
    VendorRichpanelOrderLinkLookupEmpty = "vendor.richpanel.order_link.lookup.empty",
    VendorRichpanelOrderLinkLookupFailed = "vendor.richpanel.order_link.lookup.failed",
    VendorShopifyOrderFetchSuccess = "vendor.shopify.order.fetch.success",
    VendorShopifyOrderFetchFailed = "vendor.shopify.order.fetch.failed",
    VendorRichpanelTagsAddSuccess = "vendor.richpanel.tags.add.success",
    VendorRichpanelTagsAddFailed = "vendor.richpanel.tags.add.failed",
    VendorRichpanelMessageSendAccepted = "vendor.richpanel.message.send.accepted",
    VendorRichpanelMessageSendConfirmed = "vendor.richpanel.message.send.confirmed",
    VendorRichpanelMessageSendFailed = "vendor.richpanel.message.send.failed",
    VendorRichpanelMessageSendUnknown = "vendor.richpanel.message.send.unknown",
    VendorRichpanelTicketCloseSuccess = "vendor.richpanel.ticket.close.success",
    VendorRichpanelTicketCloseFailed = "vendor.richpanel.ticket.close.failed",
    VendorRichpanelTls = "vendor.richpanel.tls",
    EffectPlanned = "effect.planned",
    EffectResolved = "effect.resolved",
    EffectHuman = "effect.human",
    SystemStarted = "system.started",
    SystemSafeModeEnabled = "system.safe_mode.enabled",
    SystemSafeModeDisabled = "system.safe_mode.disabled",
    SystemAutomationEnabled = "system.automation.enabled",
    SystemAutomationDisabled = "system.automation.disabled",
    SystemSwitchChanged = "system.switch.changed",
    SystemSwitchUnreadable = "system.switch.unreadable",
    SystemBreakerOpened = "system.breaker.opened",
    SystemBreakerClosed = "system.breaker.closed",
    SystemModelBudget = "system.model_budget",
    SystemIdempotencyDuplicate = "system.idempotency.duplicate",
    SystemIdempotencyCovered = "system.idempotency.covered",
    SystemDlqMessageWritten = "system.dlq.message_written",
    SystemRedactionFailed = "system.redaction.failed",
    JobStart = "job.start",
    JobComplete = "job.complete",
    JobFailed = "job.failed",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_lower_case_and_serialised_as_they_are() {
        let mut seen = std::collections::BTreeSet::new();
        for name in EventName::ALL {
            let text = name.as_str();
            assert!(seen.insert(text), "{text}");
            assert!(text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'_')), "{text}");
            assert_eq!(serde_json::to_value(name).unwrap(), text);
        }
    }
}
