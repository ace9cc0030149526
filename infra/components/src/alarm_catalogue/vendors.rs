//! Alarms of helpdesk, store and model.

use switchboard_domain::vendor::Vendor;
use switchboard_telemetry::{Dimension, Metric};

use super::rule::{Rule, When};
use super::{CatalogueArgs, Own};
use crate::alarm::{Alarm, Query, Series, Severity, Statistic};
use crate::error::ComponentError;
use crate::log_metrics::emitted;

/// Life of a new token of the store, seconds.
const TOKEN_S: u32 = 86_400;

pub(super) fn rules(own: Own<'_>, args: &CatalogueArgs) -> Result<Vec<Alarm>, ComponentError> {
    let mut rules = vec![
        refused(own, Vendor::Richpanel)?,
        limited(own, "V1", Vendor::Richpanel)?,
        model(
            Severity::Critical,
            "more than half of 10 model calls or more failed in 5 minutes",
            own.per_cent(Metric::PolicyModelFailure, Metric::PolicyModelCalls, 10)?,
            When::above(50).of(300, 1, 1),
        ),
        model(
            Severity::Warn,
            "5 % or more of 10 model calls or more failed in 10 minutes",
            own.per_cent(Metric::PolicyModelFailure, Metric::PolicyModelCalls, 10)?,
            When::at_least(5).of(600, 1, 1),
        ),
    ];
    if args.shopify {
        rules.extend([refused(own, Vendor::Shopify)?, limited(own, "V3", Vendor::Shopify)?]);
        if let Some(every_s) = args.cadence_s("token-refresh") {
            rules.extend(token(own, every_s)?);
        }
    }
    Ok(rules)
}

fn refused(own: Own<'_>, vendor: Vendor) -> Result<Alarm, ComponentError> {
    let subject = format!("{}-credentials", vendor.as_str());
    let rule = Rule { id: "V2", subject, severity: Severity::Critical, runbook: "R004" };
    let summary = format!("{} refused our credentials (401 or 403)", vendor.as_str());
    let series = own.series(Metric::VendorAuthFailed, Statistic::Sum, &[(Dimension::Vendor, vendor.as_str())])?;
    Ok(rule.alarm(summary, series, When::at_least(1)))
}

fn limited(own: Own<'_>, id: &'static str, vendor: Vendor) -> Result<Alarm, ComponentError> {
    let subject = format!("{}-limit", vendor.as_str());
    let rule = Rule { id, subject, severity: Severity::Warn, runbook: "R004" };
    let summary = format!("{} answered 5 calls or more with 429 in 2 of 3 times 5 minutes", vendor.as_str());
    let series = own.series(Metric::VendorRateLimited, Statistic::Sum, &[(Dimension::Vendor, vendor.as_str())])?;
    Ok(rule.alarm(summary, series, When::at_least(5).of(300, 2, 3)))
}

fn model(severity: Severity, summary: &str, series: Series, when: When) -> Alarm {
    Rule { id: "V4", subject: "model".to_owned(), severity, runbook: "R010" }.alarm(summary, series, when)
}

/// Each refresh writes the gauge. A low one is one failure, a silent one another, which takes longer to be sure of.
fn token(own: Own<'_>, every_s: u32) -> Result<[Alarm; 2], ComponentError> {
    let about = |subject: &str| {
        let severity = Severity::Critical;
        Rule { id: "V5", subject: subject.to_owned(), severity, runbook: "R007" }
    };
    let shopify = [(Dimension::Vendor, Vendor::Shopify.as_str())];
    // A refresh that is a little late is no low value: its period counts as one with a new token.
    let measure = emitted(own.0, Metric::VendorTokenExpiresInS, Statistic::Minimum, &shopify)?;
    let low = Series::Math { expression: format!("FILL(token,{TOKEN_S})"), of: vec![Query { id: "token", measure }] };
    Ok([
        about("shopify-token").alarm(
            "the store's token ends within 8 hours and was not refreshed",
            low,
            When::below(28_800).of(every_s, 1, 1).or_silence(),
        ),
        about("shopify-token-silent").alarm(
            "the refresh of the store's token has not run for three times its cadence",
            own.series(Metric::VendorTokenExpiresInS, Statistic::SampleCount, &shopify)?,
            When::below(1).of(every_s, 3, 3).or_silence(),
        ),
    ])
}
