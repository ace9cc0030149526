//! What the audit keeps of an estimate.

use serde::{Deserialize, Serialize};
use switchboard_domain::{TemplateId, Timestamp};

use crate::estimate::{Bucket, Estimate, EstimateRule, EstimateRules};
use crate::method::Window;
use crate::order::Order;

/// What is kept in the audit about an estimate that a reply told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimateAudit {
    /// Keyed hash of the order id.
    pub order_id_hash: String,
    /// Shipping method as written.
    pub method_raw: Option<String>,
    /// What the window was read from.
    pub method_key: Option<String>,
    /// Bucket.
    pub bucket: Bucket,
    /// Window, business days.
    pub window: Window,
    /// When the order was placed.
    pub ordered_at: Option<Timestamp>,
    /// When the customer asked.
    pub asked_at: Timestamp,
    /// Store time zone.
    pub timezone: String,
    /// Business days since the order date.
    pub elapsed: u32,
    /// Fewest business days left.
    pub remaining_min: u32,
    /// Most business days left.
    pub remaining_max: u32,
    /// Rule.
    pub rule: EstimateRule,
    /// Text told; none when late.
    pub text: Option<String>,
    /// Template that told it.
    pub template_id: TemplateId,
    /// Whether the ticket was closed with it.
    pub auto_closed: bool,
}

/// What an audit block says besides the estimate itself.
#[derive(Clone, Debug)]
pub struct AuditContext<'a> {
    /// Keyed hash of the order id.
    pub order_id_hash: String,
    /// The order.
    pub order: &'a Order,
    /// When the customer asked.
    pub asked_at: Timestamp,
    /// Rules used.
    pub rules: &'a EstimateRules,
    /// Template that told it.
    pub template_id: TemplateId,
    /// Whether the ticket was closed with it.
    pub auto_closed: bool,
}

impl Estimate {
    /// The audit block.
    pub fn audit(&self, context: AuditContext<'_>) -> EstimateAudit {
        EstimateAudit {
            order_id_hash: context.order_id_hash,
            method_raw: self.method_raw.clone(),
            method_key: self.method_key.clone(),
            bucket: self.bucket,
            window: self.window,
            ordered_at: context.order.created_at,
            asked_at: context.asked_at,
            timezone: context.rules.timezone.iana_name().unwrap_or("UTC").to_owned(),
            elapsed: self.elapsed,
            remaining_min: self.remaining_min,
            remaining_max: self.remaining_max,
            rule: self.rule,
            text: self.text(),
            template_id: context.template_id,
            auto_closed: context.auto_closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::estimate;
    use crate::order::OrderSource;

    #[test]
    fn audit_block_has_the_facts_and_no_identity() {
        let rules = EstimateRules::default();
        let order = Order {
            created_at: Some("2026-09-01T15:00:00Z".parse().unwrap()),
            shipping_method: Some("Standard".into()),
            ..Order::blank(OrderSource::Shopify)
        };
        let estimate = estimate(&order, "2026-09-03T15:00:00Z".parse().unwrap(), &rules).unwrap();
        let block = estimate.audit(AuditContext {
            order_id_hash: "hash".into(),
            order: &order,
            asked_at: "2026-09-03T15:00:00Z".parse().unwrap(),
            rules: &rules,
            template_id: TemplateId::OrderEtaNoTrackingVerified,
            auto_closed: false,
        });
        let json = serde_json::to_value(&block).unwrap();
        let mut names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        let mut expected = vec![
            "order_id_hash",
            "method_raw",
            "method_key",
            "bucket",
            "window",
            "ordered_at",
            "asked_at",
            "timezone",
            "elapsed",
            "remaining_min",
            "remaining_max",
            "rule",
            "text",
            "template_id",
            "auto_closed",
        ];
        expected.sort_unstable();
        assert_eq!(names, expected);
        assert_eq!((json["timezone"].as_str(), json["rule"].as_str()), (Some("America/New_York"), Some("window")));
        assert_eq!(json["text"], "1-3 business days");
    }
}
